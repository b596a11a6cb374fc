"""Multigrid cycles on a composite grid, each in two calls: down to the dense level, and up again.

The fast adaptive composite grid method (S. McCormick, J. Thomas: The fast adaptive composite grid (FAC) method for
elliptic equations, Mathematics of Computation 46, 1986) in the correction form of A. Brandt's multi-level adaptive
technique: where a coarse point lies under refined tiles it takes the restricted residual, elsewhere its own.
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.poisson.composite.relaxation import find_dense_residuals, find_residuals, relax
from inlay.poisson.composite.transfer import inject, prolongate, refresh, restrict, take_halos

#: Relaxations of a level in a cycle, and of the finest one before the first: what is rough there misleads coarser ones.
SWEEPS, FIRST_SWEEPS = 2, 4


@kernel
def add(values, more):
    for k in range(values.shape[0]):
        values[k] += more[k]


@kernel
def begin(equations, values, f, numbers):
    """Restrict the right-hand side, frames ``f[numbers[t]]`` of the finest tiles, down to the dense level."""
    tiles = equations.tiles
    levels = tiles.starts.shape[0]
    for t in range(tiles.starts[0], tiles.stops[0]):
        values.r[t] = f[numbers[t]]
    values.r[: tiles.starts[0]] = 0
    values.dense_r[:] = 0
    for level in range(levels):
        refresh(values.r, tiles, level)
        restrict(values.r, values.dense_r, tiles, level)
    values.b[:] = values.r[: tiles.starts[0]]


@kernel
def refine(equations, values, level, f, numbers):
    """A level's first values: those of the coarser level, relaxed."""
    tiles = equations.tiles
    if level + 1 < tiles.starts.shape[0]:
        take_halos(values.u, values.dense_u, tiles, level + 1, equations.screenings[level + 1])
    prolongate(values.u, values.dense_u, tiles, level, equations.weights, values.u, np.float32(0))
    relax(values.u, f, tiles, level, numbers, equations.weights, equations.cells, SWEEPS)


@kernel
def smooth(equations, values, f, numbers):
    """Relax the finest level before the first cycle."""
    relax(values.u, f, equations.tiles, 0, numbers, equations.weights, equations.cells, FIRST_SWEEPS)


@kernel
def descend(equations, values, top, f, numbers, nothing):
    """From the values of level `top` and all coarser ones to the dense level's residuals.

    `f` is the right-hand side of level `top`; `nothing` are zeros in the place of `numbers`.
    """
    tiles, weights, cells = equations.tiles, equations.weights, equations.cells
    masses, corners, levels = equations.masses, equations.corners, tiles.starts.shape[0]
    for level in range(top, levels):
        inject(values.u, values.dense_u, tiles, level)
    for level in range(levels - 1, top - 1, -1):
        take_halos(values.u, values.dense_u, tiles, level, equations.screenings[level])
    find_residuals(values.u, f, tiles, top, numbers, weights, cells, masses[top], np.float32(0), values.r)
    zero = np.zeros((1, values.u.shape[1], values.u.shape[2], values.u.shape[3]), np.float32)
    for level in range(top, levels):
        below = level + 1
        if below < levels:
            find_residuals(
                values.u, zero, tiles, below, nothing, weights, cells, masses[below], corners[below], values.r
            )
        else:
            find_dense_residuals(
                values.dense_u, equations.dense_weight, equations.dense_mass, corners[below], values.dense_r
            )
        refresh(values.r, tiles, level)
        restrict(values.r, values.dense_r, tiles, level)


@kernel
def ascend(equations, values, top, f, numbers, all_tiles):
    """From the dense level's correction to that of level `top`; returns the largest change that it brought.

    `all_tiles` are the tiles' own numbers.
    """
    tiles, weights, cells = equations.tiles, equations.weights, equations.cells
    for level in range(tiles.starts.shape[0] - 1, top, -1):
        prolongate(values.e, values.dense_e, tiles, level, weights, values.e, np.float32(0))
        relax(values.e, values.r, tiles, level, all_tiles, weights, cells, SWEEPS)
        refresh(values.e, tiles, level)
        first, behind = tiles.starts[level], tiles.stops[level]
        add(values.u[first:behind].reshape(-1), values.e[first:behind].reshape(-1))
    change = prolongate(values.e, values.dense_e, tiles, top, weights, values.u, np.float32(1))
    relax(values.u, f, tiles, top, numbers, weights, cells, SWEEPS)
    return change
