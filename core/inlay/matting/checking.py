"""What can be matted: what is checked here beside what `inlay.arrays.checks` knows."""

from __future__ import annotations

from math import isfinite
from numbers import Integral, Real

import numpy as np

from inlay.arrays import checks
from inlay.contract.language import _
from inlay.errors import InputError, ParameterError

#: Largest floating-point value in a trimap: resampling overshoots, but white is 1.
_LARGEST = 2.0


def trimap_pixels(array: np.ndarray) -> np.ndarray:
    """View a trimap as it was read from a file or made by hand as (height, width, 1 to 4)."""
    array = np.asanyarray(array)
    if array.dtype == bool and array.ndim == 2 and array.size:
        return array[..., None]
    pixels = checks.picture(array, _("trimap"), most_channels=4)
    _check_range(pixels, _("trimap"))
    return pixels


def plane(array: np.ndarray, name: str) -> np.ndarray:
    """View truth values or samples from none to all as (height, width)."""
    array = checks.plane(array, name)
    _check_range(array, name)
    return array


def split_opacity(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """Colours (height, width, 1 or 3) and opacity (height, width), as views; None where there is none."""
    if pixels.shape[2] in (2, 4):
        return pixels[..., :-1], pixels[..., -1]
    return pixels, None


def same_size(first: np.ndarray, name: str, second: np.ndarray, of: str) -> None:
    """Refuse planes of different sizes."""
    checks.same_size(first.shape[:2], name, second.shape[:2], of)


def length(value: float, name: str) -> float:
    """Check a length in pixels."""
    if not isinstance(value, Real) or not isfinite(value) or value < 0:
        raise ParameterError(
            _("{name} is {value}.", name=name, value=repr(value)), _("Give a number of pixels, 0 or more.")
        )
    return float(value)


def window_radius(radius: int) -> None:
    """Refuse windows of closed form for which no matrix is written down.

    Raises
    ------
    ParameterError
        If they are too large, or none.
    """
    if isinstance(radius, bool) or not isinstance(radius, Integral) or radius not in (1, 2, 3):
        raise ParameterError(
            _("Closed form has no windows of radius {radius}.", radius=repr(radius)),
            _("Choose a radius of 1, 2 or 3; the method large-kernel has larger windows."),
        )


def _check_range(array: np.ndarray, name: str) -> None:
    """Refuse floating-point samples that were meant to go to 255."""
    if array.dtype.kind != "f":
        return
    largest = float(np.max(array, initial=0, where=np.isfinite(array)))
    if largest > _LARGEST:
        raise InputError(
            _("The {name} has values up to {largest}.", name=name, largest=f"{largest:g}"),
            _("Divide it, so that white is 1."),
        )
