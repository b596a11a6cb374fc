"""Pixels of a plane, numbered row by row, and where the neighbours of each are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.arrays.pool import Pool


@dataclass(frozen=True, eq=False)
class Lattice:
    """Some pixels of a plane, numbered row by row.

    Attributes
    ----------
    starts : ndarray of int64, (height + 1,)
        The number of the first pixel of each row, and of the row behind the last.
    index : ndarray of int32, (height + 2, stride)
        Their numbers in the plane with a border of one pixel or more; -1 elsewhere. The stride is odd.
    place : ndarray of int32, (n,)
        Where they are in `index`, counted row by row. Since the stride is odd, the places of neighbours are even and
        odd.
    """

    starts: np.ndarray
    index: np.ndarray
    place: np.ndarray

    @property
    def size(self) -> int:
        return self.place.size

    @property
    def height(self) -> int:
        return self.starts.size - 1

    @property
    def stride(self) -> int:
        return self.index.shape[1]

    @property
    def flat(self) -> np.ndarray:
        """`index` as one row."""
        return self.index.reshape(-1)


def number(inside: np.ndarray, pool: Pool) -> Lattice:
    """Number the pixels of a mask."""
    height, width = inside.shape
    stride = (width + 2) | 1
    starts = np.zeros(height + 1, np.int64)
    np.cumsum(np.count_nonzero(inside, axis=1), out=starts[1:])
    index, place = np.empty((height + 2, stride), np.int32), np.empty(starts[-1], np.int32)
    index[0] = index[-1] = -1

    def count(top: int, bottom: int) -> None:
        part, where = slice(starts[top], starts[bottom]), inside[top:bottom]
        rows = index[top + 1 : bottom + 1]
        rows[:] = -1
        rows[:, 1 : width + 1][where] = np.arange(part.start, part.stop, dtype=np.int32)
        places = np.arange((top + 1) * stride, (bottom + 1) * stride, dtype=np.int32).reshape(-1, stride)
        place[part] = places[:, 1 : width + 1][where]

    pool.run(count, height, width)
    return Lattice(starts, index, place)
