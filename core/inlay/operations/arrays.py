"""Plain arrays as pictures, for the functions that people call from Python."""

from __future__ import annotations

import reprlib
from operator import index
from typing import Any

import numpy as np

from inlay.errors import InputError, ParameterError
from inlay.picture import Picture, Space

DTYPES = tuple(np.dtype(name) for name in ("uint8", "uint16", "float16", "float32", "float64"))

_MODELS = {1: "GRAY", 2: "GRAYA", 3: "RGB", 4: "RGBA"}
_STRIP_ROWS = 256


def as_picture(array: Any, role: str) -> Picture:
    """Wrap an array as a picture of one to four channels at the origin.

    Raises
    ------
    InputError
        If its type or its shape is not that of a picture.
    """
    pixels = np.asarray(array)
    if pixels.dtype not in DTYPES:
        names = ", ".join(dtype.name for dtype in DTYPES)
        raise InputError(f"The {role} has the type {pixels.dtype}.", f"Give it one of the types {names}.")
    if pixels.ndim == 2:
        pixels = pixels[..., np.newaxis]
    if pixels.ndim != 3 or pixels.shape[2] not in _MODELS or pixels.size == 0:
        raise InputError(
            f"The {role} has the shape {pixels.shape}.",
            "Give an array (height, width) or (height, width, channels) of one to four channels.",
        )
    return Picture(pixels, space=Space(_MODELS[pixels.shape[2]], pixels.dtype))


def as_coverage(array: Any, source: Picture, destination: Picture, name: str = "region") -> Picture | None:
    """Wrap a region as a mask that lies where the source lies if it has its size, else over the destination.

    Raises
    ------
    InputError
        If it has the size of neither, or is neither boolean nor floating point.
    """
    if array is None:
        return None
    region = np.asarray(array)
    if region.dtype.kind not in "bf":
        raise InputError(
            f"The {name} has the type {region.dtype}.",
            "Give booleans, or coverage from 0 to 1 in floating point.",
        )
    if region.dtype.kind == "f" and not np.isfinite(region).all():
        raise InputError(f"The {name} has pixels that are not finite.", "Give coverage from 0 to 1.")
    for picture in (source, destination):
        if region.shape == (picture.height, picture.width):
            coverage = region if region.dtype == bool else np.clip(region, 0, 1)
            return Picture(coverage, picture.x, picture.y, Space("MASK", region.dtype))
    raise InputError(
        f"The {name} has the size {region.shape}, the source {(source.height, source.width)} and the destination "
        f"{(destination.height, destination.width)}.",
        f"Give a {name} of the source's size or of the destination's.",
    )


def numbers_of(values: Any, count: int, name: str) -> list[float]:
    """So many numbers, as an argument that takes several is given them.

    Raises
    ------
    ParameterError
        If they are fewer, more, or none.
    """
    try:
        found = [float(value) for value in values]
    except (TypeError, ValueError, OverflowError):
        found = []
    if len(found) != count:
        raise ParameterError(f"{name} is {reprlib.repr(values)}.", f"Give {count} numbers.")
    return found


def position_of(at: Any) -> tuple[int, int]:
    """Row and column at which a picture lies.

    Raises
    ------
    ParameterError
        If these are not two whole numbers.
    """
    try:
        row, column = (index(place) for place in at)
    except (TypeError, ValueError):
        raise ParameterError(f"at is {reprlib.repr(at)}.", "Give row and column, two whole numbers.") from None
    return row, column


def over(layer: Picture, below: Picture) -> np.ndarray:
    """Lay a picture with opacity over another one; both in the same space, the layer inside.

    Where the layer is opaque its samples are kept as they are, and outside it those of `below`.

    Returns
    -------
    ndarray
        Of the shape and type of ``below.pixels``.
    """
    result = below.pixels.copy()
    inside = layer.box.shift(-below.x, -below.y).slices
    target = result[inside]
    alpha = layer.pixels[..., -1]
    np.copyto(target[..., : layer.colour.shape[-1]], layer.colour, where=(alpha > 0)[..., np.newaxis])
    mix(target, below.pixels[inside], alpha, below.has_alpha, layer.space.white)
    return result


def mix(pixels: np.ndarray, below: np.ndarray, alpha: np.ndarray, has_alpha: bool, white: float) -> None:
    """Weigh new colours against those below them, where they are not opaque.

    Parameters
    ----------
    pixels : ndarray, (height, width, channels)
        The new colours, at least where `alpha` is above zero. Changed in place; where it is zero, to `below`.
    below : ndarray, same shape
        What the new colours lie on; ends with opacity if `has_alpha`.
    alpha : ndarray, (height, width)
        Opacity of the new colours in samples.
    white : float
        The sample value that stands for one.

    Raises
    ------
    InputError
        If a colour of `below` that stays visible is not a finite number.
    """
    for top in range(0, alpha.shape[0], _STRIP_ROWS):
        rows = np.s_[top : top + _STRIP_ROWS]
        changed = alpha[rows] > 0
        # Where a coverage above zero was rounded to none.
        np.copyto(pixels[rows], below[rows], where=~changed[..., np.newaxis])
        if not has_alpha:
            changed &= alpha[rows] < white
        if changed.any():
            pixels[rows][changed] = _mixed(
                pixels[rows][changed], below[rows][changed], alpha[rows][changed], has_alpha, white
            )


def _mixed(new: np.ndarray, below: np.ndarray, alpha: np.ndarray, has_alpha: bool, white: float) -> np.ndarray:
    opacity = alpha.astype(np.float64)[:, np.newaxis] / white
    under = below.astype(np.float64)
    if has_alpha:
        np.clip(under[:, -1:], 0, white, out=under[:, -1:])
        under[:, :-1] = np.where((under[:, -1:] > 0) & (opacity < 1), under[:, :-1], new[:, :-1])
    if not np.isfinite(under).all():
        raise InputError(
            "A pixel under a soft edge is not a finite number.",
            "Replace NaN and infinite values first, or leave them out of the region.",
        )
    joint = opacity + (1 - opacity) * under[:, -1:] / white if has_alpha else np.ones_like(opacity)
    mixed = under + (opacity / joint) * (new - under)
    if has_alpha:
        mixed[:, -1:] = joint * white
    return np.rint(mixed) if new.dtype.kind == "u" else mixed
