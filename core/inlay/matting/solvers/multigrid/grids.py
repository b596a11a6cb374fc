"""All coarse grids, one behind another in one set of arrays, so that one kernel can go through them."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from inlay.matting.solvers.multigrid import blocks
from inlay.matting.solvers.multigrid.blocks import Blocks

#: Of the 3x3 blocks around one, row by row, as many come before it, and as many behind.
LATER = 4


class Grids(NamedTuple):
    """The coarse grids, from the finest to the coarsest.

    Vectors, (blocks + 1, 4) of float32, have four numbers for each block and four zeros behind the last, where missing
    neighbours point.

    Attributes
    ----------
    rows : ndarray of int64, (grids + 1,)
        The first row of each grid among all rows, an even one, and the number of rows.
    first : ndarray of int64, (rows + 1,)
        The first block of each row, and the number of blocks.
    column : ndarray of int32, (blocks,)
        In which column each block is.
    neighbours : ndarray of int32, (blocks, 9)
        The 3x3 blocks around each.
    matrix : ndarray of float32, (blocks + 1, 5, 4, 4)
        What the unknowns of the block itself and of the four later ones around it contribute to its equations, by
        columns; by rows it is what the block contributes to theirs. 0 behind the last.
    diagonal : ndarray of float32, (blocks, 4, 4)
        Inverses of the matrices of the blocks themselves.
    weights : ndarray of float32, (blocks, 4, 4)
        Bases of the next grid in terms of those of this one.
    parents : ndarray of int32, (blocks,)
        The block of the next grid that holds each.
    exact : ndarray of float32, (n, n)
        Inverse of all equations of the coarsest grid.
    residual, correction : ndarray
        Right-hand side and solution.
    first_step, left, product, change : ndarray
        The first of two steps, the residual behind it, the equations' product with a step, and by how much a sweep
        changed it.
    """

    rows: np.ndarray
    first: np.ndarray
    column: np.ndarray
    neighbours: np.ndarray
    matrix: np.ndarray
    diagonal: np.ndarray
    weights: np.ndarray
    parents: np.ndarray
    exact: np.ndarray
    residual: np.ndarray
    correction: np.ndarray
    first_step: np.ndarray
    left: np.ndarray
    product: np.ndarray
    change: np.ndarray


def joined(levels: list[Blocks]) -> Grids:
    """Room for grids with these blocks: where they are is filled in, and all numbers are 0."""
    edges = list(accumulate((level.total for level in levels), initial=0))
    total, coarsest = edges[-1], 4 * levels[-1].total
    rows, first, neighbours = [0], [], []
    for level, begin in zip(levels, edges, strict=False):
        padding = level.rows % 2
        rows.append(rows[-1] + level.rows + padding)
        first.append(level.first[: level.rows + padding] + begin)
        missing = level.neighbours == level.total
        neighbours.append(np.where(missing, np.int32(total), level.neighbours + np.int32(begin)))
    parents = np.zeros(total, np.int32)
    for (finer, level), begin in zip(pairwise(levels), edges, strict=False):
        parents[begin : begin + finer.total] = begin + finer.total + blocks.parents(level, finer)
    diagonal, weights = np.zeros((2, total, 4, 4), np.float32)
    residual, correction, first_step, left, product, change = np.zeros((6, total + 1, 4), np.float32)
    return Grids(
        np.array(rows),
        np.concatenate([*first, [total]]),
        np.concatenate([level.column for level in levels]),
        np.concatenate(neighbours),
        np.zeros((total + 1, LATER + 1, 4, 4), np.float32),
        diagonal,
        weights,
        parents,
        np.zeros((coarsest, coarsest), np.float32),
        residual,
        correction,
        first_step,
        left,
        product,
        change,
    )
