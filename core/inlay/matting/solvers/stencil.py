"""Kernels on the unknown pixels: products with the equations, smoothing, and transfer to the first coarse grid.

Vectors and equations are in the order of the band. Every kernel works on rows ``top .. bottom - 1`` and writes to these
only, so that rows can be dealt out in any way.
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.matting.laplacians.unknown_band.band import BLOCK, REACH

ZERO = np.float32(0)
#: Damping of a relaxation.
DAMPING = 0.8
#: Most that a relaxation may multiply anything by: with 2 the preconditioner would no longer be positive definite, and
#: near that an error would hardly shrink.
LARGEST_GROWTH = 1.6


@kernel
def multiply_run(planes, starts, size, vector, out):
    """Product of the equations of one run with a vector.

    Each row of five neighbours is one loop. Sums are taken as written: first pairs, so that they can overlap.
    """
    own = starts[REACH] + REACH
    p = vector[own : own + size]
    row_sum = planes[0, own : own + size]
    for i in range(size):
        out[i] = row_sum[i] * p[i]
    for step in range(2 * REACH + 1):
        s = starts[step]
        p0, p1, p2 = vector[s : s + size], vector[s + 1 : s + 1 + size], vector[s + 2 : s + 2 + size]
        p3, p4 = vector[s + 3 : s + 3 + size], vector[s + 4 : s + 4 + size]
        if step < REACH:
            # Links of earlier pixels are stored with them: the first one of row -2 is the last plane.
            last = 12 if step == 0 else 7
            a0, a1 = planes[last, s : s + size], planes[last - 1, s + 1 : s + 1 + size]
            a2, a3 = planes[last - 2, s + 2 : s + 2 + size], planes[last - 3, s + 3 : s + 3 + size]
            a4 = planes[last - 4, s + 4 : s + 4 + size]
        elif step > REACH:
            begin = 3 if step == 3 else 8
            a0, a1 = planes[begin, own : own + size], planes[begin + 1, own : own + size]
            a2, a3 = planes[begin + 2, own : own + size], planes[begin + 3, own : own + size]
            a4 = planes[begin + 4, own : own + size]
        else:
            a0, a1 = planes[2, s : s + size], planes[1, s + 1 : s + 1 + size]
            a3, a4 = planes[1, own : own + size], planes[2, own : own + size]
            for i in range(size):
                left = a0[i] * (p0[i] - p[i]) + a1[i] * (p1[i] - p[i])
                out[i] += left + (a3[i] * (p3[i] - p[i]) + a4[i] * (p4[i] - p[i]))
            continue
        for i in range(size):
            left = a0[i] * (p0[i] - p[i]) + a1[i] * (p1[i] - p[i])
            out[i] += (left + a2[i] * (p2[i] - p[i])) + (a3[i] * (p3[i] - p[i]) + a4[i] * (p4[i] - p[i]))


@kernel
def dot(a, b):
    """Inner product, in double precision."""
    even = odd = 0.0
    half = a.size // 2
    for i in range(half):
        even += np.float64(a[2 * i]) * b[2 * i]
        odd += np.float64(a[2 * i + 1]) * b[2 * i + 1]
    if a.size % 2:
        even += np.float64(a[a.size - 1]) * b[a.size - 1]
    return even + odd


@kernel
def relaxations(planes, unknown, top, bottom, width, relaxation):
    """What a residual is multiplied by in a relaxation, 1 over the diagonal but for a factor.

    By Gershgorin, what it multiplies anything by does not exceed the largest sum of absolute values in a row.
    """
    magnitudes = np.empty(width, relaxation.dtype)
    for run in range(unknown.first[top], unknown.first[bottom]):
        size, starts = unknown.length[run], unknown.start[run]
        own = starts[REACH] + REACH
        diagonal, magnitude = relaxation[own : own + size], magnitudes[:size]
        diagonal[:] = planes[0, own : own + size]
        magnitude[:] = 0
        for place in range(25):
            if place != 12:
                at = own if place > 12 else starts[place // 5] + place % 5
                links = planes[abs(place - 12), at : at + size]
                for i in range(size):
                    diagonal[i] -= links[i]
                    magnitude[i] += abs(links[i])
        for i in range(size):
            whole = abs(diagonal[i]) + magnitude[i]
            if diagonal[i] > 0:
                diagonal[i] = min(DAMPING / diagonal[i], LARGEST_GROWTH / whole)


@kernel
def multiply(planes, unknown, top, bottom, vector, product):
    """Product of the equations with a vector, and the inner product of both."""
    total = 0.0
    for run in range(unknown.first[top], unknown.first[bottom]):
        size, own = unknown.length[run], unknown.start[run, REACH] + REACH
        out = product[own : own + size]
        multiply_run(planes, unknown.start[run], size, vector, out)
        total += dot(vector[own : own + size], out)
    return total


@kernel
def advance(x, residual, direction, product, step, begin, behind):
    """Go a step along the direction, and return the largest change."""
    largest = ZERO
    for i in range(begin, behind):
        change = step * direction[i]
        x[i] += change
        residual[i] -= step * product[i]
        largest = max(largest, abs(change))
    return largest


@kernel
def turn(older, correction, direction, residual, share, older_share, begin, behind):
    """The next direction, in place of the older one: the correction plus shares of the last two; times the residual."""
    for i in range(begin, behind):
        older[i] = correction[i] + (share * direction[i] + older_share * older[i])
    return dot(older[begin:behind], residual[begin:behind])


@kernel
def restrict(unknown, top, bottom, residual, basis, blocks, coarse):
    """Carry the residual to the blocks of these rows."""
    rows = (bottom + BLOCK - 1) // BLOCK
    coarse[blocks.first[top // BLOCK] : blocks.first[rows]] = 0
    for row in range(top, bottom):
        places = blocks.places[row // BLOCK + 1]
        for run in range(unknown.first[row], unknown.first[row + 1]):
            size, own, column = unknown.length[run], unknown.start[run, REACH] + REACH, unknown.column[run]
            i = 0
            while i < size:
                behind = min(size, i + BLOCK - (column + i) % BLOCK)
                block = places[(column + i) // BLOCK + 1]
                r0 = r1 = r2 = r3 = ZERO
                while i < behind:
                    left = residual[own + i]
                    r0 += basis[own + i, 0] * left
                    r1 += basis[own + i, 1] * left
                    r2 += basis[own + i, 2] * left
                    r3 += basis[own + i, 3] * left
                    i += 1
                coarse[block, 0] += r0
                coarse[block, 1] += r1
                coarse[block, 2] += r2
                coarse[block, 3] += r3


@kernel
def prolong(unknown, top, bottom, basis, blocks, coarse, vector):
    """What the correction of the blocks is on the pixels."""
    for row in range(top, bottom):
        places = blocks.places[row // BLOCK + 1]
        for run in range(unknown.first[row], unknown.first[row + 1]):
            own, column = unknown.start[run, REACH] + REACH, unknown.column[run]
            for i in range(unknown.length[run]):
                c, q = coarse[places[(column + i) // BLOCK + 1]], basis[own + i]
                vector[own + i] = (q[0] * c[0] + q[1] * c[1]) + (q[2] * c[2] + q[3] * c[3])


@kernel
def smooth(planes, unknown, top, bottom, relaxation, residual, product, older, vector, smoothed):
    """One relaxation of a correction; returns its inner products with the residual and with the last two products."""
    with_residual = with_product = with_older = 0.0
    for run in range(unknown.first[top], unknown.first[bottom]):
        size, own = unknown.length[run], unknown.start[run, REACH] + REACH
        out, before, goal = smoothed[own : own + size], vector[own : own + size], residual[own : own + size]
        weight = relaxation[own : own + size]
        multiply_run(planes, unknown.start[run], size, vector, out)
        for i in range(size):
            out[i] = before[i] + weight[i] * (goal[i] - out[i])
        with_residual += dot(out, goal)
        with_product += dot(out, product[own : own + size])
        with_older += dot(out, older[own : own + size])
    return with_residual, with_product, with_older
