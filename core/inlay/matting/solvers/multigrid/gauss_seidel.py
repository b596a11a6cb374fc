"""Kernels of the cycle on coarse grids: transfer between grids, block Gauss-Seidel, products, and the cycle itself.

Blocks are relaxed in four colours, by even and odd rows and columns: no two blocks of a colour are neighbours, so that
rows can be dealt out in any way. Behind a sweep few neighbours of many blocks have changed since their equation was
solved: its residual then follows from those alone.

All grids lie behind one another in the arrays of `grids.Grids`. Matrices are stored by columns. The compiler makes good
code of whole indices, and of no views.
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel

ZERO = np.float32(0)
#: Inner products below this have no meaning.
TINY = 1e-30


@kernel
def subtract(matrix, neighbours, x, block, a0, a1, a2, a3):
    """Subtract from four numbers what the 3x3 blocks around a block contribute to its equations."""
    for place in range(9):
        other = neighbours[block, place]
        x0, x1, x2, x3 = x[other, 0], x[other, 1], x[other, 2], x[other, 3]
        first = matrix[block, place, 0, 0] * x0 + matrix[block, place, 1, 0] * x1
        a0 -= first + (matrix[block, place, 2, 0] * x2 + matrix[block, place, 3, 0] * x3)
        first = matrix[block, place, 0, 1] * x0 + matrix[block, place, 1, 1] * x1
        a1 -= first + (matrix[block, place, 2, 1] * x2 + matrix[block, place, 3, 1] * x3)
        first = matrix[block, place, 0, 2] * x0 + matrix[block, place, 1, 2] * x1
        a2 -= first + (matrix[block, place, 2, 2] * x2 + matrix[block, place, 3, 2] * x3)
        first = matrix[block, place, 0, 3] * x0 + matrix[block, place, 1, 3] * x1
        a3 -= first + (matrix[block, place, 2, 3] * x2 + matrix[block, place, 3, 3] * x3)
    return a0, a1, a2, a3


@kernel
def subtract_sides(matrix, neighbours, x, block, a0, a1, a2, a3):
    """The same with the left and the right neighbour only."""
    for place in range(3, 6, 2):
        other = neighbours[block, place]
        x0, x1, x2, x3 = x[other, 0], x[other, 1], x[other, 2], x[other, 3]
        first = matrix[block, place, 0, 0] * x0 + matrix[block, place, 1, 0] * x1
        a0 -= first + (matrix[block, place, 2, 0] * x2 + matrix[block, place, 3, 0] * x3)
        first = matrix[block, place, 0, 1] * x0 + matrix[block, place, 1, 1] * x1
        a1 -= first + (matrix[block, place, 2, 1] * x2 + matrix[block, place, 3, 1] * x3)
        first = matrix[block, place, 0, 2] * x0 + matrix[block, place, 1, 2] * x1
        a2 -= first + (matrix[block, place, 2, 2] * x2 + matrix[block, place, 3, 2] * x3)
        first = matrix[block, place, 0, 3] * x0 + matrix[block, place, 1, 3] * x1
        a3 -= first + (matrix[block, place, 2, 3] * x2 + matrix[block, place, 3, 3] * x3)
    return a0, a1, a2, a3


@kernel
def restrict(grids, top, bottom, r):
    """Carry a residual to the next grid, from rows ``top .. bottom - 1``, which begin with an even one."""
    weights, parents, coarse = grids.weights, grids.parents, grids.residual
    for block in range(grids.first[top], grids.first[bottom]):
        parent = parents[block]
        a0, a1, a2, a3 = r[block, 0], r[block, 1], r[block, 2], r[block, 3]
        for k in range(4):
            first = weights[block, 0, k] * a0 + weights[block, 1, k] * a1
            coarse[parent, k] += first + (weights[block, 2, k] * a2 + weights[block, 3, k] * a3)


@kernel
def prolong(grids, top, bottom, x):
    """What the correction of the next grid is on rows ``top .. bottom - 1``."""
    weights, parents, coarse = grids.weights, grids.parents, grids.correction
    for block in range(grids.first[top], grids.first[bottom]):
        parent = parents[block]
        c0, c1, c2, c3 = coarse[parent, 0], coarse[parent, 1], coarse[parent, 2], coarse[parent, 3]
        for k in range(4):
            first = weights[block, k, 0] * c0 + weights[block, k, 1] * c1
            x[block, k] = first + (weights[block, k, 2] * c2 + weights[block, k, 3] * c3)


@kernel
def sweep(grids, top, bottom, r, x, odd):
    """Relax the odd or the even rows among ``top .. bottom - 1``, in them odd columns first."""
    matrix, neighbours, first, change, d = grids.matrix, grids.neighbours, grids.first, grids.change, grids.diagonal
    for row in range(top + (top + odd) % 2, bottom, 2):
        for step in range(first[row], first[row + 1] + 1):
            for back in range(2):
                block = step - back
                if block >= first[row] and block < first[row + 1] and grids.column[block] % 2 != back:
                    a0, a1, a2, a3 = r[block, 0], r[block, 1], r[block, 2], r[block, 3]
                    a0, a1, a2, a3 = subtract(matrix, neighbours, x, block, a0, a1, a2, a3)
                    for k in range(4):
                        half = d[block, 0, k] * a0 + d[block, 1, k] * a1
                        by = half + (d[block, 2, k] * a2 + d[block, 3, k] * a3)
                        change[block, k] = by
                        x[block, k] += by


@kernel
def multiply(grids, top, bottom, r, x, other):
    """Product of the equations with x behind its sweep; returns the inner products x.Ax, x.r and other.Ax.

    In even rows it follows from r: nothing changed after the even columns, and beside the odd ones only those did.
    """
    matrix, neighbours, first, product = grids.matrix, grids.neighbours, grids.first, grids.product
    with_own = with_residual = with_other = 0.0
    for row in range(top, bottom):
        for block in range(first[row], first[row + 1]):
            a0 = a1 = a2 = a3 = ZERO
            if row % 2:
                a0, a1, a2, a3 = subtract(matrix, neighbours, x, block, a0, a1, a2, a3)
                product[block, 0], product[block, 1], product[block, 2], product[block, 3] = -a0, -a1, -a2, -a3
            else:
                if grids.column[block] % 2:
                    a0, a1, a2, a3 = subtract_sides(matrix, neighbours, grids.change, block, a0, a1, a2, a3)
                product[block, 0], product[block, 1] = r[block, 0] - a0, r[block, 1] - a1
                product[block, 2], product[block, 3] = r[block, 2] - a2, r[block, 3] - a3
            for k in range(4):
                with_own += np.float64(x[block, k]) * product[block, k]
                with_residual += np.float64(x[block, k]) * r[block, k]
                with_other += np.float64(other[block, k]) * product[block, k]
    return with_own, with_residual, with_other


@kernel
def leave_residual(grids, top, bottom, length):
    """The residual that is left behind the first step, of this `length`."""
    for block in range(grids.first[top], grids.first[bottom]):
        for k in range(4):
            grids.left[block, k] = grids.residual[block, k] - length * grids.product[block, k]


@kernel
def combine(grids, top, bottom, one, two):
    """The correction, of so much of either step."""
    for block in range(grids.first[top], grids.first[bottom]):
        for k in range(4):
            grids.correction[block, k] = one * grids.first_step[block, k] + two * grids.correction[block, k]


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
        sweep(grids, top, bottom, r, x, 1)
        sweep(grids, top, bottom, r, x, 0)
        with_own, towards, mixed = multiply(grids, top, bottom, r, x, grids.first_step)
        if step:
            one, two = step_lengths(length, own, with_own, towards, mixed)
        elif with_own > 0:
            own, length = with_own, towards / with_own
            leave_residual(grids, top, bottom, np.float32(length))
        else:
            grids.correction[grids.first[top] : begin] = 0
            return
    combine(grids, top, bottom, one, two)
