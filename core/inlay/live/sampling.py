"""Kernel of what a lens sees: nearest samples of a picture, as the screen's colours."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel


@kernel
def sample(samples, rows, columns, white, has_alpha, is_linear, table, pixels):
    """Fill `pixels`, (rows, columns, 4), with the samples at these rows and columns.

    Gray is repeated; what has no opacity is opaque. A `table` of (blacks, edge, edge, edge, 3) says which colour
    three samples, or four with black, stand for; over equal steps of the samples' square roots if these are linear.
    An empty one leaves the colours as they are.
    """
    colours = samples.shape[2] - 1 if has_alpha else samples.shape[2]
    found = np.empty(4, np.float32)
    scale = np.float32(1.0 / white)
    for y in range(len(rows)):
        for x in range(len(columns)):
            place = samples[rows[y], columns[x]]
            for channel in range(colours):
                value = np.float32(place[channel]) * scale
                found[channel] = np.sqrt(value) if is_linear else value
            if colours == 1:
                found[1] = found[2] = found[0]
            if table.size > 0:
                black = found[3] if colours == 4 else np.float32(0)
                look_up(table, black, found[0], found[1], found[2], pixels[y, x])
            else:
                for channel in range(3):
                    pixels[y, x, channel] = found[channel]
            pixels[y, x, 3] = np.float32(place[colours]) * scale if has_alpha else np.float32(1)


@kernel
def look_up(table, black, red, green, blue, found):
    """Interpolate a table, (blacks, edge, edge, edge, 3), between the sixteen nodes around a place from 0 to 1."""
    blacks, edge = table.shape[0], table.shape[1]
    k, dk = _node(black, blacks)
    r, dr = _node(red, edge)
    g, dg = _node(green, edge)
    b, db = _node(blue, edge)
    for channel in range(3):
        total = np.float32(0)
        for corner in range(16 if blacks > 1 else 8):
            i, j, n, m = corner & 1, (corner >> 1) & 1, (corner >> 2) & 1, corner >> 3
            weight = (dr if i else 1 - dr) * (dg if j else 1 - dg) * (db if n else 1 - db)
            if blacks > 1:
                weight *= dk if m else 1 - dk
            total += weight * table[k + m, r + i, g + j, b + n, channel]
        found[channel] = total


@kernel
def _node(place, count):
    """The node below a place, which is not the last one, and how far beyond it the place lies."""
    if count < 2:
        return 0, np.float32(0)
    scaled = place * np.float32(count - 1)
    node = min(int(scaled), count - 2)
    return node, np.float32(scaled - node)
