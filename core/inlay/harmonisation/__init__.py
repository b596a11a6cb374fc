"""Harmonisation: a pasted piece takes on the colours of its scene and keeps its own detail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inlay.harmonisation.equation import gaussian_poisson as gaussian_poisson
    from inlay.harmonisation.equation import harmonise as harmonise

_NAMES = ("gaussian_poisson", "harmonise")

__all__ = [*_NAMES]


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.equation"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_NAMES})
