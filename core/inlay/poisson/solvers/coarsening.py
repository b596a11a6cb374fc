"""Kernels that make the equations of a coarse grid from those of the next finer one.

Coarse points are the even pixels of the box. A coarse point has the five-point operator with couplings 1, and a
diagonal that remembers where the boundary of the region really lies (Shortley and Weller): an arm that ends at a
held pixel at the distance d, in units of the coarse spacing, contributes 1 / d. Distances are handed down as bytes.

Held pixels that no coarse grid line meets add a penalty to the points around them. Seen from twice as far, a point
hole weighs less: the reciprocal of its logarithmic capacity grows by ln 2 / (2 pi) = 0.11.
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.poisson.solvers.relaxation import separate

#: Arms: byte codes of the distance to the held pixel on that side.
WHOLE = 0
NATURAL = 255
#: One grid spacing in the units of arms.
SPACING = 128
#: Marks in `active` a lone held pixel that is treated as an unknown with a penalty.
HOLE = 2
HOLE_PENALTY = np.float32(4)
CAPACITY_LOSS = np.float32(0.11)
#: Steps to the neighbour on each side: left, right, up, down.
STEP_Y = (0, 0, -1, 1)
STEP_X = (-1, 1, 0, 0)


@kernel
def distance(code):
    """Distance of a coded arm in 1/128 of the spacing; 0 where nothing is coupled."""
    if code == WHOLE:
        return SPACING
    return 0 if code == NATURAL else np.int64(code)


@kernel
def coarse_code(length):
    """Code of an arm of `length` in units of the next coarser grid."""
    if length == 0:
        return NATURAL
    return WHOLE if length >= 2 * SPACING else max(1, length >> 1)


@kernel
def fill_holes(active, top, bottom):
    """Mark the held pixels whose eight neighbours are all active, so that coarse grids carry them as penalties."""
    height, width = active.shape
    holes = 0
    for y in range(max(1, top), min(height - 1, bottom)):
        for x in range(1, width - 1):
            if active[y, x] == 0 and is_surrounded(active, y, x):
                active[y, x] = HOLE
                holes += 1
    return holes


@kernel
def is_surrounded(active, y, x):
    around = active[y, x - 1] != 0 and active[y, x + 1] != 0
    for nx in range(x - 1, x + 2):
        around = around and active[y - 1, nx] != 0 and active[y + 1, nx] != 0
    return around


@kernel
def arm_length(active, arms, is_finest, natural, y, x, side):
    """Length of the coarse arm of pixel (y, x) in units of the fine spacing, and whether a held pixel cuts the link."""
    height, width = active.shape
    dy, dx = STEP_Y[side], STEP_X[side]
    y1, x1, y2, x2 = y + dy, x + dx, y + 2 * dy, x + 2 * dx
    own = SPACING if is_finest else distance(arms[y, x, side])
    if y1 < 0 or y1 >= height or x1 < 0 or x1 >= width:
        return (0 if is_finest and natural[side] else own), False
    far_is_inside = y2 >= 0 and y2 < height and x2 >= 0 and x2 < width
    if active[y1, x1] == 0:
        return own, far_is_inside and active[y2, x2] != 0
    if far_is_inside and active[y2, x2] != 0:
        return 2 * SPACING, False
    if is_finest:
        return (0 if natural[side] and not far_is_inside else 2 * SPACING), False
    beyond = distance(arms[y1, x1, side])
    return (SPACING + beyond if beyond > 0 else 0), False


@kernel
def share(step, at, size, natural):
    """Part of a pixel at one step from the coarse point `at` that belongs to it: all if the point beyond mirrors it."""
    return np.float32(1) if step == 0 or (natural and at + 2 >= size) else np.float32(0.5)


@kernel
def coarse_penalty(active, arms, penalty, is_finest, natural, y, x, codes):
    """Penalty at the coarse point (y, x): full weighting of the finer ones and of held pixels between grid lines.

    `codes` are the arms of the coarse point.
    """
    height, width = active.shape
    gathered = np.float32(0)
    total = np.float32(0)
    for dy in range(-1, 2):
        for dx in range(-1, 2):
            ny, nx = y + dy, x + dx
            if ny < 0 or ny >= height or nx < 0 or nx >= width:
                continue
            weight = share(dy, y, height, natural[3]) * share(dx, x, width, natural[1])
            here = np.float32(0) if is_finest else penalty[ny, nx]
            if active[ny, nx] == HOLE:
                here = HOLE_PENALTY
            if not is_finest:
                here += hidden_ends(active, arms, ny, nx, codes)
            gathered += weight * here
            total += here
            if dy != 0 and dx != 0 and active[ny, nx] == 0 and sees_no_end(active, y, x, dy, dx, codes):
                gathered += np.float32(1)
                total += HOLE_PENALTY
    return gathered / (np.float32(1) + CAPACITY_LOSS * total)


@kernel
def has_penalty(penalty, y, x):
    """Whether there is a penalty at a point with eight neighbours, or at one of them."""
    total = np.float32(0)
    for ny in range(y - 1, y + 2):
        total += penalty[ny, x - 1] + penalty[ny, x] + penalty[ny, x + 1]
    return total > 0


@kernel
def sees_no_end(active, y, x, dy, dx, codes):
    """Whether both straight arms beside the diagonal pixel (y + dy, x + dx) run free to the next coarse points."""
    height, width = active.shape
    if active[y, x + dx] == 0 or active[y + dy, x] == 0:
        return False
    y2, x2 = y + 2 * dy, x + 2 * dx
    if x2 < 0 or x2 >= width:
        is_free = codes[0 if dx < 0 else 1] == NATURAL
    else:
        is_free = active[y, x2] != 0
    if y2 < 0 or y2 >= height:
        return is_free and codes[2 if dy < 0 else 3] == NATURAL
    return is_free and active[y2, x] != 0


@kernel
def hidden_ends(active, arms, y, x, codes):
    """How many arms of a pixel end at held pixels beyond a side that is natural for the coarse point with `codes`."""
    height, width = active.shape
    count = np.float32(0)
    if active[y, x] == 0 or (y > 0 and y + 1 < height and x > 0 and x + 1 < width):
        return count
    for side in range(4):
        ny, nx = y + STEP_Y[side], x + STEP_X[side]
        is_outside = ny < 0 or ny >= height or nx < 0 or nx >= width
        if is_outside and arms[y, x, side] != NATURAL and codes[side] == NATURAL:
            count += np.float32(1)
    return count


@kernel
def find_inner(active, y, inner):
    """Mark the coarse points of row y within whose reach nothing but active pixels lie: most points by far."""
    height, width = active.shape
    inner[:] = 0
    if y < 2 or y + 2 >= height:
        return
    for j in range(1, (width - 1) // 2):
        x = 2 * j
        cross = active[y - 2, x] & active[y + 2, x] & active[y, x - 2] & active[y, x + 2]
        above = active[y - 1, x - 1] & active[y - 1, x] & active[y - 1, x + 1]
        below = active[y + 1, x - 1] & active[y + 1, x] & active[y + 1, x + 1]
        inner[j] = cross & above & below & active[y, x - 1] & active[y, x] & active[y, x + 1] & 1


@kernel
def coarsen_rows(active, arms, penalty, is_finest, natural, coarse_active, coarse_arms, coarse_penalties, top, bottom):
    """Fill the rows ``top .. bottom - 1`` of the coarse grid, all zero before; returns how many points are active.

    A point is active where the fine pixel is, unless a held pixel cuts its link to the right or lower point: this
    point then stands for the held pixel.
    """
    count = 0
    inner = np.zeros(coarse_active.shape[1], np.uint8)
    for i in range(top, bottom):
        y = 2 * i
        find_inner(active, y, inner)
        for j in range(coarse_active.shape[1]):
            x = 2 * j
            if active[y, x] == 0:
                continue
            is_cut = False
            if inner[j] == 0:
                for side in range(4):
                    length, cuts = arm_length(active, arms, is_finest, natural, y, x, side)
                    coarse_arms[i, j, side] = coarse_code(length)
                    is_cut = is_cut or (cuts and side & 1 == 1)
            if is_cut:
                continue
            coarse_active[i, j] = 1
            count += 1
            if inner[j] == 0 or (not is_finest and has_penalty(penalty, y, x)):
                codes = coarse_arms[i, j]
                coarse_penalties[i, j] = coarse_penalty(active, arms, penalty, is_finest, natural, y, x, codes)
    return count


@kernel
def find_extent_rows(active, first, behind, top, bottom):
    """Where the active points of each row begin and end, in pairs of points."""
    width = active.shape[1]
    for y in range(top, bottom):
        start, stop = 0, width
        while start < width and active[y, start] == 0:
            start += 1
        while stop > start and active[y, stop - 1] == 0:
            stop -= 1
        first[y], behind[y] = (start >> 1, (stop + 1) >> 1) if stop > start else (0, 0)


@kernel
def weigh_finest_rows(neighbours, codes, red, black, top, bottom):
    """What stands for one over the diagonal with each number of neighbours, split into colours (see `relaxation`)."""
    width = neighbours.shape[1]
    for y in range(top, bottom):
        parity = y & 1
        for x in range(width):
            if x & 1 == parity:
                red[y, x >> 1] = codes[neighbours[y, x]]
            else:
                black[y, x >> 1] = codes[neighbours[y, x]]


@kernel
def weigh_row(active, arms, penalty, along_rows, along_columns, mass, weight, y):
    """One over the diagonal of each active point of a row of a coarse grid, 0 elsewhere."""
    height, width = active.shape
    for x in range(width):
        if active[y, x] == 0:
            weight[x] = 0
            continue
        diagonal = penalty[y, x] + mass * along_rows[y] * along_columns[x]
        for side in range(4):
            ny, nx = y + STEP_Y[side], x + STEP_X[side]
            coupling = along_rows[y] if side < 2 else along_columns[x]
            if ny >= 0 and ny < height and nx >= 0 and nx < width and active[ny, nx] != 0:
                diagonal += coupling
            elif arms[y, x, side] != NATURAL:
                diagonal += coupling * np.float32(SPACING) / np.float32(distance(arms[y, x, side]))
        weight[x] = np.float32(1) / diagonal if diagonal > 0 else np.float32(0)


@kernel
def weigh_rows(active, arms, penalty, along_rows, along_columns, mass, weight, top, bottom):
    """The same of some rows."""
    for y in range(top, bottom):
        weigh_row(active, arms, penalty, along_rows, along_columns, mass, weight[y], y)


@kernel
def weigh_coloured_rows(active, arms, penalty, along_rows, along_columns, mass, red, black, top, bottom):
    """The same, split into colours (see `relaxation`)."""
    weight = np.zeros(2 * red.shape[1], np.float32)
    for y in range(top, bottom):
        weigh_row(active, arms, penalty, along_rows, along_columns, mass, weight, y)
        separate(weight, red, black, y, 0, red.shape[1])
