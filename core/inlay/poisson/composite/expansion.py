"""Kernels that interpolate tiles and the dense level to full resolution, runs of finest tiles at a time."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.arrays.tiles import EMPTY, FULL, SIZE

#: Tiles of a run: so many that loops over the samples of a row are long enough to be vectors.
RUN = 8
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
def blend(above, below, across, along, part, pixels):
    """A row of pixels at some part of the way from one row of points to the next; see `curve`."""
    bulge = part * (np.float32(1) - part)
    for k in range(pixels.shape[0]):
        pixels[k] = above[k] + part * (below[k] - above[k]) + (across[k] + bulge * along[k])


@kernel
def expand_run(u, dense, tiles, level, source, top, left, room, lines, patch, begin, end):
    """Fill in the samples `begin` to `end` of 16 rows of pixels from row `top` and column `left` on.

    Interpolation is bilinear and, since harmonic functions bend up one way as they bend down the other, right to the
    third order. `room` is for the level's points, `lines` for four rows of pixels.
    """
    channels = u.shape[1]
    if level == 0:
        for y in range(SIZE):
            for c in range(channels):
                for x in range(SIZE):
                    patch[y, begin + x * channels + c] = u[source, c, y + 1, x + 1]
        return
    spacing, rows = 1 << level, max(1, SIZE >> level)
    i, j = top >> level, left >> level
    columns = ((left + (end - begin) // channels - 1) >> level) - j + 1
    nodes = room[:, : rows + 3, : columns + 3]
    gather(u, dense, tiles, level, source, i - 1, j - 1, nodes)
    weights = np.arange(spacing).astype(np.float32) / np.float32(spacing)
    skipped, above, below = (left - (j << level)) * channels, 0, 1
    stretch(nodes, 1, weights, lines[above])
    for row in range(1, rows + 1):
        stretch(nodes, row + 1, weights, lines[below])
        has_rows = i + row - 1 > 0 and i + row < tiles.sizes[level, 0]
        curve(nodes, row, weights, has_rows, 1 - j, tiles.sizes[level, 1] - j, lines[2], lines[3])
        # Only one-dimensional slices of a row are known to be contiguous.
        first, second, across, along = (
            lines[above, skipped:],
            lines[below, skipped:],
            lines[2, skipped:],
            lines[3, skipped:],
        )
        for y in range(max(top, (i + row - 1) << level), min(top + SIZE, (i + row) << level)):
            part = np.float32(y & (spacing - 1)) / np.float32(spacing)
            blend(first, second, across, along, part, patch[y - top, begin:end])
        above, below = below, above


@kernel
def expand_group(u, dense, tiles, levels, sources, top, first, room, lines, patch):
    """Fill in the pixels of the tiles from `first` on for which `patch` has room; 0 in empty ones."""
    width = SIZE * u.shape[1]
    stop = min(first + RUN, levels.shape[0])
    column = first
    while column < stop:
        behind = column + 1
        while behind < stop and levels[behind] == levels[column] and sources[behind] == sources[column]:
            behind += 1
        begin, end = (column - first) * width, (behind - first) * width
        if levels[column] < 0:
            patch[:, begin:end] = 0
        else:
            place = top, column * SIZE
            expand_run(u, dense, tiles, levels[column], sources[column], *place, room, lines, patch, begin, end)
        column = behind


@kernel
def reserve(tiles, channels):
    """Room for points, lines and pixels of a run."""
    room = np.empty((channels, SIZE // 2 + 3, RUN * SIZE // 2 + 3), np.float32)
    longest = RUN * SIZE + (2 << tiles.starts.shape[0])
    lines = np.empty((4, longest * channels), np.float32)
    return room, lines, np.empty((SIZE, RUN * SIZE * channels), np.float32)


@kernel
def expand(u, dense, tiles, levels, sources, top, out):
    """Fill in rows from `top` on, which lie in one row of finest tiles; `out` is (rows, width channels)."""
    group = RUN * SIZE * u.shape[1]
    room, lines, patch = reserve(tiles, u.shape[1])
    begin = top & ~(SIZE - 1)
    for first in range(0, levels.shape[0], RUN):
        left = first * SIZE * u.shape[1]
        expand_group(u, dense, tiles, levels, sources, begin, first, room, lines, patch)
        for y in range(out.shape[0]):
            for k in range(min(group, out.shape[1] - left)):
                out[y, left + k] = patch[top + y - begin, k]


@kernel
def add_bytes(base, correction, moved, out):
    """base + correction + `moved`, rounded down and clipped."""
    for k in range(out.shape[0]):
        value = correction[k] + (np.float32(base[k]) + moved[k])
        out[k] = np.uint8(min(max(value, ZERO), WHITE))


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
    room, lines, patch = reserve(tiles, channels)
    moved = np.empty(RUN * SIZE * channels, np.float32)
    for k in range(moved.shape[0]):
        moved[k] = shift[k % channels] + HALVED
    for first in range(0, levels.shape[0], RUN):
        stop, left = min(first + RUN, levels.shape[0]), first * SIZE
        column = first
        while column < stop and states[column] == EMPTY:
            column += 1
        if column == stop:
            continue
        expand_group(u, dense, tiles, levels, sources, top, first, room, lines, patch)
        while column < stop:
            behind = column + 1
            while behind < stop and states[behind] == FULL and states[column] == FULL:
                behind += 1
            begin, end = column * SIZE, min(behind * SIZE, width)
            here = (begin - left) * channels
            if states[column] == FULL:
                for y in range(out.shape[0]):
                    mine, written = (
                        base[y, begin * channels : end * channels],
                        out[y, begin * channels : end * channels],
                    )
                    add_bytes(mine, patch[y, here:], moved, written)
            elif states[column] != EMPTY:
                for y in range(out.shape[0]):
                    for x in range(begin, end):
                        if unknown[y, x] != 0:
                            at, behind_pixel = x * channels, (x + 1) * channels
                            found = patch[y, at - left * channels :]
                            add_bytes(base[y, at:behind_pixel], found, moved, out[y, at:behind_pixel])
            column = behind
