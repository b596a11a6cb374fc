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


class Extent(NamedTuple):
    """The points of a level.

    Attributes
    ----------
    height, width : int
        How many there are.
    natural : Sides
        Ends beyond which there is nothing; beyond the others values are 0.
    """

    height: int
    width: int
    natural: Sides

    @property
    def coarser(self) -> Extent:
        """The points of the next coarser level: every second one."""
        return Extent((self.height + 1) // 2, (self.width + 1) // 2, self.natural)

    @property
    def mirrors(self) -> tuple[bool, bool]:
        """Whether the lower and the right end are natural and of even size.

        Then the coarse point beyond mirrors the last one.
        """
        return self.natural.bottom and self.height % 2 == 0, self.natural.right and self.width % 2 == 0


@dataclass(frozen=True, eq=False)
class LevelTiles:
    """The tiles of one level.

    Attributes
    ----------
    extent : Extent
        The points of the level.
    ring : int
        How many tiles the refined ones reach beyond those that touch the rim or a seam.
    states : ndarray of uint8, (rows, columns) of tiles
        `EMPTY`, `MIXED` or `FULL`.
    notable : ndarray of bool, same shape
        Tiles that hold a rim or a seam.
    seeds : ndarray of bool, same shape
        Tiles with unknown points beside which, or in which, there is a rim, a seam or an end: their equations may be
        special.
    refined : ndarray of bool, same shape
        Tiles that have values.
    """

    extent: Extent
    ring: int
    states: np.ndarray
    notable: np.ndarray
    seeds: np.ndarray
    refined: np.ndarray

    @classmethod
    def make(cls, extent: Extent, ring: int, states: np.ndarray, notable: np.ndarray) -> LevelTiles:
        # An edge of the region between two tiles is a rim, too, though neither is mixed.
        notable = np.asarray(notable | (states == MIXED) | ((states == EMPTY) & grown(states == FULL)))
        # The last tiles may be cut by an end.
        notable[-1] |= extent.height % SIZE > 0
        notable[:, -1] |= extent.width % SIZE > 0
        framed = np.pad(notable, 1, constant_values=True)
        seeds = (states != EMPTY) & grown(framed)[1:-1, 1:-1]
        return cls(extent, ring, states, notable, seeds, grown(seeds, ring) & (states != EMPTY))

    @property
    def coarser(self) -> LevelTiles:
        """The tiles of the next coarser level."""
        blocks = quarters(self.states, FULL)
        has_some = halved(self.states != EMPTY)
        states = np.where((blocks == FULL).all(axis=0), FULL, MIXED).astype(np.uint8)
        # What lies beyond the picture neither fills a tile nor leaves it empty.
        states[~has_some] = EMPTY
        return LevelTiles.make(self.extent.coarser, self.ring, states, halved(self.notable))

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


def gathered(levels: list[LevelTiles]) -> Tiles:
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
    extents = [*(level.extent for level in levels), levels[-1].extent.coarser]
    sizes = np.array([(extent.height, extent.width) for extent in extents], np.int64)
    mirrors = np.array([extent.mirrors for extent in extents], np.int64)
    joined = [np.ascontiguousarray(np.concatenate(each[::-1])) for each in (places, parents, neighbours)]
    return Tiles(stops - counts, np.ascontiguousarray(stops), joined[0], joined[1], joined[2], sizes, mirrors)
