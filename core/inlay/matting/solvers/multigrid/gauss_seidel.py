"""Kernels of the cycle on coarse grids: transfer between grids, block Gauss-Seidel, products, and the cycle itself.

Blocks are relaxed in four colours, by even and odd rows and columns: no two blocks of a colour are neighbours, so that
rows can be dealt out in any way. Behind a sweep few neighbours of many blocks have changed since their equation was
solved: its residual then follows from those alone.

All grids lie behind one another in the arrays of `grids.Grids`. What two blocks share is stored with the earlier one,
which reads it by columns, and the later one by rows.
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.float32x4 import fill, load, store, sums
from inlay.arrays.kernels import kernel
from inlay.matting.solvers.multigrid.grids import LATER

ZERO = np.float32(0)
#: Inner products below this have no meaning.
TINY = 1e-30


@kernel
def subtract(grids, x, block, numbers):
    """Subtract from four numbers what the 3x3 blocks around a block contribute to its equations."""
    matrix, neighbours = grids.matrix, grids.neighbours
    r0 = r1 = r2 = r3 = fill(ZERO)
    for place in range(LATER):
        other, mirrored = neighbours[block, place], LATER - place
        beside = load(x, (other,))
        r0 += load(matrix, (other, mirrored, 0)) * beside
        r1 += load(matrix, (other, mirrored, 1)) * beside
        r2 += load(matrix, (other, mirrored, 2)) * beside
        r3 += load(matrix, (other, mirrored, 3)) * beside
    numbers -= sums(r0, r1, r2, r3)
    for place in range(LATER + 1):
        numbers -= product_with_later(grids, x, block, place)
    return numbers


@kernel
def product_with_later(grids, x, block, place):
    """What the block itself (`place` 0) or a later one contributes to the equations of a block."""
    matrix, other = grids.matrix, grids.neighbours[block, LATER + place]
    first = load(matrix, (block, place, 0)) * fill(x[other, 0]) + load(matrix, (block, place, 1)) * fill(x[other, 1])
    second = load(matrix, (block, place, 2)) * fill(x[other, 2]) + load(matrix, (block, place, 3)) * fill(x[other, 3])
    return first + second


@kernel
def product_with_left(grids, x, block):
    """What the block to the left contributes to the equations of a block."""
    matrix, other = grids.matrix, grids.neighbours[block, LATER - 1]
    beside = load(x, (other,))
    first, second = load(matrix, (other, 1, 0)) * beside, load(matrix, (other, 1, 1)) * beside
    return sums(first, second, load(matrix, (other, 1, 2)) * beside, load(matrix, (other, 1, 3)) * beside)


@kernel
def rows_times(matrices, block, numbers):
    """Product of the rows of the matrix of a block with four numbers."""
    first, second = load(matrices, (block, 0)) * numbers, load(matrices, (block, 1)) * numbers
    return sums(first, second, load(matrices, (block, 2)) * numbers, load(matrices, (block, 3)) * numbers)


@kernel
def restrict(grids, top, bottom, r):
    """Carry a residual to the next grid, from rows ``top .. bottom - 1``, which begin with an even one."""
    weights, coarse = grids.weights, grids.residual
    for block in range(grids.first[top], grids.first[bottom]):
        parent = grids.parents[block]
        first = load(weights, (block, 0)) * fill(r[block, 0]) + load(weights, (block, 1)) * fill(r[block, 1])
        second = load(weights, (block, 2)) * fill(r[block, 2]) + load(weights, (block, 3)) * fill(r[block, 3])
        store(coarse, (parent,), load(coarse, (parent,)) + (first + second))


@kernel
def prolong(grids, top, bottom, x):
    """What the correction of the next grid is on rows ``top .. bottom - 1``."""
    for block in range(grids.first[top], grids.first[bottom]):
        store(x, (block,), rows_times(grids.weights, block, load(grids.correction, (grids.parents[block],))))


@kernel
def relax_row(grids, row, r, x):
    """Relax a row, in it odd columns first."""
    first, change = grids.first, grids.change
    for step in range(first[row], first[row + 1] + 1):
        for back in range(2):
            block = step - back
            if block >= first[row] and block < first[row + 1] and grids.column[block] % 2 != back:
                by = rows_times(grids.diagonal, block, subtract(grids, x, block, load(r, (block,))))
                store(change, (block,), by)
                store(x, (block,), load(x, (block,)) + by)


@kernel
def multiply_row(grids, row, r, x, other):
    """Product of the equations with x behind its sweep; returns the inner products x.Ax, x.r and other.Ax.

    In even rows it follows from r: nothing changed after the even columns, and beside the odd ones only those did.
    """
    product, change = grids.product, grids.change
    with_own = with_residual = with_other = 0.0
    for block in range(grids.first[row], grids.first[row + 1]):
        if row % 2:
            numbers = fill(ZERO) - subtract(grids, x, block, fill(ZERO))
        else:
            numbers = load(r, (block,))
            if grids.column[block] % 2:
                numbers += product_with_left(grids, change, block) + product_with_later(grids, change, block, 1)
        store(product, (block,), numbers)
        for k in range(4):
            with_own += np.float64(x[block, k]) * product[block, k]
            with_residual += np.float64(x[block, k]) * r[block, k]
            with_other += np.float64(other[block, k]) * product[block, k]
    return with_own, with_residual, with_other


@kernel
def relax_last(grids, top, bottom, r, x):
    """Relax the last of rows ``top .. bottom - 1``, an odd one, on which the row behind it waits."""
    relax_row(grids, bottom - 1, r, x)


@kernel
def relax(grids, top, bottom, r, x, other):
    """Relax the other rows, odd ones first, and multiply them: a row is still in the cache then.

    Returns the inner products of `multiply_row`.
    """
    with_own = with_residual = with_other = 0.0
    for row in range(top, bottom, 2):
        if row + 1 < bottom - 1:
            relax_row(grids, row + 1, r, x)
        relax_row(grids, row, r, x)
        for ready in range(max(top, row - 1), row + 1):
            products = multiply_row(grids, ready, r, x, other)
            with_own += products[0]
            with_residual += products[1]
            with_other += products[2]
    return with_own, with_residual, with_other


@kernel
def multiply_last(grids, top, bottom, r, x, other):
    """Multiply the last of rows ``top .. bottom - 1``, which waited for the row behind it."""
    return multiply_row(grids, bottom - 1, r, x, other)


@kernel
def leave_residual(grids, top, bottom, length):
    """The residual that is left behind the first step, of this `length`."""
    for block in range(grids.first[top], grids.first[bottom]):
        left = load(grids.residual, (block,)) - fill(length) * load(grids.product, (block,))
        store(grids.left, (block,), left)


@kernel
def combine(grids, top, bottom, one, two):
    """The correction, of so much of either step."""
    for block in range(grids.first[top], grids.first[bottom]):
        first, second = load(grids.first_step, (block,)), load(grids.correction, (block,))
        store(grids.correction, (block,), fill(one) * first + fill(two) * second)


@kernel
def step_lengths(length, own, second_own, towards, mixed):
    """How much of the first and of the second step comes nearest to the solution.

    Parameters
    ----------
    length : float
        Of the first step alone.
    own, second_own : float
        Products of the equations with each step, times the step.
    towards : float
        The second step times the residual that the first one leaves.
    mixed : float
        The product with the second step, times the first.
    """
    across = second_own - mixed * mixed / own
    if across <= TINY or towards <= 0:
        return np.float32(length), ZERO
    share = towards / across
    return np.float32(length - mixed * share / own), np.float32(share)


@kernel
def solve_exactly(grids):
    """Product with the inverse of all equations of the coarsest grid, a symmetric matrix."""
    begin, size = grids.first[grids.rows[-2]], grids.exact.shape[0]
    r, x = grids.residual[begin:-1].ravel(), grids.correction[begin:-1].reshape(-1)
    x[:] = 0
    for i in range(size):
        share, column = r[i], grids.exact[i]
        for k in range(size):
            x[k] += share * column[k]


@kernel
def solve(grids, n):
    """Solve on grid n and all coarser ones, as `k_cycle.Multigrid` says."""
    top, bottom = grids.rows[n], grids.rows[n + 1]
    if n == grids.rows.size - 2:
        solve_exactly(grids)
        return
    begin, behind = grids.first[bottom], grids.first[grids.rows[n + 2]]
    length = own = 0.0
    for step in range(2):
        r, x = (grids.left, grids.correction) if step else (grids.residual, grids.first_step)
        grids.residual[begin:behind] = 0
        restrict(grids, top, bottom, r)
        solve(grids, n + 1)
        prolong(grids, top, bottom, x)
        relax_last(grids, top, bottom, r, x)
        rest = relax(grids, top, bottom, r, x, grids.first_step)
        last = multiply_last(grids, top, bottom, r, x, grids.first_step)
        with_own, towards, mixed = rest[0] + last[0], rest[1] + last[1], rest[2] + last[2]
        if step:
            one, two = step_lengths(length, own, with_own, towards, mixed)
        elif with_own > 0:
            own, length = with_own, towards / with_own
            leave_residual(grids, top, bottom, np.float32(length))
        else:
            grids.correction[grids.first[top] : begin] = 0
            return
    combine(grids, top, bottom, one, two)
