"""The coarse grids: their blocks, their equations, and the transfer between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

import numpy as np

from inlay.arrays.pool import POLL, Pool
from inlay.matting.laplacians.unknown_band.band import Band
from inlay.matting.laplacians.unknown_band.equations import Equations
from inlay.matting.laplacians.unknown_band.pixels import BandPixels
from inlay.matting.solvers.multigrid import aggregation, blocks
from inlay.matting.solvers.multigrid.blocks import Blocks

#: A grid of as many blocks is solved exactly.
COARSEST = 64
#: Blocks of one piece of work.
PIECE = 1 << 13
#: Work on a block of a coarse grid, in unknown pixels.
BLOCK_WORK = 8
#: What is added to the diagonal of the coarsest grid, as a part of its mean entry.
REGULARISATION = 1e-9

Outcome = TypeVar("Outcome")


@dataclass(eq=False)
class Level:
    """One coarse grid.

    Attributes
    ----------
    blocks : Blocks
        The blocks of the grid.
    matrix : ndarray of float32, (blocks, 9, 4, 4)
        Equations: what the unknowns of each of the 3x3 blocks around one contribute to its own, by columns.
    diagonal : ndarray of float32, (blocks, 4, 4)
        Inverses of the matrices of the blocks themselves.
    weights, parents, children : ndarray
        Bases of the next grid in terms of those of this one, (blocks, 4, 4); the coarse block of each block; and the
        blocks in each coarse one, (coarse blocks, 4).
    exact : ndarray of float32, (4 blocks, 4 blocks), or None
        Inverse of all equations, on the coarsest grid.
    """

    blocks: Blocks
    matrix: np.ndarray
    diagonal: np.ndarray = field(init=False)
    weights: np.ndarray = field(init=False)
    parents: np.ndarray = field(init=False)
    children: np.ndarray = field(init=False)
    exact: np.ndarray | None = None

    def __post_init__(self) -> None:
        self.diagonal = np.empty((self.blocks.total, 4, 4), np.float32)

    def vector(self) -> np.ndarray:
        """Zeros for each block, and for the one that missing neighbours point to."""
        return np.zeros((self.blocks.total + 1, 4), np.float32)

    @property
    def is_one_piece(self) -> bool:
        return self.blocks.total <= PIECE

    def by_rows(self, job: Callable[[int, int], Outcome], pool: Pool, passes: float = 1) -> list[Outcome]:
        """Call ``job(top, bottom)`` for pieces of rows of blocks."""
        return pool.each(job, cuts(self.blocks.rows, self.blocks.total), self._work(self.blocks.rows) * passes)

    def by_blocks(self, job: Callable[[int, int], Outcome], pool: Pool, passes: float = 1) -> list[Outcome]:
        """Call ``job(begin, behind)`` for pieces of blocks."""
        return pool.each(job, cuts(self.blocks.total, self.blocks.total), self._work(self.blocks.total) * passes)

    def _work(self, parts: int) -> float:
        return BLOCK_WORK * self.blocks.total / parts


def cuts(size: int, count: int) -> list[tuple[int, int]]:
    """Cut a range that holds `count` blocks into pieces."""
    number = max(1, min(size, -(-count // PIECE)))
    edges = [size * i // number for i in range(number + 1)]
    return list(pairwise(edges))


def build(equations: Equations, pixels: BandPixels, band: Band, pool: Pool) -> tuple[np.ndarray, list[Level]]:
    """The basis of the first grid on the pixels, (size, 4), and all coarse grids."""
    grid = blocks.of_pixels(band.unknown, band.height, band.width)
    pool.advance(POLL)
    basis = np.zeros((band.size, 4), np.float32)
    factors = np.zeros((grid.total, 4, 4))
    matrix = np.zeros((grid.total, 9, 4, 4), np.float32)

    def make(top: int, bottom: int) -> None:
        aggregation.first_basis(pixels, band.unknown, grid, top, bottom, basis, factors)

    def couple(top: int, bottom: int) -> None:
        aggregation.first_galerkin(equations.planes, band.unknown, grid, basis, top, bottom, matrix)

    pool.each(make, band.pieces, 3 * band.work)
    pool.each(couple, band.pieces, 8 * band.work)
    levels = [Level(grid, matrix)]
    while _finish(levels[-1], pool):
        pool.advance(POLL)
        level, factors = _coarsen(levels[-1], factors, pool)
        levels.append(level)
    return basis, levels


def _finish(level: Level, pool: Pool) -> bool:
    """Prepare a grid for relaxation; whether a coarser one is needed."""

    def invert(begin: int, behind: int) -> None:
        aggregation.invert_diagonal(level.matrix, begin, behind, level.diagonal)

    level.by_blocks(invert, pool)
    if level.blocks.total > COARSEST and level.blocks.places.size > 9:
        return True
    level.exact = _inverse(level)
    return False


def _coarsen(level: Level, factors: np.ndarray, pool: Pool) -> tuple[Level, np.ndarray]:
    """The next grid and the factors of its bases, and the way there in `level`."""
    grid = blocks.of_blocks(level.blocks)
    level.children = blocks.children(grid, level.blocks)
    level.parents = np.empty(level.blocks.total, np.int32)
    for place in range(4):
        child = level.children[:, place]
        level.parents[child[child >= 0]] = np.flatnonzero(child >= 0)
    level.weights = np.empty((level.blocks.total, 4, 4), np.float32)
    coarse = Level(grid, np.zeros((grid.total, 9, 4, 4), np.float32))
    merged = np.empty((grid.total, 4, 4))

    def merge(begin: int, behind: int) -> None:
        aggregation.merge_bases(level.children, factors, begin, behind, level.weights, merged)

    def couple(begin: int, behind: int) -> None:
        aggregation.galerkin(
            level.matrix,
            level.blocks.neighbours,
            level.children,
            level.parents,
            level.weights,
            grid.neighbours,
            begin,
            behind,
            coarse.matrix,
        )

    coarse.by_blocks(merge, pool, 4)
    coarse.by_blocks(couple, pool, 8)
    return coarse, merged


def _inverse(level: Level) -> np.ndarray:
    count = level.blocks.total
    links = np.zeros((count, 4, count + 1, 4))
    for place in range(9):
        links[np.arange(count), :, level.blocks.neighbours[:, place]] += level.matrix[:, place].transpose(0, 2, 1)
    dense = links[:, :, :count].reshape(4 * count, 4 * count)
    dense = (dense + dense.T) / 2
    dense[np.diag_indices_from(dense)] += REGULARISATION * np.trace(dense) / len(dense)
    aggregation.invert(dense)
    return ((dense + dense.T) / 2).astype(np.float32)
