"""Blocks of pixels, and blocks of blocks: the unknowns of the coarse grids, four to each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.matting.laplacians.unknown_band.band import BLOCK, Runs


class Blocks(NamedTuple):
    """The blocks of a grid that hold unknown pixels, from top to bottom and from left to right.

    Attributes
    ----------
    first : ndarray of int64, (rows + 1,)
        The first block of each row, and the number of blocks.
    column : ndarray of int32, (blocks,)
        In which column each block is.
    places : ndarray of int32, (rows + 2, columns + 2)
        The number of each block of the grid, with a margin of one; -1 where there is none.
    neighbours : ndarray of int32, (blocks, 9)
        The 3x3 blocks around each; the number of blocks where there is none.
    """

    first: np.ndarray
    column: np.ndarray
    places: np.ndarray
    neighbours: np.ndarray

    @property
    def total(self) -> int:
        return self.neighbours.shape[0]

    @property
    def rows(self) -> int:
        return self.first.size - 1


def of_pixels(unknown: Runs, height: int, width: int) -> Blocks:
    """The blocks of 4x4 pixels that hold unknown ones."""
    taken = np.zeros((-(-height // BLOCK), -(-width // BLOCK)), bool)
    mark_blocks(unknown, taken)
    return _numbered(taken)


def of_blocks(finer: Blocks) -> Blocks:
    """The blocks of 2x2 blocks that hold any."""
    there = finer.places[1:-1, 1:-1] >= 0
    rows, columns = there.shape
    there = np.pad(there, ((0, rows % 2), (0, columns % 2)))
    return _numbered(there[::2, ::2] | there[1::2, ::2] | there[::2, 1::2] | there[1::2, 1::2])


def children(coarse: Blocks, finer: Blocks) -> np.ndarray:
    """The up to four finer blocks in each coarse one, (blocks, 4) of int32, -1 where there is none."""
    rows, columns = coarse.places[1:-1, 1:-1].shape
    inner = np.full((2 * rows, 2 * columns), -1, np.int32)
    inner[: finer.places.shape[0] - 2, : finer.places.shape[1] - 2] = finer.places[1:-1, 1:-1]
    there = coarse.places[1:-1, 1:-1] >= 0
    return np.stack([inner[dy::2, dx::2][there] for dy in (0, 1) for dx in (0, 1)], axis=1)


def parents(coarse: Blocks, finer: Blocks) -> np.ndarray:
    """The coarse block that holds each finer one, (finer blocks,) of int32."""
    row = np.repeat(np.arange(finer.rows), np.diff(finer.first))
    return coarse.places[row // 2 + 1, finer.column // 2 + 1]


def _numbered(taken: np.ndarray) -> Blocks:
    first = np.concatenate([[0], np.cumsum(np.count_nonzero(taken, axis=1))])
    count = int(first[-1])
    places = np.full((taken.shape[0] + 2, taken.shape[1] + 2), -1, np.int32)
    places[1:-1, 1:-1][taken] = np.arange(count, dtype=np.int32)
    around = np.where(places < 0, np.int32(count), places)
    neighbours = np.empty((count, 9), np.int32)
    for place in range(9):
        dy, dx = place // 3, place % 3
        neighbours[:, place] = around[dy : dy + taken.shape[0], dx : dx + taken.shape[1]][taken]
    column = np.nonzero(taken)[1].astype(np.int32)
    return Blocks(first, column, places, neighbours)


@kernel
def mark_blocks(unknown, taken):
    """Mark the blocks that hold unknown pixels."""
    for row in range(unknown.first.size - 1):
        for run in range(unknown.first[row], unknown.first[row + 1]):
            column = unknown.column[run]
            for block in range(column // BLOCK, (column + unknown.length[run] - 1) // BLOCK + 1):
                taken[row // BLOCK, block] = True
