"""Composition: write f = f* + e into the result, in the samples' own type."""

from __future__ import annotations

import numpy as np

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
) -> None:
    """Write some rows of one channel, from row `top` of the box on: all columns, or `columns` outside of which e is 0.

    Integer samples are rounded and clipped to their range; floating ones stay as they are, above 1 and below 0.
    """
    box, bottom = region.box, top + e.shape[0]
    left, right = columns or (0, box.width)
    values = destination.strip(channel, top, bottom, e.dtype.type, (left, right))[1:-1, 1:-1]
    values += e[:, left:right]
    if out.dtype.kind == "u":
        np.rint(values, out=values)
        np.clip(values, 0, np.iinfo(out.dtype).max, out=values)
    target = out[box.y + top : box.y + bottom, box.x + left : box.x + right, channel]
    if out.dtype.kind == "u" and destination.covers:
        target[:] = values.astype(out.dtype)  # e is 0 outside Omega: what is written there is what was there
    else:
        np.copyto(target, _stored(values, out.dtype), where=region.unknown[top:bottom, left:right])


def _stored(values: np.ndarray, dtype: np.dtype) -> np.ndarray:
    return values.astype(dtype) if dtype.kind == "u" else saturated(values, dtype)
