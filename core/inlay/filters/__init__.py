"""Plain filters on arrays: blurs, edges, colours, convolution.

Names are imported when they are first used; importing the package itself loads nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inlay.filters.gaussian import gaussian_blur as gaussian_blur
    from inlay.filters.mean import mean_blur as mean_blur
    from inlay.filters.medians import median_blur as median_blur

_HOMES = {
    "gaussian_blur": "gaussian",
    "mean_blur": "mean",
    "median_blur": "medians",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
