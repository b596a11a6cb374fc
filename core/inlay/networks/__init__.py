"""Networks that the user chose: ONNX files in a store of Inlay's own, and running them on the processor.

Names are imported when they are first used; importing the package itself loads nothing.
"""

from inlay.lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)
