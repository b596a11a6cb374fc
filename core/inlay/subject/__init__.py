"""The subject of a picture as a soft mask, found by a network that the user chose.

Names are imported when they are first used; importing the package itself loads nothing.
"""

from inlay.lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)
