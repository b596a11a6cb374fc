"""Kernels that carry values between tiles: between neighbours, and between a level and the next coarser one.

Tiles are frames of 18 x 18 with a halo of one point, (count, channels, 18, 18); `tiles` is a `tiles.Tiles`. Coarse
points are the even ones. Prolongation P is bilinear, restriction its transpose.
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.arrays.tiles import FRAME, HALF, SIZE
from inlay.poisson.composite.tiles import COARSER

SIXTEENTH, QUARTER, HALVED = np.float32(1 / 16), np.float32(0.25), np.float32(0.5)


@kernel
def refresh_edges(u, tiles, t):
    """Copy the halo of tile t, but for its corners, from its neighbours."""
    beside = tiles.neighbours[t]
    above, below, left, right = beside[0], beside[1], beside[2], beside[3]
    for c in range(u.shape[1]):
        if above >= 0:
            for k in range(1, SIZE + 1):
                u[t, c, 0, k] = u[above, c, SIZE, k]
        if below >= 0:
            for k in range(1, SIZE + 1):
                u[t, c, SIZE + 1, k] = u[below, c, 1, k]
        if left >= 0:
            for k in range(1, SIZE + 1):
                u[t, c, k, 0] = u[left, c, k, SIZE]
        if right >= 0:
            for k in range(1, SIZE + 1):
                u[t, c, k, SIZE + 1] = u[right, c, k, 1]


@kernel
def refresh_corners(u, tiles, t):
    """Copy the corners of the halo of tile t from its neighbours."""
    for corner in range(4):
        other = tiles.neighbours[t, 4 + corner]
        if other >= 0:
            y, x = corner >> 1, corner & 1
            for c in range(u.shape[1]):
                u[t, c, y * (SIZE + 1), x * (SIZE + 1)] = u[other, c, SIZE - y * (SIZE - 1), SIZE - x * (SIZE - 1)]


@kernel
def refresh(u, tiles, level):
    """Copy the halos of a level's tiles from their neighbours."""
    for t in range(tiles.starts[level], tiles.stops[level]):
        refresh_edges(u, tiles, t)
        refresh_corners(u, tiles, t)


@kernel
def borders_coarser(tiles, t):
    """Whether the next coarser level stands for a tile beside tile t."""
    count = 0
    for side in range(8):
        count += tiles.neighbours[t, side] == COARSER
    return count > 0


@kernel
def coarse_window(u, dense, tiles, level, t, c, window):
    """The 10 x 10 coarse points around what lies under tile t; `dense` is (channels, height, width) in a ring of 0."""
    height, width = tiles.sizes[level + 1, 0], tiles.sizes[level + 1, 1]
    top, left = tiles.places[t, 0] * HALF - 1, tiles.places[t, 1] * HALF - 1
    parent = tiles.parents[t]
    if parent >= 0:
        y0, x0 = (tiles.places[t, 0] & 1) * HALF, (tiles.places[t, 1] & 1) * HALF
        for i in range(HALF + 2):
            for j in range(HALF + 2):
                window[i, j] = u[parent, c, y0 + i, x0 + j]
    else:
        for i in range(HALF + 2):
            for j in range(HALF + 2):
                y, x = min(top + i, height) + 1, min(left + j, width) + 1
                window[i, j] = dense[c, y, x]
    if tiles.mirrors[level, 0] and top + HALF + 1 >= height:
        for j in range(HALF + 2):
            window[height - top, j] = window[height - top - 1, j]
    if tiles.mirrors[level, 1] and left + HALF + 1 >= width:
        for i in range(HALF + 2):
            window[i, width - left] = window[i, width - left - 1]


@kernel
def interpolate(window, lines, fine):
    """Prolongate a window of coarse points to the frame of a tile, whose first point is even.

    `lines`, (10, 18), are for the rows of the window.
    """
    for i in range(HALF + 2):
        for j in range(HALF + 1):
            lines[i, 2 * j] = HALVED * (window[i, j] + window[i, j + 1])
            lines[i, 2 * j + 1] = window[i, j + 1]
    for i in range(HALF + 1):
        for k in range(FRAME):
            fine[2 * i, k] = HALVED * (lines[i, k] + lines[i + 1, k])
            fine[2 * i + 1, k] = lines[i + 1, k]


@kernel
def interpolate_halo(window, fine):
    """The same for the halo alone."""
    k = HALF + 1
    for j in range(HALF + 1):
        a, b = window[0, j] + window[1, j], window[0, j + 1] + window[1, j + 1]
        fine[0, 2 * j], fine[0, 2 * j + 1] = QUARTER * (a + b), HALVED * b
        a, b = window[j, 0] + window[j, 1], window[j + 1, 0] + window[j + 1, 1]
        fine[2 * j, 0], fine[2 * j + 1, 0] = QUARTER * (a + b), HALVED * b
        fine[SIZE + 1, 2 * j], fine[SIZE + 1, 2 * j + 1] = HALVED * (window[k, j] + window[k, j + 1]), window[k, j + 1]
        fine[2 * j, SIZE + 1], fine[2 * j + 1, SIZE + 1] = HALVED * (window[j, k] + window[j + 1, k]), window[j + 1, k]


@kernel
def straighten(window, tiles, t, screening, fine):
    """Correct the halo that `interpolate_halo` gives for solutions of the equations: to the fourth order.

    A point amid four coarse ones is right but for the screening, since harmonic values bend up one way as they bend
    down the other. Above and to the left, one between two coarse points is the mean of these and of the two of that
    kind beside it; below and to the right, where the halo lies on coarse points, and at corners it follows the cubic
    through them.
    """
    behind = SIZE + 1
    amid, between = 1 / (1 + HALVED * screening), 1 / (1 + QUARTER * screening)
    fine[0, 0] *= amid
    if tiles.neighbours[t, 0] == COARSER:
        for k in range(2, behind, 2):
            fine[0, k] *= amid
        for k in range(1, behind, 2):
            fine[0, k] = (HALVED * fine[0, k] + QUARTER * (fine[0, k - 1] + fine[0, k + 1])) * between
    if tiles.neighbours[t, 2] == COARSER:
        for k in range(2, behind, 2):
            fine[k, 0] *= amid
        for k in range(1, behind, 2):
            fine[k, 0] = (HALVED * fine[k, 0] + QUARTER * (fine[k - 1, 0] + fine[k + 1, 0])) * between
    for axis in range(2):
        if tiles.neighbours[t, 2 * axis + 1] == COARSER:
            for j in range(1, HALF):
                bent = second_difference(window, axis, j) + second_difference(window, axis, j + 1)
                if axis == 0:
                    fine[behind, 2 * j] -= bent * SIXTEENTH
                else:
                    fine[2 * j, behind] -= bent * SIXTEENTH
            # There is no point behind the last one.
            bent = np.float32(3) * second_difference(window, axis, HALF) - second_difference(window, axis, HALF - 1)
            if axis == 0:
                fine[behind, SIZE] -= bent * SIXTEENTH
            else:
                fine[SIZE, behind] -= bent * SIXTEENTH
        # Nor one before the first one.
        bent = np.float32(3) * second_difference(window, axis, 1) - second_difference(window, axis, 2)
        if axis == 0:
            fine[behind, 0] -= bent * SIXTEENTH
        else:
            fine[0, behind] -= bent * SIXTEENTH


@kernel
def second_difference(window, axis, j):
    """Of the last row or column of a window at its point j."""
    k = HALF + 1
    if axis == 0:
        return (window[k, j - 1] - window[k, j]) + (window[k, j + 1] - window[k, j])
    return (window[j - 1, k] - window[j, k]) + (window[j + 1, k] - window[j, k])


@kernel
def add_to_halo(frame, fine, tiles, t, share):
    """Halo points that the coarser level stands for become ``share`` times what they are plus `fine`."""
    for side in range(2):
        row = side * (SIZE + 1)
        if tiles.neighbours[t, side] == COARSER:
            for k in range(1, SIZE + 1):
                frame[row, k] = share * frame[row, k] + fine[row, k]
        if tiles.neighbours[t, 2 + side] == COARSER:
            for k in range(1, SIZE + 1):
                frame[k, row] = share * frame[k, row] + fine[k, row]
    for corner in range(4):
        if tiles.neighbours[t, 4 + corner] == COARSER:
            y, x = (corner >> 1) * (SIZE + 1), (corner & 1) * (SIZE + 1)
            frame[y, x] = share * frame[y, x] + fine[y, x]


@kernel
def take_halos(u, dense, tiles, level, screening):
    """Set the halos of a level's tiles: from their neighbours, or from the coarser level, whose halos are right.

    `screening` is that of a point of the level.
    """
    window = np.empty((HALF + 2, HALF + 2), np.float32)
    fine = np.empty((FRAME, FRAME), np.float32)
    for t in range(tiles.starts[level], tiles.stops[level]):
        refresh_edges(u, tiles, t)
        refresh_corners(u, tiles, t)
        if borders_coarser(tiles, t):
            for c in range(u.shape[1]):
                coarse_window(u, dense, tiles, level, t, c, window)
                interpolate_halo(window, fine)
                straighten(window, tiles, t, screening, fine)
                add_to_halo(u[t, c], fine, tiles, t, np.float32(0))


@kernel
def add_inside(values, added, weight, share, largest):
    """Add to the points of a tile whose weight is not 0; all are vectors of 324, `largest` of those between halos."""
    for k in range(FRAME, FRAME * FRAME - FRAME):
        more = added[k] if weight[k] > 0 else np.float32(0)
        values[k] = share * values[k] + more
        size = abs(more)
        largest[k] = size if size > largest[k] else largest[k]


@kernel
def prolongate(coarse, dense, tiles, level, weights, u, share):
    """A level's values become ``share`` times what they are plus P times the coarser ones; returns the largest addend.

    `coarse` are the values of tiles, `dense` those of the dense level, of which the next level is one. The halo between
    tiles of the level is not right afterwards.
    """
    flat = FRAME * FRAME
    window = np.empty((HALF + 2, HALF + 2), np.float32)
    lines = np.empty((HALF + 2, FRAME), np.float32)
    fine = np.empty((FRAME, FRAME), np.float32)
    added, largest = fine.reshape(flat), np.zeros(flat, np.float32)
    values, diagonals = u.reshape((u.shape[0], u.shape[1], flat)), weights.frames.reshape((-1, flat))
    for t in range(tiles.starts[level], tiles.stops[level]):
        weight = diagonals[weights.numbers[t]]
        has_halo = borders_coarser(tiles, t)
        for c in range(u.shape[1]):
            coarse_window(coarse, dense, tiles, level, t, c, window)
            interpolate(window, lines, fine)
            add_inside(values[t, c], added, weight, share, largest)
            if has_halo:
                add_to_halo(u[t, c], fine, tiles, t, share)
    return largest.max()


@kernel
def first_covered(tiles, t):
    """Rows and columns from which on the coarse points under tile t see values on all sides; and whether the first."""
    row = 1 if tiles.neighbours[t, 0] == COARSER else 0
    column = 1 if tiles.neighbours[t, 2] == COARSER else 0
    return row, column, tiles.neighbours[t, 4] != COARSER


@kernel
def inject(u, dense, tiles, level):
    """Hand the values of a level down to the coarse points that it covers."""
    height, width = tiles.sizes[level + 1, 0], tiles.sizes[level + 1, 1]
    for t in range(tiles.starts[level], tiles.stops[level]):
        row, column, has_corner = first_covered(tiles, t)
        top, left, parent = tiles.places[t, 0] * HALF, tiles.places[t, 1] * HALF, tiles.parents[t]
        y0, x0 = (tiles.places[t, 0] & 1) * HALF + 1, (tiles.places[t, 1] & 1) * HALF + 1
        for c in range(u.shape[1]):
            for i in range(row, min(HALF, height - top)):
                for j in range(column, min(HALF, width - left)):
                    if i + j == 0 and not has_corner:
                        continue
                    if parent >= 0:
                        u[parent, c, y0 + i, x0 + j] = u[t, c, 2 * i + 1, 2 * j + 1]
                    else:
                        dense[c, top + i + 1, left + j + 1] = u[t, c, 2 * i + 1, 2 * j + 1]


@kernel
def weigh_mirrored(r, tiles, level, t, factor):
    """Multiply the points of tile t by `factor` whose coarse neighbour beyond a natural end mirrors the last one."""
    for axis in range(2):
        last = tiles.sizes[level, axis] - 1
        if tiles.mirrors[level, axis] and tiles.places[t, axis] == last >> 4:
            at = (last & 15) + 1
            for c in range(r.shape[1]):
                for k in range(FRAME):
                    if axis == 0:
                        r[t, c, at, k] *= factor
                    else:
                        r[t, c, k, at] *= factor


@kernel
def restrict(r, dense, tiles, level):
    """Hand residuals, whose halos are right, down to the coarse points that a level covers."""
    height, width = tiles.sizes[level + 1, 0], tiles.sizes[level + 1, 1]
    for t in range(tiles.starts[level], tiles.stops[level]):
        weigh_mirrored(r, tiles, level, t, np.float32(2))
        row, column, has_corner = first_covered(tiles, t)
        top, left, parent = tiles.places[t, 0] * HALF, tiles.places[t, 1] * HALF, tiles.parents[t]
        y0, x0 = (tiles.places[t, 0] & 1) * HALF + 1, (tiles.places[t, 1] & 1) * HALF + 1
        for c in range(r.shape[1]):
            a = r[t, c]
            for i in range(row, min(HALF, height - top)):
                for j in range(column, min(HALF, width - left)):
                    if i + j == 0 and not has_corner:
                        continue
                    y, x = 2 * i + 1, 2 * j + 1
                    beside = (a[y - 1, x] + a[y + 1, x]) + (a[y, x - 1] + a[y, x + 1])
                    across = (a[y - 1, x - 1] + a[y - 1, x + 1]) + (a[y + 1, x - 1] + a[y + 1, x + 1])
                    total = a[y, x] + HALVED * beside + QUARTER * across
                    if parent >= 0:
                        r[parent, c, y0 + i, x0 + j] = total
                    else:
                        dense[c, top + i + 1, left + j + 1] = total
        weigh_mirrored(r, tiles, level, t, HALVED)
