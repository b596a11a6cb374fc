"""Tiles: where a correction needs full resolution, level by level, and which pixels are there.

A level's cells are squares of ``2 ** level`` pixels, and its tiles squares of 16 cells. Level 0 has tiles around seams
and the rims of what is present, each further level around the same at twice the distance, and the last one everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Cells along the side of a tile.
SIDE = 16
#: How many tiles lie between a seam and where cells become twice as large.
RING = 1
#: What is present of a tile.
EMPTY, PARTIAL, FULL = 0, 1, 2
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


def grown(mask: np.ndarray, ring: int) -> np.ndarray:
    """A mask with all that lies within so many rows and columns of it."""
    for axis in (0, 1):
        wide = mask.copy()
        for step in range(1, ring + 1):
            near, far = [slice(None)] * 2, [slice(None)] * 2
            near[axis], far[axis] = slice(step, None), slice(None, -step)
            wide[tuple(near)] |= mask[tuple(far)]
            wide[tuple(far)] |= mask[tuple(near)]
        mask = wide
    return mask


def halved(mask: np.ndarray) -> np.ndarray:
    """Which blocks of 2 x 2 of a mask hold anything."""
    rows, columns = mask.shape
    even = np.zeros((rows + rows % 2, columns + columns % 2), bool)
    even[:rows, :columns] = mask
    return even[::2, ::2] | even[1::2, ::2] | even[::2, 1::2] | even[1::2, 1::2]


def beside(mask: np.ndarray) -> np.ndarray:
    """What has a neighbour in a mask, above, below, left or right."""
    found = np.zeros_like(mask)
    found[1:] |= mask[:-1]
    found[:-1] |= mask[1:]
    found[:, 1:] |= mask[:, :-1]
    found[:, :-1] |= mask[:, 1:]
    return found


def last_level(shape: tuple[int, int]) -> int:
    """The first level that is small enough to be everywhere."""
    level = 0
    while (shape[0] >> level) * (shape[1] >> level) > LARGEST:
        level += 1
    return level
