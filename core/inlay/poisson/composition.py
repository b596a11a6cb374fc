"""Composition: write f = f* + e into the result, in the samples' own type."""

from __future__ import annotations

import numpy as np

from inlay.arrays.packages import has_loaded_numba
from inlay.arrays.saturation import saturated
from inlay.poisson.framed_image import FramedImage
from inlay.poisson.region import Region


def compose(
    out: np.ndarray,
    destination: FramedImage,
    region: Region,
    channel: int,
    e: np.ndarray,
    top: int,
    columns: tuple[int, int] | None = None,
    margin: int = 0,
) -> None:
    """Write some rows of one channel, from row `top` of the box on: all columns, or `columns` outside of which e is 0.

    Column 0 of the box is column `margin` of `e`. Integer samples are rounded and clipped to their range; floating ones
    stay as they are, above 1 and below 0.
    """
    box, bottom = region.box, top + e.shape[0]
    left, right = columns or (0, box.width)
    target = out[box.y + top : box.y + bottom, box.x + left : box.x + right, channel]
    if out.dtype == np.uint8 == destination.image.dtype and e.dtype == np.float32 and has_loaded_numba():
        values = _bytes(destination, channel, e, top, (left, right), margin)
    else:
        values = destination.strip(channel, top, bottom, e.dtype.type, (left, right))[1:-1, 1:-1]
        values += e[:, margin + left : margin + right]
        values = _stored(values, out.dtype)
    if out.dtype.kind == "u" and destination.covers:
        target[:] = values  # e is 0 outside Omega: what is written there is what was there
    else:
        np.copyto(target, values, where=region.unknown[top:bottom, left:right])


def _bytes(
    destination: FramedImage, channel: int, e: np.ndarray, top: int, columns: tuple[int, int], margin: int
) -> np.ndarray:
    """f of some rows and columns, by a kernel."""
    from inlay.poisson.mixing import add_rounded

    values = destination.strip(channel, top, top + e.shape[0], np.uint8, columns)
    add_rounded(values, np.ascontiguousarray(e), np.uint32(margin + columns[0]))
    return values[1:-1, 1:-1]


def _stored(values: np.ndarray, dtype: np.dtype) -> np.ndarray:
    if dtype.kind != "u":
        return saturated(values, dtype)
    np.rint(values, out=values)
    return np.clip(values, 0, np.iinfo(dtype).max, out=values).astype(dtype)
