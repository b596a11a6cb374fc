"""Kernels that interpolate tiles and the dense level to full resolution, one finest tile after the other."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel

SIZE, FULL = 16, 2
ZERO, QUARTER, HALVED, WHITE = np.float32(0), np.float32(0.25), np.float32(0.5), np.float32(255)


@kernel
def point(u, dense, tiles, level, source, c, i, j):
    """A value of a level at row i and column j; the last ones stand for those beyond, as at natural ends."""
    i, j = min(i, tiles.sizes[level, 0] - 1), min(j, tiles.sizes[level, 1] - 1)
    if source < 0:
        return dense[c, i + 1, j + 1]
    # The row or column may be in the halo.
    return u[source, c, i - tiles.places[source, 0] * SIZE + 1, j - tiles.places[source, 1] * SIZE + 1]


@kernel
def bend(u, dense, tiles, level, source, c, i, j):
    """Half the second difference along rows, which is minus that along columns: values are harmonic; 0 at ends."""
    if i == 0 or j == 0 or i + 1 >= tiles.sizes[level, 0] or j + 1 >= tiles.sizes[level, 1]:
        return ZERO
    beside = point(u, dense, tiles, level, source, c, i, j - 1) + point(u, dense, tiles, level, source, c, i, j + 1)
    around = point(u, dense, tiles, level, source, c, i - 1, j) + point(u, dense, tiles, level, source, c, i + 1, j)
    return QUARTER * (beside - around)


@kernel
def stretch(u, dense, tiles, level, source, i, left, line):
    """Interpolate row i of a level to the 16 pixels from column `left` on, their channels beside each other."""
    channels, part = u.shape[1], np.float32(1) / np.float32(1 << level)
    steps, shift = min(1 << level, SIZE), left & ((1 << level) - 1)
    for c in range(channels):
        here = point(u, dense, tiles, level, source, c, i, left >> level)
        for j in range(max(1, SIZE >> level)):
            beyond = point(u, dense, tiles, level, source, c, i, (left >> level) + j + 1)
            for k in range(steps):
                line[(j * steps + k) * channels + c] = here + (beyond - here) * (np.float32(shift + k) * part)
            here = beyond


@kernel
def curve(u, dense, tiles, level, source, i, left, across, along):
    """What the values of the cells below row i of a level lie off linear interpolation.

    By ``across`` all along a column, and by ``along`` times t (1 - t) at the part t of the way down.
    """
    channels, part = u.shape[1], np.float32(1) / np.float32(1 << level)
    steps, shift = min(1 << level, SIZE), left & ((1 << level) - 1)
    for c in range(channels):
        for j in range(max(1, SIZE >> level)):
            bent = bend(u, dense, tiles, level, source, c, i, (left >> level) + j)
            for k in range(steps):
                t = np.float32(shift + k) * part
                across[(j * steps + k) * channels + c] = -bent * t * (np.float32(1) - t)
                along[(j * steps + k) * channels + c] = bent


@kernel
def expand_tile(u, dense, tiles, level, source, top, left, lines, patch):
    """Fill in the 16 x 16 pixels from row `top` and column `left` on, (16, 16 channels), from a level's values.

    Interpolation is bilinear and, since harmonic functions bend up one way as they bend down the other, right to the
    third order. `lines` is room for four rows.
    """
    channels = u.shape[1]
    if level == 0:
        for y in range(SIZE):
            for c in range(channels):
                for x in range(SIZE):
                    patch[y, x * channels + c] = u[source, c, y + 1, x + 1]
        return
    above, below, across, along = lines[0], lines[1], lines[2], lines[3]
    stretch(u, dense, tiles, level, source, top >> level, left, above)
    for i in range(top >> level, ((top + SIZE - 1) >> level) + 1):
        stretch(u, dense, tiles, level, source, i + 1, left, below)
        curve(u, dense, tiles, level, source, i, left, across, along)
        for y in range(max(top, i << level), min(top + SIZE, (i + 1) << level)):
            t = np.float32(y & ((1 << level) - 1)) / np.float32(1 << level)
            bulge, row = t * (np.float32(1) - t), patch[y - top]
            for k in range(SIZE * channels):
                row[k] = above[k] + t * (below[k] - above[k]) + (across[k] + bulge * along[k])
        above, below = below, above


@kernel
def expand(u, dense, tiles, levels, sources, top, out):
    """Fill in rows from `top` on, which lie in one row of finest tiles; `out`, (rows, width, channels), is 0 before."""
    width, channels = out.shape[1], u.shape[1]
    patch, lines = np.empty((SIZE, SIZE * channels), np.float32), np.empty((4, SIZE * channels), np.float32)
    begin = top & ~(SIZE - 1)
    for column in range(levels.shape[0]):
        if levels[column] < 0:
            continue
        left = column * SIZE
        expand_tile(u, dense, tiles, levels[column], sources[column], begin, left, lines, patch)
        for y in range(out.shape[0]):
            for x in range(min(SIZE, width - left)):
                for c in range(channels):
                    out[y, left + x, c] = patch[y + top - begin, x * channels + c]


@kernel
def compose_bytes(u, dense, tiles, levels, sources, states, top, shift, base, unknown, out):
    """Write base + correction, rounded and clipped, to the unknown pixels of rows from `top` on.

    Parameters
    ----------
    states : ndarray of uint8
        Of the finest tiles in the row that they lie in.
    top : int
        A multiple of 16.
    shift : ndarray of float32, (channels,)
        What is added everywhere.
    base, out : ndarray of uint8, (rows, width channels)
        Pixels beside each other.
    unknown : ndarray of uint8, (rows, width)
        The region.
    """
    channels, width = u.shape[1], unknown.shape[1]
    patch, lines = np.empty((SIZE, SIZE * channels), np.float32), np.empty((4, SIZE * channels), np.float32)
    moved = np.empty(SIZE * channels, np.float32)
    for k in range(SIZE * channels):
        moved[k] = shift[k % channels] + HALVED
    for column in range(levels.shape[0]):
        if levels[column] < 0:
            continue
        left = column * SIZE
        expand_tile(u, dense, tiles, levels[column], sources[column], top, left, lines, patch)
        count = min(SIZE, width - left)
        first, behind = left * channels, (left + count) * channels
        for y in range(out.shape[0]):
            mine, written, found = base[y, first:behind], out[y, first:behind], patch[y]
            if states[column] == FULL:
                for k in range(count * channels):
                    value = found[k] + (np.float32(mine[k]) + moved[k])
                    written[k] = np.uint8(min(max(value, ZERO), WHITE))
                continue
            for x in range(count):
                if unknown[y, left + x] != 0:
                    for k in range(x * channels, (x + 1) * channels):
                        value = found[k] + (np.float32(mine[k]) + moved[k])
                        written[k] = np.uint8(min(max(value, ZERO), WHITE))
