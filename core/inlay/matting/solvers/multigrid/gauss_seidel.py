"""Kernels of the cycle on coarse grids: block Gauss-Seidel, residuals, and transfer between grids.

Blocks are relaxed in four colours, by even and odd rows and columns, and in the reverse order behind the correction: no
two blocks of a colour are neighbours, so that rows can be dealt out in any way. Behind a sweep few neighbours of many
blocks have changed since their equation was solved: its residual then follows from those alone.

Vectors have four numbers for each block and four zeros behind the last, where missing neighbours point. Matrices are
stored by columns. The compiler makes good code of whole indices, and of no views.
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel

ZERO = np.float32(0)


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
def multiply_small(matrix, block, a0, a1, a2, a3):
    """Product of the 4x4 matrix of a block, stored by columns, with four numbers."""
    b0 = (matrix[block, 0, 0] * a0 + matrix[block, 1, 0] * a1) + (matrix[block, 2, 0] * a2 + matrix[block, 3, 0] * a3)
    b1 = (matrix[block, 0, 1] * a0 + matrix[block, 1, 1] * a1) + (matrix[block, 2, 1] * a2 + matrix[block, 3, 1] * a3)
    b2 = (matrix[block, 0, 2] * a0 + matrix[block, 1, 2] * a1) + (matrix[block, 2, 2] * a2 + matrix[block, 3, 2] * a3)
    b3 = (matrix[block, 0, 3] * a0 + matrix[block, 1, 3] * a1) + (matrix[block, 2, 3] * a2 + matrix[block, 3, 3] * a3)
    return b0, b1, b2, b3


@kernel
def sweep_first(matrix, neighbours, inverse, first, column, parities, top, bottom, r, x):
    """Relax from 0 the rows of some `parities`, the even ones first: each odd column when both its sides are."""
    for odd in range(parities[0], parities[1]):
        for row in range(top + (top + odd) % 2, bottom, 2):
            for step in range(first[row], first[row + 1] + 1):
                for back in range(2):
                    block = step - back
                    if block >= first[row] and block < first[row + 1] and column[block] % 2 == back:
                        a0, a1, a2, a3 = r[block, 0], r[block, 1], r[block, 2], r[block, 3]
                        if odd:
                            a0, a1, a2, a3 = subtract(matrix, neighbours, x, block, a0, a1, a2, a3)
                        elif back:
                            a0, a1, a2, a3 = subtract_sides(matrix, neighbours, x, block, a0, a1, a2, a3)
                        a0, a1, a2, a3 = multiply_small(inverse, block, a0, a1, a2, a3)
                        x[block, 0], x[block, 1], x[block, 2], x[block, 3] = a0, a1, a2, a3


@kernel
def sweep_last(matrix, neighbours, inverse, first, column, parities, top, bottom, r, x, change):
    """Relax the rows of some `parities`, the odd ones and odd columns first; `change` is by how much."""
    for even in range(2 - parities[1], 2 - parities[0]):
        for row in range(top + (top + 1 - even) % 2, bottom, 2):
            for step in range(first[row], first[row + 1] + 1):
                for back in range(2):
                    block = step - back
                    if block >= first[row] and block < first[row + 1] and column[block] % 2 != back:
                        a0, a1, a2, a3 = r[block, 0], r[block, 1], r[block, 2], r[block, 3]
                        a0, a1, a2, a3 = subtract(matrix, neighbours, x, block, a0, a1, a2, a3)
                        a0, a1, a2, a3 = multiply_small(inverse, block, a0, a1, a2, a3)
                        x[block, 0] += a0
                        x[block, 1] += a1
                        x[block, 2] += a2
                        x[block, 3] += a3
                        change[block, 0], change[block, 1], change[block, 2], change[block, 3] = a0, a1, a2, a3


@kernel
def restrict_residual(matrix, neighbours, r, x, weights, children, begin, behind, coarse):
    """Residual that the first sweep leaves, carried to coarse blocks.

    The last child lies in an odd row and column, where the sweep ended and leaves nothing; beside the third one, in an
    odd row and an even column, only the left and right neighbours changed after it.
    """
    for parent in range(begin, behind):
        c0 = c1 = c2 = c3 = ZERO
        for child in range(3):
            block = children[parent, child]
            if block < 0:
                continue
            if child < 2:
                a0, a1, a2, a3 = r[block, 0], r[block, 1], r[block, 2], r[block, 3]
                a0, a1, a2, a3 = subtract(matrix, neighbours, x, block, a0, a1, a2, a3)
            else:
                a0, a1, a2, a3 = subtract_sides(matrix, neighbours, x, block, ZERO, ZERO, ZERO, ZERO)
            a0, a1, a2, a3 = multiply_small(weights, block, a0, a1, a2, a3)
            c0 += a0
            c1 += a1
            c2 += a2
            c3 += a3
        coarse[parent, 0], coarse[parent, 1], coarse[parent, 2], coarse[parent, 3] = c0, c1, c2, c3


@kernel
def add_correction(weights, parents, coarse, begin, behind, x):
    """Add the correction of the coarse blocks."""
    for block in range(begin, behind):
        parent = parents[block]
        c0, c1, c2, c3 = coarse[parent, 0], coarse[parent, 1], coarse[parent, 2], coarse[parent, 3]
        for k in range(4):
            first = weights[block, k, 0] * c0 + weights[block, k, 1] * c1
            x[block, k] += first + (weights[block, k, 2] * c2 + weights[block, k, 3] * c3)


@kernel
def multiply(matrix, neighbours, first, column, r, x, change, other, top, bottom, product):
    """Product of the equations with x behind the last sweep; returns the inner products x.Ax, x.r and other.Ax.

    In even rows it follows from r: nothing changed after the even columns, and beside the odd ones only those did.
    """
    with_own = with_residual = with_other = 0.0
    for row in range(top, bottom):
        for block in range(first[row], first[row + 1]):
            if row % 2:
                a0, a1, a2, a3 = subtract(matrix, neighbours, x, block, ZERO, ZERO, ZERO, ZERO)
                product[block, 0], product[block, 1], product[block, 2], product[block, 3] = -a0, -a1, -a2, -a3
            else:
                a0 = a1 = a2 = a3 = ZERO
                if column[block] % 2:
                    a0, a1, a2, a3 = subtract_sides(matrix, neighbours, change, block, a0, a1, a2, a3)
                product[block, 0], product[block, 1] = r[block, 0] - a0, r[block, 1] - a1
                product[block, 2], product[block, 3] = r[block, 2] - a2, r[block, 3] - a3
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
