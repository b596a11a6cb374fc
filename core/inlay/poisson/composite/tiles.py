"""Which tiles of which levels a composite grid consists of, and who their neighbours are.

Level l has a point for every ``2^l`` pixels. Its grid is cut into tiles of 16 x 16 points; near the rim of the region
and near seams they are refined: there level l has values. Elsewhere the next coarser level stands for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from inlay.arrays.tiles import EMPTY, FULL, MIXED, SIZE, grown, halved, quarters
from inlay.poisson.region import Sides

#: In place of a tile's number: there is nothing, or the next coarser level has the values.
NOTHING, COARSER = -1, -2
#: Steps to the eight neighbours: above, below, left, right, and the corners.
STEPS = ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1))
#: How many tiles the refined ones reach beyond those that touch the rim or a seam; and where there is a natural end, at
#: which interpolation is of lower order.
RING, RING_AT_ENDS = 0, 1


@dataclass(frozen=True, eq=False)
class LevelTiles:
    """The tiles of one level.

    Attributes
    ----------
    height, width : int
        Points of the level.
    states : ndarray of uint8, (rows, columns) of tiles
        `EMPTY`, `MIXED` or `FULL`.
    notable : ndarray of bool, same shape
        Tiles that hold a rim or a seam.
    seeds : ndarray of bool, same shape
        Tiles with unknown points beside which, or in which, there is a rim or a seam: their equations may be special.
    refined : ndarray of bool, same shape
        Tiles that have values.
    """

    height: int
    width: int
    states: np.ndarray
    notable: np.ndarray
    seeds: np.ndarray
    refined: np.ndarray

    @classmethod
    def make(cls, height: int, width: int, states: np.ndarray, notable: np.ndarray, natural: Sides) -> LevelTiles:
        # An edge of the region between two tiles is a rim, too, though neither is mixed.
        notable = np.asarray(notable | (states == MIXED) | ((states == EMPTY) & grown(states == FULL)))
        # The last tiles may be cut by an end that holds the region: the rim runs through them.
        if height % SIZE and not natural.bottom:
            notable[-1] = True
        if width % SIZE and not natural.right:
            notable[:, -1] = True
        framed = np.pad(notable, 1)
        framed[0], framed[-1] = not natural.top, not natural.bottom
        framed[:, 0] |= not natural.left
        framed[:, -1] |= not natural.right
        seeds = (states != EMPTY) & grown(framed)[1:-1, 1:-1]
        refined = seeds
        for _ in range(RING_AT_ENDS if any(natural) else RING):
            refined = grown(refined)
        return cls(height, width, states, notable, seeds, refined & (states != EMPTY))

    def coarser(self, natural: Sides) -> LevelTiles:
        """The tiles of the next coarser level."""
        blocks = quarters(self.states, FULL)
        has_some = halved(self.states != EMPTY)
        states = np.where((blocks == FULL).all(axis=0), FULL, MIXED).astype(np.uint8)
        # What lies beyond the picture neither fills a tile nor leaves it empty.
        states[~has_some] = EMPTY
        return LevelTiles.make(*self.coarser_size, states, halved(self.notable), natural)

    @property
    def coarser_size(self) -> tuple[int, int]:
        """Height and width of the next coarser level."""
        return (self.height + 1) // 2, (self.width + 1) // 2

    @property
    def count(self) -> int:
        return int(np.count_nonzero(self.refined))

    def numbered(self, first: int) -> np.ndarray:
        """Numbers of the tiles from `first` on, `NOTHING` in empty ones and `COARSER` in those that are not refined."""
        numbers = np.where(self.states == EMPTY, NOTHING, COARSER).astype(np.int32)
        numbers[self.refined] = np.arange(first, first + self.count)
        return numbers


class Tiles(NamedTuple):
    """The refined tiles of all levels, the coarsest first, as the kernels see them.

    Attributes
    ----------
    starts, stops : ndarray of int64, (levels,)
        Number of each level's first tile and of the one behind its last; level 0 is the finest.
    places : ndarray of int32, (count, 2)
        Row and column of each tile in its level.
    parents : ndarray of int32, (count,)
        The tile of the next level of which a quarter lies under this one; -1 under the last level, which is dense.
    neighbours : ndarray of int32, (count, 8)
        Tiles around it, in the order of `STEPS`, or `NOTHING` or `COARSER`.
    sizes : ndarray of int64, (levels + 1, 2)
        Height and width of each level, the dense one last.
    mirrors : ndarray of int64, (levels + 1, 2)
        Whether a level's lower and right side are natural and of even size: then the coarse point beyond it mirrors
        the last one.
    """

    starts: np.ndarray
    stops: np.ndarray
    places: np.ndarray
    parents: np.ndarray
    neighbours: np.ndarray
    sizes: np.ndarray
    mirrors: np.ndarray


def gathered(levels: list[LevelTiles], natural: Sides) -> Tiles:
    """What the kernels need to know of the tiles of all levels, the finest first."""
    counts = np.array([level.count for level in levels], np.int64)
    stops = np.cumsum(counts[::-1])[::-1]
    numbers = [level.numbered(int(stop - count)) for level, stop, count in zip(levels, stops, counts, strict=True)]
    places, parents, neighbours = [], [], []
    for own, coarser in zip(numbers, [*numbers[1:], None], strict=True):
        at = np.argwhere(own >= 0).astype(np.int32)
        framed = np.pad(own, 1, constant_values=NOTHING)
        places.append(at)
        neighbours.append(np.stack([framed[at[:, 0] + 1 + dy, at[:, 1] + 1 + dx] for dy, dx in STEPS], axis=1))
        parents.append(np.full(len(at), NOTHING, np.int32) if coarser is None else coarser[tuple(at.T >> 1)])
    last = levels[-1]
    sizes = np.array([(level.height, level.width) for level in levels] + [last.coarser_size], np.int64)
    mirrors = ((sizes % 2 == 0) & [natural.bottom, natural.right]).astype(np.int64)
    joined = [np.ascontiguousarray(np.concatenate(each[::-1])) for each in (places, parents, neighbours)]
    return Tiles(stops - counts, np.ascontiguousarray(stops), joined[0], joined[1], joined[2], sizes, mirrors)
