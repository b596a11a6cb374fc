"""Plain filters on arrays: blurs, edges, colours, convolution.

Names are imported when they are first used; importing the package itself loads nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inlay.filters.convolution import convolve as convolve
    from inlay.filters.convolution import parse_matrix as parse_matrix
    from inlay.filters.edges import painted_edges as painted_edges
    from inlay.filters.edges import sobel as sobel
    from inlay.filters.gaussian import gaussian_blur as gaussian_blur
    from inlay.filters.gray import grayscale as grayscale
    from inlay.filters.limits import CUT as CUT
    from inlay.filters.mean import mean_blur as mean_blur
    from inlay.filters.medians import median_blur as median_blur
    from inlay.filters.normalisation import normalise as normalise
    from inlay.filters.rotation import AXES as AXES
    from inlay.filters.rotation import rotate_colours as rotate_colours
    from inlay.filters.rotation import rotation_matrix as rotation_matrix
    from inlay.filters.warming import warm as warm

_HOMES = {
    "AXES": "rotation",
    "CUT": "limits",
    "convolve": "convolution",
    "gaussian_blur": "gaussian",
    "grayscale": "gray",
    "mean_blur": "mean",
    "median_blur": "medians",
    "normalise": "normalisation",
    "painted_edges": "edges",
    "parse_matrix": "convolution",
    "rotate_colours": "rotation",
    "rotation_matrix": "rotation",
    "sobel": "edges",
    "warm": "warming",
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
