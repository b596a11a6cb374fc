"""Lines that meet a hole go on through it: found on its border, paired, and filled from along themselves."""

from inlay.lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)
