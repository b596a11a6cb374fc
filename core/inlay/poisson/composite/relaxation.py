"""Kernels that relax tiles and find their residuals.

A point relaxes to ``u = weight (h (left + right) + v (up + down) + f)`` with weight 0 where u is held at 0. The
couplings h and v are 1, but h in the first and last row and v in the first and last column of a level along a natural
end, where cells are cut.
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.arrays.tiles import FRAME, SIZE
from inlay.poisson.composite.transfer import refresh_edges

HALVED = np.float32(0.5)


@kernel
def colours():
    """Masks of the black and of the red points of a tile, without its halo, as vectors."""
    masks = np.zeros((2, FRAME, FRAME), np.float32)
    for y in range(1, SIZE + 1):
        for x in range(1, SIZE + 1):
            masks[(x + y + 1) & 1, y, x] = 1
    return masks.reshape((2, FRAME * FRAME))


@kernel
def couplings(cells, tiles, level, t, along_rows, along_columns):
    """Fill in the couplings of tile t; returns whether any is not 1."""
    is_special = False
    for k in range(SIZE):
        y, x = tiles.places[t, 0] * SIZE + k, tiles.places[t, 1] * SIZE + k
        h = cells.rows[cells.starts[level, 0] + y] if y < tiles.sizes[level, 0] else np.float32(1)
        v = cells.columns[cells.starts[level, 1] + x] if x < tiles.sizes[level, 1] else np.float32(1)
        along_rows[k], along_columns[k] = h, v
        is_special = is_special or h != 1 or v != 1
    return is_special


@kernel
def relax_colour(u, f, weight, colour, relaxed):
    """A copy of a tile with the points of one colour relaxed, without the halo above and below; couplings are 1.

    All are vectors of 324.
    """
    for k in range(FRAME, FRAME * FRAME - FRAME):
        total = (u[k - 1] + u[k + 1]) + (u[k - FRAME] + u[k + FRAME]) + f[k]
        relaxed[k] = u[k] + (total * weight[k] - u[k]) * colour[k]


@kernel
def relax_colour_at_ends(u, f, weight, colour, along_rows, along_columns):
    """The same for a tile, (18, 18), with any couplings; `colour` is the parity of x + y."""
    for y in range(1, SIZE + 1):
        for x in range(1 + (y + 1 + colour) % 2, SIZE + 1, 2):
            across = along_rows[y - 1] * (u[y, x - 1] + u[y, x + 1])
            along = along_columns[x - 1] * (u[y - 1, x] + u[y + 1, x])
            u[y, x] = weight[y, x] * (across + along + f[y, x])


@kernel
def relax(u, f, tiles, level, numbers, weights, cells, sweeps):
    """Relax black points, then red ones, in one tile of a level after the other, with the values around it as they are.

    `numbers` says which frame of f each tile has, from the level's first one on.
    """
    # Views are counted, which costs as much as a row of points: as few as can be in the innermost loops.
    masks, flat, bottom = colours(), FRAME * FRAME, FRAME * (FRAME - 1)
    black, red, relaxed = masks[0], masks[1], np.empty(flat, np.float32)
    values, targets = u.reshape((u.shape[0], u.shape[1], flat)), f.reshape((f.shape[0], f.shape[1], flat))
    diagonals = weights.frames.reshape((weights.frames.shape[0], flat))
    along_rows, along_columns = np.empty(SIZE, np.float32), np.empty(SIZE, np.float32)
    for _ in range(sweeps):
        for t in range(tiles.starts[level], tiles.stops[level]):
            refresh_edges(u, tiles, t)
            place, wanted = weights.numbers[t], numbers[t]
            if couplings(cells, tiles, level, t, along_rows, along_columns):
                own = weights.frames[place]
                for c in range(u.shape[1]):
                    for colour in range(2):
                        relax_colour_at_ends(u[t, c], f[wanted, c], own, 1 - colour, along_rows, along_columns)
                continue
            weight = diagonals[place]
            for c in range(u.shape[1]):
                here, target = values[t, c], targets[wanted, c]
                for k in range(FRAME):
                    relaxed[k], relaxed[bottom + k] = here[k], here[bottom + k]
                relax_colour(here, target, weight, black, relaxed)
                relax_colour(relaxed, target, weight, red, here)


@kernel
def find_tile_residuals(u, f, diagonal, mass, corners, r):
    """r = f - A u in a tile, all vectors of 324, with couplings of 1; see `find_residuals`."""
    straight, across = np.float32(1) - corners, HALVED * corners
    for k in range(FRAME + 1, FRAME * FRAME - FRAME - 1):
        here = u[k]
        beside = ((u[k - 1] - here) + (u[k + 1] - here)) + ((u[k - FRAME] - here) + (u[k + FRAME] - here))
        above = (u[k - FRAME - 1] - here) + (u[k - FRAME + 1] - here)
        below = (u[k + FRAME - 1] - here) + (u[k + FRAME + 1] - here)
        ends = (np.float32(4) - diagonal[k]) - mass
        flow = (straight * beside + across * (above + below)) + (f[k] + ends * here)
        r[k] = flow if diagonal[k] > 0 else np.float32(0)


@kernel
def find_tile_residuals_at_ends(u, f, diagonal, mass, along_rows, along_columns, r):
    """The same for a tile, (18, 18), with any couplings."""
    for y in range(1, SIZE + 1):
        h = along_rows[y - 1]
        for x in range(1, SIZE + 1):
            v, here = along_columns[x - 1], u[y, x]
            across = (u[y, x - 1] - here) + (u[y, x + 1] - here)
            along = (u[y - 1, x] - here) + (u[y + 1, x] - here)
            ends = np.float32(2) * (h + v) - diagonal[y, x]
            flow = (h * across + v * along) + (f[y, x] + (ends - mass * h * v) * here)
            r[y, x] = flow if diagonal[y, x] > 0 else np.float32(0)


@kernel
def find_residuals(u, f, tiles, level, numbers, weights, cells, mass, corners, r):
    """r = f - A u in the tiles of a level, in differences, so that single precision resolves those of smooth values.

    Parameters
    ----------
    numbers : ndarray of int32
        Which frame of f each tile has.
    mass : float
        The part of the screening that is not in the weights.
    corners : float
        What part of the couplings goes to the four points across; see `equations.corners`.
    """
    flat = FRAME * FRAME
    along_rows, along_columns = np.empty(SIZE, np.float32), np.empty(SIZE, np.float32)
    values, targets = u.reshape((u.shape[0], u.shape[1], flat)), f.reshape((f.shape[0], f.shape[1], flat))
    diagonals, found = weights.diagonals.reshape((-1, flat)), r.reshape((r.shape[0], r.shape[1], flat))
    for t in range(tiles.starts[level], tiles.stops[level]):
        place, wanted = weights.numbers[t], numbers[t]
        if couplings(cells, tiles, level, t, along_rows, along_columns):
            own = weights.diagonals[place]
            for c in range(u.shape[1]):
                find_tile_residuals_at_ends(u[t, c], f[wanted, c], own, mass, along_rows, along_columns, r[t, c])
            continue
        for c in range(u.shape[1]):
            find_tile_residuals(values[t, c], targets[wanted, c], diagonals[place], mass, corners, found[t, c])


@kernel
def find_dense_residuals(u, weight, mass, corners, r):
    """r = -A u on the dense level, right amid the region; u and r are (channels, height, width) in a ring of 0."""
    height, width = weight.shape
    straight, across = np.float32(1) - corners, HALVED * corners
    for c in range(u.shape[0]):
        for y in range(height):
            over, line, under = u[c, y], u[c, y + 1], u[c, y + 2]
            for x in range(width):
                here = line[x + 1]
                beside = ((line[x] - here) + (line[x + 2] - here)) + ((over[x + 1] - here) + (under[x + 1] - here))
                above, below = (over[x] - here) + (over[x + 2] - here), (under[x] - here) + (under[x + 2] - here)
                flow = (straight * beside + across * (above + below)) - mass * here
                r[c, y + 1, x + 1] = flow if weight[y, x] > 0 else np.float32(0)
