"""Tiles: where a correction needs full resolution, level by level, and which pixels are there.

A level's cells are squares of ``2 ** level`` pixels, and its tiles squares of 16 cells. Level 0 has tiles around seams
and the rims of what is present, each further level around the same at twice the distance, and the last one everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: How many tiles lie between a seam and where cells become twice as large.
RING = 1
#: Cells of the level that is everywhere.
LARGEST = 1 << 13


@dataclass(frozen=True, eq=False)
class Tiles:
    """The tiles of a level.

    Attributes
    ----------
    index : ndarray of int32, (rows, columns)
        The number of each tile, -1 where there is none.
    positions : ndarray of int32, (tiles, 2)
        Row and column of each.
    """

    index: np.ndarray
    positions: np.ndarray

    @property
    def count(self) -> int:
        return len(self.positions)


def numbered(chosen: np.ndarray) -> Tiles:
    """The tiles of a mask, from the top left on."""
    positions = np.argwhere(chosen).astype(np.int32)
    index = np.full(chosen.shape, -1, np.int32)
    index[chosen] = np.arange(len(positions), dtype=np.int32)
    return Tiles(index, positions)


def last_level(shape: tuple[int, int]) -> int:
    """The first level that is small enough to be everywhere."""
    level = 0
    while (shape[0] >> level) * (shape[1] >> level) > LARGEST:
        level += 1
    return level
