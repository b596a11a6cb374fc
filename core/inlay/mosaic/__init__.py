"""Several overlapping pictures become one: exposure, seams, and the gradients of what shows."""

from inlay.lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)
