"""The one kernel of all weighted sums: each pixel's neighbours, every one times a weight of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.arrays.kernels import kernel

#: Columns that are summed at a time: their sums stay in the fastest cache.
_COLUMNS = 1024


@dataclass(frozen=True)
class Taps:
    """Weights of neighbours.

    Attributes
    ----------
    down, right : ndarray of int64, (n,)
        Where each neighbour lies, from 0 on.
    weights : ndarray, (n,)
        What it counts.
    """

    down: np.ndarray
    right: np.ndarray
    weights: np.ndarray

    @classmethod
    def of(cls, matrix: np.ndarray) -> Taps:
        """The entries of a matrix that are not 0."""
        down, right = np.nonzero(matrix)
        return cls(down, right, np.asarray(matrix, np.float64)[down, right])

    @property
    def reach(self) -> tuple[int, int]:
        """Rows and columns beyond the first that are needed."""
        return int(self.down.max(initial=0)), int(self.right.max(initial=0))


def correlate(values: np.ndarray, taps: Taps, size: tuple[int, int] | None = None) -> np.ndarray:
    """Weigh neighbours: ``out[y, x] = sum of weight * values[y + down, x + right]``.

    Parameters
    ----------
    values : ndarray, (rows, columns), contiguous
        The pixels and all neighbours that are reached.
    size : (int, int), optional
        How many rows and columns are wanted; by default as many as the neighbours allow.

    Returns
    -------
    ndarray
        Of the type of `values`.
    """
    down, right = taps.reach
    out = np.empty(size or (values.shape[0] - down, values.shape[1] - right), values.dtype)
    place(values, 0, 1, taps, out, 0, 1, out.shape[0])
    return out


def place(
    values: np.ndarray, top: int, step: int, taps: Taps, out: np.ndarray, first: int, stride: int, rows: int
) -> None:
    """Compute some rows: row ``first + j * stride`` of `out` from row ``top + j * step`` of `values` on."""
    weigh(values, top, step, taps.down, taps.right, taps.weights.astype(values.dtype), out, first, stride, rows)


@kernel
def weigh(values, top, step, down, right, weights, out, first, stride, rows):
    """Four neighbours at a time, so that the sums are read and written less often than the neighbours."""
    width = out.shape[1]
    count = weights.size
    fours = count - count % 4
    for j in range(rows):
        y = top + j * step
        target = first + j * stride
        for left in range(0, width, _COLUMNS):
            behind = min(width, left + _COLUMNS)
            sums = out[target, left:behind]
            sums[:] = 0
            for k in range(0, fours, 4):
                a = values[y + down[k], left + right[k] : behind + right[k]]
                b = values[y + down[k + 1], left + right[k + 1] : behind + right[k + 1]]
                c = values[y + down[k + 2], left + right[k + 2] : behind + right[k + 2]]
                d = values[y + down[k + 3], left + right[k + 3] : behind + right[k + 3]]
                for x in range(sums.size):
                    sums[x] += weights[k] * a[x] + weights[k + 1] * b[x] + weights[k + 2] * c[x] + weights[k + 3] * d[x]
            for k in range(fours, count):
                a = values[y + down[k], left + right[k] : behind + right[k]]
                for x in range(sums.size):
                    sums[x] += weights[k] * a[x]
