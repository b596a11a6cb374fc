"""What can be matted: shapes, types and options are checked here, with messages that say what to do."""

from __future__ import annotations

from collections.abc import Callable, Collection
from math import isfinite
from numbers import Real

import numpy as np

from inlay.errors import InputError, ParameterError

DTYPES = ("uint8", "uint16", "float16", "float32", "float64")
#: Largest floating-point value in a trimap: resampling overshoots, but white is 1.
_LARGEST = 2.0


def picture(array: np.ndarray, name: str = "picture") -> np.ndarray:
    """View `array` as (height, width, 1 to 4)."""
    array = np.asanyarray(array)
    _check_type(array, name, DTYPES)
    pixels = array[..., None] if array.ndim == 2 else array
    if pixels.ndim != 3 or pixels.size == 0 or pixels.shape[2] > 4:
        raise InputError(
            f"The {name} has the shape {array.shape}.",
            "Give (height, width) or (height, width, channels) with one to four channels; nothing may be zero.",
        )
    return pixels


def trimap_pixels(array: np.ndarray) -> np.ndarray:
    """View a trimap as it was read from a file or made by hand as (height, width, 1 to 4)."""
    array = np.asanyarray(array)
    if array.dtype == bool and array.ndim == 2 and array.size:
        return array[..., None]
    pixels = picture(array, "trimap")
    _check_range(pixels, "trimap")
    return pixels


def plane(array: np.ndarray, name: str) -> np.ndarray:
    """Check a plane (height, width) of truth values or of samples from none to all."""
    array = np.asanyarray(array)
    _check_type(array, name, ("bool", *DTYPES))
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[..., 0]
    if array.ndim != 2 or array.size == 0:
        raise InputError(f"The {name} has the shape {array.shape}.", "Give (height, width); nothing may be zero.")
    _check_range(array, name)
    return array


def split_opacity(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """Colours (height, width, 1 or 3) and opacity (height, width), as views; None where there is none."""
    if pixels.shape[2] in (2, 4):
        return pixels[..., :-1], pixels[..., -1]
    return pixels, None


def same_size(first: np.ndarray, name: str, second: np.ndarray, other: str) -> None:
    """Refuse planes of different sizes."""
    if first.shape[:2] != second.shape[:2]:
        raise InputError(
            f"The {name} is {_size(first)} and the {other} is {_size(second)} pixels.",
            f"Give the {name} the width and the height of the {other}.",
        )


def length(value: float, name: str) -> float:
    """Check a length in pixels."""
    if not isinstance(value, Real) or not isfinite(value) or value < 0:
        raise ParameterError(f"{name} is {value!r}.", "Give a number of pixels, 0 or more.")
    return float(value)


def within(value: float, lowest: float, highest: float, name: str) -> float:
    """Check a number that has bounds."""
    if not isinstance(value, Real) or not lowest <= value <= highest:
        raise ParameterError(f"{name} is {value!r}.", f"Give a number from {lowest:g} to {highest:g}.")
    return float(value)


def choice(value: str, options: Collection[str], name: str) -> str:
    """Check one of some names."""
    if not isinstance(value, str) or value not in options:
        raise ParameterError(f"{name} is {value!r}.", f"Choose one of {', '.join(options)}.")
    return value


def threads(value: int | None) -> int | None:
    """Check a number of threads."""
    if value is not None and (not isinstance(value, Real) or value < 1):
        raise ParameterError(f"threads is {value!r}.", "Give 1 or more, or None for all.")
    return value


def part(progress: Callable[[float], None] | None, start: float, end: float) -> Callable[[float], None] | None:
    """The `progress` of a part of the work, which goes from `start` to `end` of the whole."""
    if progress is None:
        return None
    return lambda fraction: progress(start + (end - start) * fraction)


def _check_type(array: np.ndarray, name: str, types: tuple[str, ...]) -> None:
    if array.dtype.name not in types or not array.dtype.isnative:
        raise InputError(
            f"The {name} holds samples of the type {array.dtype.name}.", f"Convert it to {', '.join(types)}."
        )


def _check_range(array: np.ndarray, name: str) -> None:
    """Refuse floating-point samples that were meant to go to 255."""
    if array.dtype.kind != "f":
        return
    largest = float(np.max(array, initial=0, where=np.isfinite(array)))
    if largest > _LARGEST:
        raise InputError(f"The {name} has values up to {largest:g}.", "Divide it, so that white is 1.")


def _size(array: np.ndarray) -> str:
    return f"{array.shape[1]} x {array.shape[0]}"
