"""Harmonisation: a pasted piece takes on the colours of its scene and keeps its own detail."""

from inlay.lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)
