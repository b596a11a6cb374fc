"""How much of each pixel belongs to a region."""

from __future__ import annotations

from typing import Any

import numpy as np

from inlay.errors import InputError, RegionError
from inlay.operations.job import Box, Picture

_STRIP_ROWS = 256


def coverage_of(source: Picture, region: Picture | None, canvas: Box) -> tuple[np.ndarray, np.ndarray, Box]:
    """Multiply a selection by the opacity of the layer that it selects from.

    Parameters
    ----------
    source : Picture
        The layer; without an opacity channel it is opaque.
    region : Picture or None
        The selection, ``MASK``; None selects everything.
    canvas : Box
        What lies outside is cut off.

    Returns
    -------
    alpha : ndarray
        ``(height, width)`` coverage as samples of the source's type.
    unknown : ndarray
        ``(height, width)`` boolean, where the coverage is above zero; nothing is thresholded away by rounding.
    box : Box
        The smallest box that holds all of it.

    Raises
    ------
    RegionError
        If nothing is covered.
    InputError
        If the selection or the opacity is not finite.
    """
    box = source.box.intersect(canvas)
    if region is not None:
        box = box.intersect(region.box)
    if box.is_empty:
        raise RegionError("The region lies outside the canvas.", "Move the selection or the layer onto the canvas.")
    opacity = _inside(source, source.alpha, box)
    selection = None if region is None else _inside(region, region.pixels, box)
    unknown = np.ones((box.height, box.width), bool)
    for factor in (opacity, selection):
        if factor is not None:
            unknown &= factor > 0
    inner = _bounding_box(unknown)
    if inner.is_empty:
        raise RegionError("The region is empty.", "Select a part of the layer that is not transparent.")
    white = source.space.white
    alpha = np.full((inner.height, inner.width), white, source.space.dtype)
    if opacity is not None:
        alpha[...] = opacity[inner.slices]
    if region is not None and selection is not None:
        _multiply(alpha, white, selection[inner.slices], region.space.white)
    if alpha.dtype.kind == "f" and not np.isfinite(alpha).all():
        raise InputError("The selection or the layer's opacity is not finite.", "Remove NaN and infinite pixels.")
    return alpha, unknown[inner.slices], inner.shift(box.x, box.y)


def _inside(picture: Picture, plane: np.ndarray | None, box: Box) -> np.ndarray | None:
    if plane is None:
        return None
    return plane[box.shift(-picture.x, -picture.y).slices]


def _multiply(alpha: np.ndarray, white: float, factor: np.ndarray, factor_white: float) -> None:
    """``alpha *= factor / factor_white``, rounded for integers, without a floating-point copy of the whole plane."""
    for top in range(0, alpha.shape[0], _STRIP_ROWS):
        rows = np.s_[top : top + _STRIP_ROWS]
        product: Any = alpha[rows].astype(np.float32) * (factor[rows].astype(np.float32) / np.float32(factor_white))
        if alpha.dtype.kind == "u":
            product = np.rint(np.clip(product, 0, white))
        alpha[rows] = product


def _bounding_box(mask: np.ndarray) -> Box:
    rows = np.flatnonzero(mask.any(axis=1))
    if rows.size == 0:
        return Box(0, 0, 0, 0)
    columns = np.flatnonzero(mask[rows[0] : rows[-1] + 1].any(axis=0))
    return Box(int(columns[0]), int(rows[0]), int(columns[-1] - columns[0] + 1), int(rows[-1] - rows[0] + 1))
