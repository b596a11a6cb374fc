"""Kernels that interpolate tiles and the dense level to full resolution, runs of finest tiles at a time."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.arrays.tiles import EMPTY, FRAME, FULL, SIZE

#: Tiles of a run: so many that loops over the samples of a row are long enough to be vectors.
RUN = 8


@kernel
def extended(first, second, third, fourth):
    """What comes next on a cubic."""
    return (np.float32(4) * (fourth + second) - np.float32(6) * third) - first


@kernel
def gather(frame, y, x, nodes):
    """Copy the points of a tile from row y and column x on; a row and a column behind the halo continue it."""
    rows, columns = min(nodes.shape[0], FRAME - y), min(nodes.shape[1], FRAME - x)
    for row in range(rows):
        for column in range(columns):
            nodes[row, column] = frame[y + row, x + column]
        if columns < nodes.shape[1]:
            nodes[row, columns] = behind_row(frame, y + row)
    if rows < nodes.shape[0]:
        for column in range(columns):
            at = x + column
            nodes[rows, column] = extended(
                frame[FRAME - 4, at], frame[FRAME - 3, at], frame[FRAME - 2, at], frame[FRAME - 1, at]
            )
        if columns < nodes.shape[1]:
            nodes[rows, columns] = extended(
                behind_row(frame, FRAME - 4),
                behind_row(frame, FRAME - 3),
                behind_row(frame, FRAME - 2),
                behind_row(frame, FRAME - 1),
            )


@kernel
def behind_row(frame, y):
    return extended(frame[y, FRAME - 4], frame[y, FRAME - 3], frame[y, FRAME - 2], frame[y, FRAME - 1])


@kernel
def cubic(spacing, weights):
    """Weights of four points in a row at the pixels from the second one on to before the third."""
    for k in range(spacing):
        t = np.float32(k) / np.float32(spacing)
        rest = np.float32(1) - t
        bulge = t * rest / np.float32(6)
        weights[k, 0], weights[k, 3] = -bulge * (np.float32(1) + rest), -bulge * (np.float32(1) + t)
        weights[k, 1] = rest - np.float32(2) * weights[k, 0] + weights[k, 3]
        weights[k, 2] = t - np.float32(2) * weights[k, 3] + weights[k, 0]


@kernel
def stretch(nodes, row, spacing, weights, line):
    """Interpolate a row of points to the pixels of tiles, their channels beside each other."""
    channels = nodes.shape[0]
    for c in range(channels):
        for j in range(nodes.shape[2] - 3):
            first, second, third, fourth = (
                nodes[c, row, j],
                nodes[c, row, j + 1],
                nodes[c, row, j + 2],
                nodes[c, row, j + 3],
            )
            at = j * spacing * channels + c
            for k in range(spacing):
                w = weights[k]
                line[at + k * channels] = (w[0] * first + w[3] * fourth) + (w[1] * second + w[2] * third)


@kernel
def blend(first, second, third, fourth, weights, pixels):
    """A row of pixels from four rows of points."""
    a, b, c, d = weights[0], weights[1], weights[2], weights[3]
    for k in range(pixels.shape[0]):
        pixels[k] = (a * first[k] + d * fourth[k]) + (b * second[k] + c * third[k])


@kernel
def stretch_dense(dense, spacing, lines):
    """Interpolate all rows of the dense level, in a ring of 0, to the width of the picture."""
    weights = np.empty((spacing, 4), np.float32)
    cubic(spacing, weights)
    for row in range(dense.shape[1]):
        stretch(dense, row, spacing, weights, lines[row])


@kernel
def expand_run(u, lines, tiles, level, source, top, left, room, patch, begin, end):
    """Fill in the samples `begin` to `end` of 16 rows of pixels from row `top` and column `left` on, by cubics."""
    channels = u.shape[1]
    if level == 0:
        for c in range(channels):
            frame = u[source, c]
            for y in range(SIZE):
                for x in range(SIZE):
                    patch[y, begin + x * channels + c] = frame[y + 1, x + 1]
        return
    nodes, own, weights = room
    spacing, i, j = 1 << level, top >> level, left >> level
    cubic(spacing, weights)
    first, skipped = i, left * channels
    if source >= 0:
        rows, columns = max(1, SIZE >> level), ((left + (end - begin) // channels - 1) >> level) - j + 1
        points = nodes[:, : rows + 3, : columns + 3]
        y, x = i - tiles.places[source, 0] * SIZE, j - tiles.places[source, 1] * SIZE
        for c in range(channels):
            gather(u[source, c], y, x, points[c])
        for row in range(rows + 3):
            stretch(points, row, spacing, weights, own[row])
        lines, first, skipped = own, 0, (left - (j << level)) * channels
    for y in range(SIZE):
        row = first + ((top + y) >> level) - i
        # Only one-dimensional slices of a row are known to be contiguous.
        a, b, c, d = lines[row, skipped:], lines[row + 1, skipped:], lines[row + 2, skipped:], lines[row + 3, skipped:]
        blend(a, b, c, d, weights[(top + y) & (spacing - 1)], patch[y, begin:end])


@kernel
def expand_group(u, lines, tiles, levels, sources, top, first, room, patch):
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
            expand_run(u, lines, tiles, levels[column], sources[column], *place, room, patch, begin, end)
        column = behind


@kernel
def reserve(tiles, channels):
    """Room for the points and lines of a run and the weights of cubics, and for the pixels of a run."""
    nodes = np.empty((channels, SIZE // 2 + 3, RUN * SIZE // 2 + 3), np.float32)
    longest = RUN * SIZE + (2 << tiles.starts.shape[0])
    lines = np.empty((SIZE // 2 + 3, longest * channels), np.float32)
    weights = np.empty((1 << tiles.starts.shape[0], 4), np.float32)
    return (nodes, lines, weights), np.empty((SIZE, RUN * SIZE * channels), np.float32)


@kernel
def expand(u, lines, tiles, levels, sources, top, out):
    """Fill in rows from `top` on, which lie in one row of finest tiles; `out` is (rows, width channels).

    `lines` are the dense level's, see `stretch_dense`.
    """
    group = RUN * SIZE * u.shape[1]
    room, patch = reserve(tiles, u.shape[1])
    begin = top & ~(SIZE - 1)
    for first in range(0, levels.shape[0], RUN):
        left = first * SIZE * u.shape[1]
        expand_group(u, lines, tiles, levels, sources, begin, first, room, patch)
        for y in range(out.shape[0]):
            for k in range(min(group, out.shape[1] - left)):
                out[y, left + k] = patch[top + y - begin, k]


@kernel
def add(base, correction, moved, low, high, out):
    """base + correction + `moved`, clipped, and rounded down to integers if `out` has these."""
    for k in range(out.shape[0]):
        value = correction[k] + (np.float32(base[k]) + moved[k])
        out[k] = min(max(value, low), high)


@kernel
def compose(u, lines, tiles, levels, sources, states, top, shift, base, unknown, low, high, out):
    """Write base + correction, clipped, and rounded down to integers, to the unknown pixels of rows from `top` on.

    Parameters
    ----------
    states : ndarray of uint8
        Of the finest tiles in the row that they lie in.
    top : int
        A multiple of 16.
    shift : ndarray of float32, (channels,)
        What is added everywhere.
    base, out : ndarray, (rows, width channels)
        Pixels beside each other.
    unknown : ndarray of uint8, (rows, width)
        The region.
    low, high : float32
        The least and the greatest sample that there is.
    """
    channels, width = u.shape[1], unknown.shape[1]
    room, patch = reserve(tiles, channels)
    moved = np.empty(RUN * SIZE * channels, np.float32)
    for k in range(moved.shape[0]):
        moved[k] = shift[k % channels]
    for first in range(0, levels.shape[0], RUN):
        stop, left = min(first + RUN, levels.shape[0]), first * SIZE
        column = first
        while column < stop and states[column] == EMPTY:
            column += 1
        if column == stop:
            continue
        expand_group(u, lines, tiles, levels, sources, top, first, room, patch)
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
                    add(mine, patch[y, here:], moved, low, high, written)
            elif states[column] != EMPTY:
                for y in range(out.shape[0]):
                    for x in range(begin, end):
                        if unknown[y, x] != 0:
                            for k in range(x * channels, (x + 1) * channels):
                                at = k - left * channels
                                value = patch[y, at] + (np.float32(base[y, k]) + moved[at])
                                out[y, k] = min(max(value, low), high)
            column = behind
