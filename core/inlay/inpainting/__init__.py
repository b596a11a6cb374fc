"""Holes filled: with pieces of what lies around, from the best place nearby, or smoothly as a thin plate."""

from inlay.lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)
