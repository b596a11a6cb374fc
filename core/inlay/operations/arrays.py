"""Plain arrays as pictures, for the functions that people call from Python."""

from __future__ import annotations

from typing import Any

import numpy as np

from inlay.errors import InputError
from inlay.operations.job import Picture, Space

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


def as_coverage(array: Any, source: Picture, destination: Picture) -> Picture | None:
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
            f"The region has the type {region.dtype}.",
            "Give booleans, or coverage from 0 to 1 in floating point.",
        )
    if region.dtype.kind == "f" and not np.isfinite(region).all():
        raise InputError("The region has pixels that are not finite.", "Give coverage from 0 to 1.")
    for picture in (source, destination):
        if region.shape == (picture.height, picture.width):
            if region.dtype.kind == "b":
                mask = Picture(region.view(np.uint8), space=Space("MASK", np.dtype(bool)))
            else:
                mask = Picture(np.clip(region, 0, 1), space=Space("MASK", region.dtype))
            return Picture(mask.pixels, picture.x, picture.y, mask.space)
    raise InputError(
        f"The region has the size {region.shape}, the source {(source.height, source.width)} and the destination "
        f"{(destination.height, destination.width)}.",
        "Give a region of the source's size or of the destination's.",
    )


def over(layer: Picture, below: Picture) -> np.ndarray:
    """Lay a picture with opacity over another one; both in the same space, the layer inside.

    Where the layer is opaque its samples are kept as they are, and outside it those of `below`.

    Returns
    -------
    ndarray
        Of the shape and type of ``below.pixels``.
    """
    result = below.pixels.copy()
    y, x = layer.y - below.y, layer.x - below.x
    target = result[y : y + layer.height, x : x + layer.width]
    for top in range(0, layer.height, _STRIP_ROWS):
        rows = np.s_[top : top + _STRIP_ROWS]
        _over_rows(layer.pixels[rows], target[rows], below.has_alpha, layer.space.white)
    return result


def _over_rows(layer: np.ndarray, target: np.ndarray, target_has_alpha: bool, white: float) -> None:
    alpha = layer[..., -1]
    full = alpha >= white
    channels = layer.shape[-1] - 1
    np.copyto(target[..., :channels], layer[..., :-1], where=full[..., np.newaxis])
    if target_has_alpha:
        np.copyto(target[..., -1], alpha, where=full)
    partial = (alpha > 0) & ~full
    if not partial.any():
        return
    opacity = alpha[partial].astype(np.float64)[:, np.newaxis] / white
    under = target[partial].astype(np.float64)
    under_opacity = under[:, -1:] / white if target_has_alpha else 1.0
    joint = opacity + (1 - opacity) * under_opacity
    mixed = under.copy()
    mixed[:, :channels] += (opacity / joint) * (layer[partial][:, :-1].astype(np.float64) - under[:, :channels])
    if target_has_alpha:
        mixed[:, -1:] = joint * white
    target[partial] = np.rint(mixed) if target.dtype.kind == "u" else mixed
