"""The unknown pixels, and the picture around them, as every step of shared sampling needs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from inlay.arrays.pool import POLL, Pool
from inlay.arrays.rows import pieces
from inlay.matting.sampling.distance_maps import DistanceMaps
from inlay.matting.scene import UNKNOWN

#: Unknown pixels of one piece of work: some 20 ms.
PIECE = 4096


@dataclass(frozen=True, eq=False)
class Unknown:
    """The unknown pixels of a picture.

    Attributes
    ----------
    image : ndarray, (height, width, 3), float32
        Colours, 1 for white.
    labels : ndarray, (height, width), uint8
        The trimap, with `rays.ABSENT` where there is no colour.
    maps : DistanceMaps
        Of `labels`.
    rows, columns : ndarray of int32, (n,)
        Where the unknown pixels are.
    """

    image: np.ndarray
    labels: np.ndarray
    maps: DistanceMaps
    rows: np.ndarray
    columns: np.ndarray

    @classmethod
    def find(cls, image: np.ndarray, labels: np.ndarray, pool: Pool) -> Unknown:
        rows, columns = (each.astype(np.int32) for each in np.nonzero(labels == UNKNOWN))
        return cls(image, labels, DistanceMaps.of(labels, pool), rows, columns)

    @property
    def size(self) -> int:
        return self.rows.size

    @cached_property
    def numbers(self) -> np.ndarray:
        """One more than the place of an unknown pixel in `rows` and `columns`, (height, width); 0 for the others."""
        numbers = np.zeros(self.labels.shape, np.int32)
        numbers[self.rows, self.columns] = np.arange(1, self.size + 1)
        return numbers

    def each(self, job: Callable[[int, int], None], pool: Pool) -> None:
        """Call ``job(first, last)`` for pieces of the unknown pixels."""
        pool.each(job, pieces(self.size, PIECE), POLL // PIECE)


def disc(radius: int) -> np.ndarray:
    """Offsets (n, 2) within a radius, nearest first."""
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    squared = (y * y + x * x).ravel()
    inside = np.argsort(squared, kind="stable")[: np.count_nonzero(squared <= radius * radius)]
    return np.stack([y.ravel()[inside], x.ravel()[inside]], axis=-1)
