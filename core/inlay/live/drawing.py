"""Kernel of frames: what each way to look at a result makes of a pixel."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.live.sampling import look_up

#: What lies below the result.
UNTOUCHED, CHECKS, PLAIN, GROUND = range(4)
#: What is shown: the result on that, that alone, tinted where it stays, with an outline, the coverage, the change.
OVER, BELOW, TINTED, OUTLINED, COVERAGE, CHANGE = range(6)


@kernel
def draw(before, layer, ground, below, shown, colour, strength, checks, side, split, first, last, pixels):
    """Draw the rows from `first` to before `last` into `pixels`, (rows, columns, 3) of uint8.

    Left of the column `split` is what was there, in it a white line.
    """
    columns = before.shape[1]
    base, found = np.empty(3, np.float32), np.empty(3, np.float32)
    for y in range(first, last):
        for x in range(columns):
            check = checks[(y // side + x // side) % 2]
            is_before = x < split
            if x == split and split > 0:
                found[:] = 1
            else:
                _find_base(before[y, x], ground[y, x], UNTOUCHED if is_before else below, check, colour, base)
                found[:] = base
                if not is_before:
                    _show(layer, y, x, shown, colour, strength, base, found)
            for channel in range(3):
                level = min(max(found[channel], np.float32(0)), np.float32(1))
                pixels[y, x, channel] = np.uint8(np.float32(255) * level + np.float32(0.5))


@kernel
def _find_base(before, ground, below, check, colour, base):
    for channel in range(3):
        if below == UNTOUCHED:
            base[channel] = check + before[3] * (before[channel] - check)
        elif below == GROUND:
            base[channel] = check + ground[3] * (ground[channel] - check)
        elif below == PLAIN:
            base[channel] = colour[channel]
        else:
            base[channel] = check


@kernel
def _show(layer, y, x, shown, colour, strength, base, found):
    alpha = layer[y, x, 3]
    line = _outline(layer, y, x) if shown == OUTLINED else np.float32(-1)
    for channel in range(3):
        below = base[channel]
        over = below + alpha * (layer[y, x, channel] - below)
        if shown == OVER:
            found[channel] = over
        elif shown == TINTED:
            found[channel] = below + strength * (1 - alpha) * (colour[channel] - below)
        elif shown == COVERAGE:
            found[channel] = alpha
        elif shown == CHANGE:
            found[channel] = np.float32(0.5) + strength * (over - below)
        elif line >= 0:
            found[channel] = line


@kernel
def _outline(layer, y, x):
    """White inside and black outside along the border of what is covered by half; below 0 elsewhere."""
    rows, columns = layer.shape[:2]
    covered = layer[y, x, 3] >= 0.5
    for dy, dx in ((-1, 0), (1, 0), (0, -1), (0, 1)):
        other_y, other_x = min(max(y + dy, 0), rows - 1), min(max(x + dx, 0), columns - 1)
        if (layer[other_y, other_x, 3] >= 0.5) != covered:
            return np.float32(1.0 if covered else 0.0)
    return np.float32(-1.0)


@kernel
def correct(pixels, table, first, last):
    """Replace the colours of rows, uint8, by those of a table, (1, edge, edge, edge, 3) of float32 from 0 to 255."""
    found = np.empty(3, np.float32)
    scale = np.float32(1 / 255)
    for y in range(first, last):
        for x in range(pixels.shape[1]):
            red, green, blue = pixels[y, x, 0] * scale, pixels[y, x, 1] * scale, pixels[y, x, 2] * scale
            look_up(table, np.float32(0), red, green, blue, found)
            for channel in range(3):
                pixels[y, x, channel] = np.uint8(found[channel] + np.float32(0.5))
