"""Sums over square windows around some pixels of the values of others: along the rows first, then along the columns.

Two sparse matrices of ones do it. Running sums would need less memory, but they lose digits that the models of flat
windows depend on.
"""

from __future__ import annotations

from copy import copy

import numpy as np
from scipy import sparse

#: Pixels whose lines are listed at once.
PIECE = 1 << 15


class Boxes:
    """Sums over windows of (2 radius + 1)^2 pixels.

    Parameters
    ----------
    sources, centres : ndarray of bool, (height, width)
        The pixels that have values, and those around which windows lie. A window holds the sources in it.
    radius : int
    """

    def __init__(self, sources: np.ndarray, centres: np.ndarray, radius: int) -> None:
        between = widened(centres, radius, axis=0)
        self._along_rows = _lines(sources, between, radius, axis=1)
        self._along_columns = _lines(between, centres, radius, axis=0)

    def among(self, selection: np.ndarray) -> Boxes:
        """The same windows over some of the sources, given as a mask of them."""
        boxes = copy(self)
        boxes._along_rows = self._along_rows[:, selection]
        return boxes

    def sums(self, values: np.ndarray) -> np.ndarray:
        """From the values of the sources, (sources, channels), to the sums of the windows, (centres, channels)."""
        return self._along_columns @ (self._along_rows @ values)

    def spread(self, values: np.ndarray) -> np.ndarray:
        """The transposed product: for each source the sum of the values of all windows that hold it."""
        return self._along_rows.T @ (self._along_columns.T @ values)

    def members(self, windows: np.ndarray) -> sparse.csr_array:
        """Which sources lie in some of the windows: a matrix of ones, (windows, sources)."""
        return self._along_columns[windows] @ self._along_rows


def widened(mask: np.ndarray, radius: int, axis: int) -> np.ndarray:
    """The pixels that lie at most `radius` rows (axis 0) or columns (axis 1) from one of `mask`."""
    length = mask.shape[axis]
    count = np.zeros(np.add(mask.shape, (axis == 0, axis == 1)), np.int32)
    np.cumsum(mask, axis=axis, out=count[1:] if axis == 0 else count[:, 1:])
    position = np.arange(length)
    begin, end = np.maximum(position - radius, 0), np.minimum(position + radius + 1, length)
    return count.take(end, axis) != count.take(begin, axis)


def square(mask: np.ndarray, radius: int) -> np.ndarray:
    """The pixels in the windows around those of `mask`."""
    return widened(widened(mask, radius, axis=0), radius, axis=1)


def _lines(sources: np.ndarray, targets: np.ndarray, radius: int, axis: int) -> sparse.csr_array:
    """Which sources lie at most `radius` away from each target in its row (axis 1) or column (axis 0)."""
    shape = sources.shape
    number = np.full(sources.size, -1, np.int32)
    count = np.count_nonzero(sources)
    number[np.flatnonzero(sources)] = np.arange(count, dtype=np.int32)
    positions = np.flatnonzero(targets)
    steps = np.arange(-radius, radius + 1)
    columns = [np.empty(0, np.int32)]
    lengths = [np.zeros(1, np.int64)]
    for first in range(0, positions.size, PIECE):
        piece = positions[first : first + PIECE, np.newaxis]
        along = np.divmod(piece, shape[1])[axis] + steps
        there = piece + steps * (1, shape[1])[axis == 0]
        found = np.where((along >= 0) & (along < shape[axis]), number.take(there, mode="clip"), -1)
        columns.append(found[found >= 0])
        lengths.append(np.count_nonzero(found >= 0, axis=1))
    ends = np.cumsum(np.concatenate(lengths))
    indices = np.concatenate(columns)
    if ends[-1] < np.iinfo(np.int32).max:
        ends = ends.astype(np.int32)
    return sparse.csr_array((np.ones(indices.size), indices, ends), (positions.size, count))
