"""Pictures at other sizes: halved by means, and brought to any size by linear interpolation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inlay.arrays.rows import strips

#: Samples that fit into the cache together with what is computed from them.
CACHED = 1 << 16


def halved(picture: np.ndarray) -> np.ndarray:
    """Means of blocks of 2 x 2; an odd last row or column counts twice."""
    height, width = picture.shape[:2]
    out = np.empty(((height + 1) // 2, (width + 1) // 2, *picture.shape[2:]), picture.dtype)
    for top, bottom in strips(height, width, CACHED):
        rows = _paired(picture[top:bottom], 0)
        halves = out[top // 2 : (bottom + 1) // 2]
        # Channel by channel, since loops over three samples of a pixel would be slow.
        for channel in np.ndindex(picture.shape[2:]):
            _paired(rows[(..., *channel)], 1, halves[(..., *channel)])
        halves /= 4
    return out


def _paired(values: np.ndarray, axis: int, out: np.ndarray | None = None) -> np.ndarray:
    """Sums of two rows or columns each; an odd last one counts twice."""
    before: tuple[slice, ...] = (slice(None),) * axis
    even, odd = values[(*before, slice(0, None, 2))], values[(*before, slice(1, None, 2))]
    count = odd.shape[axis]
    sums = np.empty(even.shape, values.dtype) if out is None else out
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
    if before == (size + 1) // 2 and before > 1:
        return _doubled(picture, size, axis)
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


def _doubled(picture: np.ndarray, size: int, axis: int) -> np.ndarray:
    """`_stretched` to twice the size, or one less, without a table of places: to the bit the same."""
    if axis == 0:
        doubled: np.ndarray = np.empty((size, *picture.shape[1:]), picture.dtype)
        _fill_doubled(picture, doubled)
        return doubled
    doubled = np.empty((len(picture), size, *picture.shape[2:]), picture.dtype)
    for top, bottom in strips(len(picture), size, CACHED, fewest=1):
        _fill_doubled(picture[top:bottom].swapaxes(0, 1), doubled[top:bottom].swapaxes(0, 1))
    return doubled


def _fill_doubled(rows: np.ndarray, doubled: np.ndarray) -> None:
    """Between each two rows lie two new ones, at a quarter and at three quarters of the way."""
    steps = rows[1:] - rows[:-1]
    for first, share in ((1, 0.25), (2, 0.75)):
        np.add(rows[:-1], steps * rows.dtype.type(share), out=doubled[first::2][: len(steps)])
    doubled[0] = rows[0]
    if len(doubled) % 2 == 0:
        doubled[-1] = rows[-2] + steps[-1]
