"""Alpha matting on arrays: trimaps, estimators of alpha, and the colours of foreground and background.

Names are imported when they are first used; importing the package itself loads nothing.
"""

from inlay.lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)
