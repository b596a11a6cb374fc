"""The coarse grids: their blocks, their equations, and the transfer between them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from inlay.arrays.pool import POLL, Pool
from inlay.matting.laplacians.unknown_band.band import Band
from inlay.matting.laplacians.unknown_band.equations import Equations
from inlay.matting.laplacians.unknown_band.pixels import BandPixels
from inlay.matting.solvers.multigrid import aggregation, blocks
from inlay.matting.solvers.multigrid.blocks import Blocks
from inlay.matting.solvers.multigrid.grids import LATER, Grids, joined

#: A grid of as many blocks is solved exactly.
COARSEST = 64
#: Blocks of one piece of work.
PIECE = 1 << 14
#: Work on a block of a coarse grid, in unknown pixels.
BLOCK_WORK = 8
#: What is added to the diagonal of the coarsest grid, as a part of its mean entry.
REGULARISATION = 1e-9


def cuts(begin: int, behind: int, count: int, unit: int = 1) -> list[tuple[int, int]]:
    """Cut a range that holds `count` blocks into pieces, of multiples of `unit` from its beginning."""
    size = -(-(behind - begin) // unit)
    number = max(1, min(size, -(-count // PIECE)))
    edges = [begin + unit * (size * i // number) for i in range(number)]
    return list(pairwise([*edges, behind]))


def build(equations: Equations, pixels: BandPixels, band: Band, pool: Pool) -> tuple[np.ndarray, list[Blocks], Grids]:
    """The basis of the first grid on the pixels, (size, 4), the blocks of all coarse grids, and these."""
    levels = [blocks.of_pixels(band.unknown, band.height, band.width)]
    while levels[-1].total > COARSEST and levels[-1].places.size > 9:
        pool.advance(POLL)
        levels.append(blocks.of_blocks(levels[-1]))
    finest, grids = levels[0], joined(levels)
    basis, factors = np.zeros((band.size, 4), np.float32), np.zeros((grids.parents.size, 4, 4))

    def make(top: int, bottom: int) -> None:
        aggregation.first_basis(pixels, band.unknown, finest, top, bottom, basis, factors)

    def couple(top: int, bottom: int) -> None:
        aggregation.first_galerkin(equations.planes, band.unknown, finest, basis, top, bottom, grids.matrix)

    pool.each(make, band.pieces, 3 * band.work)
    pool.each(couple, band.pieces, 8 * band.work)
    _invert_diagonal(grids, 0, finest.total, pool)
    begin = 0
    for finer, level in pairwise(levels):
        _coarsen(grids, blocks.children(level, finer), begin, begin + finer.total, factors, pool)
        begin += finer.total
    grids.exact[:] = _inverse(grids, begin)
    return basis, levels, grids


def _coarsen(grids: Grids, children: np.ndarray, finer: int, begin: int, factors: np.ndarray, pool: Pool) -> None:
    """Equations of the grid whose blocks begin at `begin`, behind those of the finer one, and the transfer to it."""
    there = np.where(children < 0, -1, children + finer).astype(np.int32)
    behind = begin + len(children)

    def merge(first: int, last: int) -> None:
        aggregation.merge_bases(there, begin, factors, first, last, grids.weights)

    def couple(first: int, last: int) -> None:
        aggregation.galerkin(grids, there, begin, first, last)

    pieces = cuts(begin, behind, len(children))
    pool.each(merge, pieces, 4 * BLOCK_WORK)
    pool.each(couple, pieces, 8 * BLOCK_WORK)
    _invert_diagonal(grids, begin, behind, pool)


def _invert_diagonal(grids: Grids, begin: int, behind: int, pool: Pool) -> None:
    def invert(first: int, last: int) -> None:
        aggregation.invert_diagonal(grids.matrix, first, last, grids.diagonal)

    pool.each(invert, cuts(begin, behind, behind - begin), BLOCK_WORK)


def _inverse(grids: Grids, begin: int) -> np.ndarray:
    """Of all equations of the coarsest grid, whose blocks begin at `begin`."""
    neighbours = grids.neighbours[begin:, LATER:] - begin
    count = len(neighbours)
    links = np.zeros((count, 4, count + 1, 4))
    for place in range(LATER + 1):
        share = 1 if place else 0.5
        links[np.arange(count), :, neighbours[:, place]] += share * grids.matrix[begin:-1, place].transpose(0, 2, 1)
    dense = links[:, :, :count].reshape(4 * count, 4 * count)
    dense = dense + dense.T
    dense[np.diag_indices_from(dense)] += REGULARISATION * np.trace(dense) / len(dense)
    aggregation.invert(dense)
    return ((dense + dense.T) / 2).astype(np.float32)
