"""Kernels that make the coarse grids: local linear colour models as bases, and the equations between them.

The matting Laplacian charges almost nothing for alpha = a . I + b, so errors of that form are what a relaxation cannot
remove. Each block therefore carries four coarse unknowns: the coefficients of an orthonormal basis of 1, red, green and
blue on its unknown pixels. On the next grid four blocks become one, with a basis of the same functions, which the
triangular factors of the finer bases describe.
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.float32x4 import fill, load, pick, store
from inlay.arrays.kernels import kernel
from inlay.matting.laplacians.unknown_band.band import BLOCK, REACH
from inlay.matting.solvers.multigrid.grids import LATER

ZERO = np.float32(0)
#: Part of its norm that a basis function must keep beside the others; one that does not is left out.
INDEPENDENT = 1e-3
#: Least diagonal entry of a block, as a part of its largest.
LEAST = np.float32(1e-7)
#: By how much the diagonal is raised, so that rounding never makes a coarse grid indefinite.
RAISED = np.float32(1 + 1e-6)


@kernel
def orthonormalise(functions, size, factor):
    """Make the four columns of ``functions[:size]`` orthonormal in place; `factor` restores them from the result.

    Modified Gram-Schmidt, twice. A dependent column becomes 0.
    """
    factor[:] = 0.0
    for column in range(4):
        whole = 0.0
        for i in range(size):
            whole += functions[i, column] ** 2
        for _ in range(2):
            for other in range(column):
                share = 0.0
                for i in range(size):
                    share += functions[i, other] * functions[i, column]
                factor[other, column] += share
                for i in range(size):
                    functions[i, column] -= share * functions[i, other]
        left = 0.0
        for i in range(size):
            left += functions[i, column] ** 2
        keeps = left > INDEPENDENT**2 * whole and left > 1e-24
        norm = np.sqrt(left)
        factor[column, column] = norm if keeps else 0.0
        for i in range(size):
            functions[i, column] = functions[i, column] / norm if keeps else 0.0


@kernel
def first_basis(pixels, unknown, blocks, top, bottom, basis, factors):
    """Bases of the blocks of pixels in rows ``top .. bottom - 1``, and their triangular factors."""
    width = blocks.places.shape[1] * BLOCK
    where = np.empty((BLOCK, width), np.int64)
    functions, factor, members = np.empty((BLOCK * BLOCK, 4)), np.empty((4, 4)), np.empty(BLOCK * BLOCK, np.int64)
    for row in range(top // BLOCK, (bottom + BLOCK - 1) // BLOCK):
        where[:] = -1
        for y in range(BLOCK * row, min(bottom, BLOCK * row + BLOCK)):
            for run in range(unknown.first[y], unknown.first[y + 1]):
                start, column = unknown.start[run, REACH] + REACH, unknown.column[run]
                for i in range(unknown.length[run]):
                    where[y % BLOCK, column + i] = start + i
        for column in range(blocks.places.shape[1] - 2):
            block = blocks.places[row + 1, column + 1]
            if block < 0:
                continue
            size = 0
            for i in range(BLOCK * BLOCK):
                pixel = where[i // BLOCK, BLOCK * column + i % BLOCK]
                if pixel >= 0:
                    members[size] = pixel
                    functions[size, 0] = 1.0
                    for channel in range(3):
                        functions[size, channel + 1] = pixels.scale * pixels.samples[channel, pixel] - 0.5
                    size += 1
            orthonormalise(functions, size, factor)
            factors[block] = factor
            for i in range(size):
                for k in range(4):
                    basis[members[i], k] = functions[i, k]


@kernel
def reach(offset, side):
    """Steps, from 0 to 5, with which a pixel at `offset` in its block reaches the block before, its own or the next."""
    own, behind = max(0, REACH - offset), min(2 * REACH + 1, REACH + BLOCK - offset)
    return (0, own) if side == 0 else (own, behind) if side == 1 else (behind, 2 * REACH + 1)


@kernel
def sides(offset):
    """The two of the sides 0, 1 and 2 that a pixel at `offset` in its block reaches."""
    first = 0 if offset < REACH else 1
    return range(first, first + 2)


@kernel
def add_outer(matrix, block, place, own, other):
    """Add to a matrix between blocks, function by function of the other one, four numbers times one."""
    for k in range(4):
        store(matrix, (block, place, k), load(matrix, (block, place, k)) + own * fill(pick(other, k)))


@kernel
def project(planes, unknown, run, i, row, block, basis, matrix):
    """Add the equation of a pixel to those of its block, as far as these are stored with it."""
    at, column = unknown.start[run, REACH] + REACH + i, unknown.column[run] + i
    own, total = load(basis, (at,)), np.float32(planes[0, at])
    for above in sides(row % BLOCK):
        rows = reach(row % BLOCK, above)
        for before in sides(column % BLOCK):
            columns, later = reach(column % BLOCK, before), 3 * above + before - LATER
            contribution = fill(ZERO)
            for y in range(rows[0], rows[1]):
                start = unknown.start[run, y] + i
                for x in range(columns[0], columns[1]):
                    place, other = 5 * y + x, start + x
                    if place != 12:
                        link = np.float32(planes[place - 12, at] if place > 12 else planes[12 - place, other])
                        total -= link
                        if later >= 0:
                            contribution += fill(link) * load(basis, (other,))
            if later >= 0:
                add_outer(matrix, block, later, own, contribution)
    add_outer(matrix, block, 0, own, fill(total) * own)


@kernel
def first_galerkin(planes, unknown, blocks, basis, top, bottom, matrix):
    """Equations between blocks from those between pixels."""
    for row in range(top, bottom):
        places = blocks.places[row // BLOCK + 1]
        for run in range(unknown.first[row], unknown.first[row + 1]):
            for i in range(unknown.length[run]):
                block = places[(unknown.column[run] + i) // BLOCK + 1]
                project(planes, unknown, run, i, row, block, basis, matrix)


@kernel
def merge_bases(children, first, factors, begin, behind, weights):
    """Bases of coarse blocks in terms of those of the finer ones in them, and their triangular factors.

    `children` begins with block `first`.
    """
    functions, factor = np.empty((16, 4)), np.empty((4, 4))
    for coarse in range(begin, behind):
        size = 0
        for child in children[coarse - first]:
            if child >= 0:
                functions[size : size + 4] = factors[child]
                size += 4
        orthonormalise(functions, size, factor)
        factors[coarse] = factor
        size = 0
        for child in children[coarse - first]:
            if child >= 0:
                weights[child] = functions[size : size + 4]
                size += 4


@kernel
def galerkin(grids, children, first, begin, behind):
    """Equations between coarse blocks from those between finer ones; `children` begins with block `first`."""
    missing = grids.parents.size
    for coarse in range(begin, behind):
        for block in children[coarse - first]:
            if block < 0:
                continue
            for place in range(-LATER, LATER + 1):
                other = grids.neighbours[block, LATER + place]
                if other == missing:
                    continue
                later = 0
                while later <= LATER and grids.neighbours[coarse, LATER + later] != grids.parents[other]:
                    later += 1
                if later <= LATER:
                    add_links(grids, block, place, other, coarse, later)


@kernel
def add_links(grids, block, place, other, coarse, later):
    """Add the links between two blocks to those between the coarse ones that hold them."""
    matrix, weights = grids.matrix, grids.weights
    for i in range(4):
        links = fill(ZERO)
        for j in range(4):
            link = matrix[block, place, j, i] if place >= 0 else matrix[other, -place, i, j]
            links += fill(link) * load(weights, (other, j))
        add_outer(matrix, coarse, later, load(weights, (block, i)), links)


@kernel
def invert_diagonal(matrix, begin, behind, inverse):
    """Inverses of the 4x4 blocks on the diagonal; an unknown that a block does not have gets an entry there first."""
    work = np.empty((4, 8))
    for block in range(begin, behind):
        a = matrix[block, 0]
        largest = max(max(a[0, 0], a[1, 1]), max(a[2, 2], a[3, 3]))
        for k in range(4):
            a[k, k] = RAISED * a[k, k] if a[k, k] > LEAST * largest else largest if largest > 0 else np.float32(1)
            for m in range(4):
                work[k, m] = a[k, m]
                work[k, 4 + m] = 1.0 if k == m else 0.0
        for k in range(4):
            pivot = 1 / max(work[k, k], 1e-14)
            for m in range(8):
                work[k, m] *= pivot
            for other in range(4):
                if other != k:
                    share = work[other, k]
                    for m in range(8):
                        work[other, m] -= share * work[k, m]
        for k in range(4):
            for m in range(4):
                inverse[block, k, m] = work[k, 4 + m]


@kernel
def invert(matrix):
    """Invert a symmetric positive definite matrix in place, by Gauss and Jordan."""
    size = matrix.shape[0]
    for pivot in range(size):
        line = matrix[pivot]
        share = 1 / line[pivot]
        line[pivot] = 1.0
        for k in range(size):
            line[k] *= share
        for row in range(size):
            if row != pivot:
                other = matrix[row]
                share = other[pivot]
                other[pivot] = 0.0
                for k in range(size):
                    other[k] -= share * line[k]
