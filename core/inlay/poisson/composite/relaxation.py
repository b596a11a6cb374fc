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

TINY = np.float32(1e-12)


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
def find_residuals(u, f, tiles, level, numbers, weights, cells, mass, r):
    """r = f - A u in the tiles of a level, in differences, so that single precision resolves those of smooth values.

    `numbers` says which frame of f each tile has; `mass` is the part of the screening that is not in the weights.
    """
    along_rows, along_columns = np.empty(SIZE, np.float32), np.empty(SIZE, np.float32)
    for t in range(tiles.starts[level], tiles.stops[level]):
        own, wanted = weights.frames[weights.numbers[t]], numbers[t]
        couplings(cells, tiles, level, t, along_rows, along_columns)
        for c in range(u.shape[1]):
            a, b, out = u[t, c], f[wanted, c], r[t, c]
            for y in range(1, SIZE + 1):
                h = along_rows[y - 1]
                for x in range(1, SIZE + 1):
                    v, here, weight = along_columns[x - 1], a[y, x], own[y, x]
                    across = (a[y, x - 1] - here) + (a[y, x + 1] - here)
                    along = (a[y - 1, x] - here) + (a[y + 1, x] - here)
                    ends = np.float32(2) * (h + v) - np.float32(1) / max(weight, TINY)
                    flow = (h * across + v * along) + (b[y, x] + (ends - mass * h * v) * here)
                    out[y, x] = flow if weight > 0 else np.float32(0)


@kernel
def find_dense_residuals(u, weight, rows, columns, mass, r):
    """r = -A u on the dense level; u and r are (channels, height, width) in a ring of 0."""
    height, width = weight.shape
    for c in range(u.shape[0]):
        for y in range(height):
            h = rows[y]
            for x in range(width):
                v, here = columns[x], u[c, y + 1, x + 1]
                across = (u[c, y + 1, x] - here) + (u[c, y + 1, x + 2] - here)
                along = (u[c, y, x + 1] - here) + (u[c, y + 2, x + 1] - here)
                ends = np.float32(2) * (h + v) - np.float32(1) / max(weight[y, x], TINY)
                flow = (h * across + v * along) + (ends - mass * h * v) * here
                r[c, y + 1, x + 1] = flow if weight[y, x] > 0 else np.float32(0)
