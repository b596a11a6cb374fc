"""The cheapest line between two pictures: maximum flow, minimum cuts, and boundaries around an object."""

from inlay.lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)
