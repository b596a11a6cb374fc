"""Plain filters on arrays: means, medians, gradients, colours.

A function is named by what it gives (`gaussian_mean`, `stretched_range`); the operation that an artist asks for, by
what it does to a picture (`inlay.gaussian_blur`, `inlay.normalise`). Names are imported when they are first used;
importing the package itself loads nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inlay.filters.brightness import luma as luma
    from inlay.filters.convolution import parse_matrix as parse_matrix
    from inlay.filters.convolution import weighted_sum as weighted_sum
    from inlay.filters.gaussian import gaussian_mean as gaussian_mean
    from inlay.filters.gradient_magnitude import median_sobel_magnitude as median_sobel_magnitude
    from inlay.filters.gradient_magnitude import sobel_magnitude as sobel_magnitude
    from inlay.filters.mean import window_mean as window_mean
    from inlay.filters.medians import window_median as window_median
    from inlay.filters.normalisation import stretched_range as stretched_range
    from inlay.filters.reach import CUT as CUT
    from inlay.filters.rotation import AXES as AXES
    from inlay.filters.rotation import rotated_colours as rotated_colours
    from inlay.filters.rotation import rotation_matrix as rotation_matrix
    from inlay.filters.warming import warm as warm

_HOMES = {
    "AXES": "rotation",
    "CUT": "reach",
    "gaussian_mean": "gaussian",
    "luma": "brightness",
    "median_sobel_magnitude": "gradient_magnitude",
    "parse_matrix": "convolution",
    "rotated_colours": "rotation",
    "rotation_matrix": "rotation",
    "sobel_magnitude": "gradient_magnitude",
    "stretched_range": "normalisation",
    "warm": "warming",
    "weighted_sum": "convolution",
    "window_mean": "mean",
    "window_median": "medians",
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
