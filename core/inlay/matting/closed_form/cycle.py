"""Kernels of the cycle on coarse grids: block Gauss-Seidel, residuals, and transfer between grids.

Rows of blocks are relaxed like a zebra, first the even ones and then the odd ones, so that rows can be dealt out in any
way. Vectors have four numbers for each block and four zeros behind the last, where missing neighbours point. Matrices
are stored by columns.
"""

from __future__ import annotations

import numpy as np

from inlay.kernels import kernel

ZERO = np.float32(0)


@kernel
def subtract(matrix, neighbours, x, block, begin, behind, a0, a1, a2, a3):
    """Subtract from four numbers what the neighbours ``begin .. behind - 1`` of a block contribute to its equations."""
    for place in range(begin, behind):
        other, m = neighbours[block, place], matrix[block, place]
        x0, x1, x2, x3 = x[other, 0], x[other, 1], x[other, 2], x[other, 3]
        a0 -= (m[0, 0] * x0 + m[1, 0] * x1) + (m[2, 0] * x2 + m[3, 0] * x3)
        a1 -= (m[0, 1] * x0 + m[1, 1] * x1) + (m[2, 1] * x2 + m[3, 1] * x3)
        a2 -= (m[0, 2] * x0 + m[1, 2] * x1) + (m[2, 2] * x2 + m[3, 2] * x3)
        a3 -= (m[0, 3] * x0 + m[1, 3] * x1) + (m[2, 3] * x2 + m[3, 3] * x3)
    return a0, a1, a2, a3


@kernel
def apply_inverse(inverse, block, a0, a1, a2, a3, x):
    """Solve the equations of one block."""
    d = inverse[block]
    for k in range(4):
        x[block, k] = (d[0, k] * a0 + d[1, k] * a1) + (d[2, k] * a2 + d[3, k] * a3)


@kernel
def sweep_first(matrix, neighbours, inverse, first, odd, top, bottom, r, x):
    """Gauss-Seidel from 0, left to right, on the even rows; or, with `odd`, on the odd rows after them."""
    for row in range(top + (top + odd) % 2, bottom, 2):
        for block in range(first[row], first[row + 1]):
            a0, a1, a2, a3 = r[block, 0], r[block, 1], r[block, 2], r[block, 3]
            if odd:
                a0, a1, a2, a3 = subtract(matrix, neighbours, x, block, 0, 3, a0, a1, a2, a3)
                a0, a1, a2, a3 = subtract(matrix, neighbours, x, block, 6, 9, a0, a1, a2, a3)
            a0, a1, a2, a3 = subtract(matrix, neighbours, x, block, 3, 4, a0, a1, a2, a3)
            apply_inverse(inverse, block, a0, a1, a2, a3, x)


@kernel
def sweep_last(matrix, neighbours, inverse, first, odd, top, bottom, r, x):
    """The transposed sweep, right to left, on the even or the odd rows."""
    for row in range(top + (top + odd) % 2, bottom, 2):
        for back in range(first[row + 1] - first[row]):
            block = first[row + 1] - 1 - back
            a0, a1, a2, a3 = r[block, 0], r[block, 1], r[block, 2], r[block, 3]
            a0, a1, a2, a3 = subtract(matrix, neighbours, x, block, 0, 4, a0, a1, a2, a3)
            a0, a1, a2, a3 = subtract(matrix, neighbours, x, block, 5, 9, a0, a1, a2, a3)
            apply_inverse(inverse, block, a0, a1, a2, a3, x)


@kernel
def restrict_residual(matrix, neighbours, r, x, weights, children, begin, behind, coarse):
    """Residual, carried to coarse blocks."""
    for parent in range(begin, behind):
        c0 = c1 = c2 = c3 = ZERO
        for block in children[parent]:
            if block >= 0:
                a0, a1, a2, a3 = r[block, 0], r[block, 1], r[block, 2], r[block, 3]
                a0, a1, a2, a3 = subtract(matrix, neighbours, x, block, 0, 4, a0, a1, a2, a3)
                a0, a1, a2, a3 = subtract(matrix, neighbours, x, block, 4, 9, a0, a1, a2, a3)
                q = weights[block]
                c0 += (q[0, 0] * a0 + q[1, 0] * a1) + (q[2, 0] * a2 + q[3, 0] * a3)
                c1 += (q[0, 1] * a0 + q[1, 1] * a1) + (q[2, 1] * a2 + q[3, 1] * a3)
                c2 += (q[0, 2] * a0 + q[1, 2] * a1) + (q[2, 2] * a2 + q[3, 2] * a3)
                c3 += (q[0, 3] * a0 + q[1, 3] * a1) + (q[2, 3] * a2 + q[3, 3] * a3)
        coarse[parent, 0] = c0
        coarse[parent, 1] = c1
        coarse[parent, 2] = c2
        coarse[parent, 3] = c3


@kernel
def add_correction(weights, parents, coarse, begin, behind, x):
    """Add the correction of the coarse blocks."""
    for block in range(begin, behind):
        q, c = weights[block], coarse[parents[block]]
        for k in range(4):
            x[block, k] += (q[k, 0] * c[0] + q[k, 1] * c[1]) + (q[k, 2] * c[2] + q[k, 3] * c[3])


@kernel
def multiply(matrix, neighbours, x, r, other, begin, behind, product):
    """Product of the equations with x; returns the inner products x.Ax, x.r and other.Ax."""
    with_own = with_residual = with_other = 0.0
    for block in range(begin, behind):
        a0, a1, a2, a3 = subtract(matrix, neighbours, x, block, 0, 4, ZERO, ZERO, ZERO, ZERO)
        a0, a1, a2, a3 = subtract(matrix, neighbours, x, block, 4, 9, a0, a1, a2, a3)
        product[block, 0] = -a0
        product[block, 1] = -a1
        product[block, 2] = -a2
        product[block, 3] = -a3
        for k in range(4):
            with_own += np.float64(x[block, k]) * product[block, k]
            with_residual += np.float64(x[block, k]) * r[block, k]
            with_other += np.float64(other[block, k]) * product[block, k]
    return with_own, with_residual, with_other


@kernel
def solve_exactly(inverse, r, x):
    """Product with the inverse of all equations of the coarsest grid, a symmetric matrix."""
    size = inverse.shape[0]
    x[:] = 0
    for i in range(size):
        share, column = r[i], inverse[i]
        for k in range(size):
            x[k] += share * column[k]
