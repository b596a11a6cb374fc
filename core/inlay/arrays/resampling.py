"""Pictures at other sizes: halved by means, and brought to any size by linear interpolation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def halved(picture: np.ndarray) -> np.ndarray:
    """Means of blocks of 2 x 2; an odd last row or column counts twice."""
    height, width = picture.shape[:2]
    rows = _paired(picture, 0)
    out = np.empty(((height + 1) // 2, (width + 1) // 2, *picture.shape[2:]), rows.dtype)
    # Channel by channel, since loops over three samples of a pixel would be slow.
    for channel in np.ndindex(picture.shape[2:]):
        out[(..., *channel)] = _paired(rows[(..., *channel)], 1)
    out /= 4
    return out


def _paired(values: np.ndarray, axis: int) -> np.ndarray:
    """Sums of two rows or columns each; an odd last one counts twice."""
    before: tuple[slice, ...] = (slice(None),) * axis
    even, odd = values[(*before, slice(0, None, 2))], values[(*before, slice(1, None, 2))]
    count = odd.shape[axis]
    sums = np.empty(even.shape, values.dtype)
    np.add(even[(*before, slice(count))], odd, out=sums[(*before, slice(count))])
    if count < even.shape[axis]:
        np.multiply(even[(*before, slice(-1, None))], 2, out=sums[(*before, slice(-1, None))])
    return sums


def resized(picture: np.ndarray, size: Sequence[int]) -> np.ndarray:
    """Linear interpolation between the centres of pixels to another height and width."""
    for axis in (0, 1):
        picture = _stretched(picture, int(size[axis]), axis)
    return picture


def _stretched(picture: np.ndarray, size: int, axis: int) -> np.ndarray:
    before = picture.shape[axis]
    if before == size:
        return picture
    # A size that was halved once stands for one pixel more than an odd one has.
    scale = 0.5 if before == (size + 1) // 2 else before / size
    position = np.clip((np.arange(size) + 0.5) * scale - 0.5, 0, before - 1)
    first = np.minimum(position.astype(np.intp), max(0, before - 2))
    share = (position - first).astype(picture.dtype)
    share = share.reshape([-1 if k == axis else 1 for k in range(picture.ndim)])
    near = np.take(picture, first, axis=axis)
    far = np.take(picture, np.minimum(first + 1, before - 1), axis=axis)
    far -= near
    far *= share
    far += near
    return far
