"""Plain arrays as pictures, for the functions that people call from Python."""

from __future__ import annotations

import reprlib
from operator import index
from typing import Any

import numpy as np

from inlay.arrays.sample_types import SAMPLE_TYPES
from inlay.contract.language import _, joined, known
from inlay.errors import InputError, ParameterError
from inlay.picture import Picture, Space

DTYPES = tuple(np.dtype(name) for name in SAMPLE_TYPES)

_MODELS = {1: "GRAY", 2: "GRAYA", 3: "RGB", 4: "RGBA"}


def as_picture(array: Any, role: str) -> Picture:
    """Wrap an array as a picture of one to four channels at the origin.

    Raises
    ------
    InputError
        If its type or its shape is not that of a picture.
    """
    pixels = np.asarray(array)
    if pixels.dtype not in DTYPES:
        raise InputError(
            _("The {role} has the type {dtype}.", role=known(role), dtype=pixels.dtype),
            _("Give it one of the types {sample_types}.", sample_types=", ".join(SAMPLE_TYPES)),
        )
    if pixels.ndim == 2:
        pixels = pixels[..., np.newaxis]
    if pixels.ndim != 3 or pixels.shape[2] not in _MODELS or pixels.size == 0:
        raise InputError(
            _("The {role} has the shape {shape}.", role=known(role), shape=pixels.shape),
            _("Give an array (height, width) or (height, width, channels) of one to four channels."),
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
            _("The {name} has the type {dtype}.", name=name, dtype=region.dtype),
            _("Give booleans, or coverage from 0 to 1 in floating point."),
        )
    if region.dtype.kind == "f" and not np.isfinite(region).all():
        raise InputError(_("The {name} has pixels that are not finite.", name=name), _("Give coverage from 0 to 1."))
    for picture in (source, destination):
        if region.shape == (picture.height, picture.width):
            coverage = region if region.dtype == bool else np.clip(region, 0, 1)
            return Picture(coverage, picture.x, picture.y, Space("MASK", region.dtype))
    sizes = dict.fromkeys(f"{picture.width} x {picture.height}" for picture in (source, destination))
    raise InputError(
        _("The {name} has the size {shape}.", name=name, shape=region.shape),
        _("Give one of {sizes} pixels.", sizes=joined(_(" or "), sizes)),
    )


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
        raise ParameterError(
            _("at is {at}.", at=reprlib.repr(at)), _("Give row and column, two whole numbers.")
        ) from None
    return row, column
