"""Plain filters on arrays: means, medians, gradients, colours.

A function is named by what it gives (`gaussian_mean`, `stretched_range`); the operation that an artist asks for, by
what it does to a picture (`inlay.gaussian_blur`, `inlay.normalise`). Names are imported when they are first used;
importing the package itself loads nothing.
"""

from inlay.lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)
