"""Kernels that interpolate tiles and the dense level to full resolution, one finest tile after the other."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.arrays.tiles import FULL, SIZE

ZERO, QUARTER, HALVED, WHITE = np.float32(0), np.float32(0.25), np.float32(0.5), np.float32(255)


@kernel
def gather(u, dense, tiles, level, source, i, j, nodes):
    """Copy the points from row i and column j on, (channels, rows, columns); the last ones again where they end."""
    last_row, last_column = tiles.sizes[level, 0] - 1, tiles.sizes[level, 1] - 1
    for row in range(nodes.shape[1]):
        y = min(max(i + row, 0), last_row)
        for column in range(nodes.shape[2]):
            x = min(max(j + column, 0), last_column)
            for c in range(nodes.shape[0]):
                if source < 0:
                    nodes[c, row, column] = dense[c, y + 1, x + 1]
                else:
                    # Rows and columns may be those of the halo.
                    y0, x0 = tiles.places[source, 0] * SIZE - 1, tiles.places[source, 1] * SIZE - 1
                    nodes[c, row, column] = u[source, c, y - y0, x - x0]


@kernel
def bend(nodes, c, row, column, has_rows, has_columns):
    """Half the second difference along rows, or minus that along columns, which is the same for harmonic values."""
    here = nodes[c, row, column]
    across = (nodes[c, row, column - 1] - here) + (nodes[c, row, column + 1] - here)
    down = (nodes[c, row - 1, column] - here) + (nodes[c, row + 1, column] - here)
    if has_rows and has_columns:
        return QUARTER * (across - down)
    if has_columns:
        return HALVED * across
    return -HALVED * down if has_rows else ZERO


@kernel
def stretch(nodes, row, weights, line):
    """Interpolate a row of points to the pixels of a tile, their channels beside each other.

    `weights` (points, pixels of a cell) is the part of the way to the next point.
    """
    channels = nodes.shape[0]
    for j in range(nodes.shape[2] - 3):
        for c in range(channels):
            here = nodes[c, row, j + 1]
            step = nodes[c, row, j + 2] - here
            at = j * weights.shape[0] * channels + c
            for k in range(weights.shape[0]):
                line[at + k * channels] = here + step * weights[k]


@kernel
def curve(nodes, row, weights, has_rows, first, last, across, along):
    """What the values of the cells below a row of points lie off linear interpolation.

    By ``across`` all along a column, and by ``along`` times t (1 - t) at the part t of the way down. The picture has
    the columns `first` to `last` of the points.
    """
    channels = nodes.shape[0]
    for j in range(nodes.shape[2] - 3):
        has_columns = j + 1 > first and j + 1 < last
        for c in range(channels):
            bent = bend(nodes, c, row, j + 1, has_rows, has_columns)
            at = j * weights.shape[0] * channels + c
            for k in range(weights.shape[0]):
                across[at + k * channels] = -bent * (weights[k] * (np.float32(1) - weights[k]))
                along[at + k * channels] = bent


@kernel
def expand_tile(u, dense, tiles, level, source, top, left, room, lines, patch):
    """Fill in the 16 x 16 pixels from row `top` and column `left` on, (16, 16 channels), from a level's values.

    Interpolation is bilinear and, since harmonic functions bend up one way as they bend down the other, right to the
    third order. `room` is for the level's points, `lines` for four rows of pixels.
    """
    if level == 0:
        for y in range(SIZE):
            for c in range(u.shape[1]):
                for x in range(SIZE):
                    patch[y, x * u.shape[1] + c] = u[source, c, y + 1, x + 1]
        return
    spacing, cells = 1 << level, max(1, SIZE >> level)
    i, j = top >> level, left >> level
    nodes = room[:, : cells + 3, : cells + 3]
    gather(u, dense, tiles, level, source, i - 1, j - 1, nodes)
    weights = np.empty(min(spacing, SIZE), np.float32)
    for k in range(weights.shape[0]):
        weights[k] = np.float32((left & (spacing - 1)) + k) / np.float32(spacing)
    above, below, across, along = lines[0], lines[1], lines[2], lines[3]
    stretch(nodes, 1, weights, above)
    for row in range(1, cells + 1):
        stretch(nodes, row + 1, weights, below)
        has_rows = i + row - 1 > 0 and i + row < tiles.sizes[level, 0]
        curve(nodes, row, weights, has_rows, 1 - j, tiles.sizes[level, 1] - j, across, along)
        for y in range(max(top, (i + row - 1) << level), min(top + SIZE, (i + row) << level)):
            t = np.float32(y & (spacing - 1)) / np.float32(spacing)
            bulge, pixels = t * (np.float32(1) - t), patch[y - top]
            for k in range(pixels.shape[0]):
                pixels[k] = above[k] + t * (below[k] - above[k]) + (across[k] + bulge * along[k])
        above, below = below, above


@kernel
def expand(u, dense, tiles, levels, sources, top, out):
    """Fill in rows from `top` on, which lie in one row of finest tiles; `out`, (rows, width, channels), is 0 before."""
    width, channels = out.shape[1], u.shape[1]
    patch, lines = np.empty((SIZE, SIZE * channels), np.float32), np.empty((4, SIZE * channels), np.float32)
    room = np.empty((channels, SIZE // 2 + 3, SIZE // 2 + 3), np.float32)
    begin = top & ~(SIZE - 1)
    for column in range(levels.shape[0]):
        if levels[column] < 0:
            continue
        left = column * SIZE
        expand_tile(u, dense, tiles, levels[column], sources[column], begin, left, room, lines, patch)
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
    room = np.empty((channels, SIZE // 2 + 3, SIZE // 2 + 3), np.float32)
    moved = np.empty(SIZE * channels, np.float32)
    for k in range(SIZE * channels):
        moved[k] = shift[k % channels] + HALVED
    for column in range(levels.shape[0]):
        if levels[column] < 0:
            continue
        left = column * SIZE
        expand_tile(u, dense, tiles, levels[column], sources[column], top, left, room, lines, patch)
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
