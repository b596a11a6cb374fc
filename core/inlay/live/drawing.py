"""Kernel of frames: what each way to look at a result makes of a pixel."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.live.sampling import look_up

#: What lies below the result: what was there, what shows below it, or another ground.
UNTOUCHED, UNDER, CHECKS, PLAIN, GROUND = range(5)
#: What is shown: the result on that, that alone, tinted where it stays, with an outline, the coverage, the change.
OVER, BELOW, TINTED, OUTLINED, COVERAGE, CHANGE = range(6)


@kernel
def draw(before, under, ground, layer, below, shown, colour, strength, checks, side, split, first, last, pixels):
    """Draw the rows from `first` to before `last` into `pixels`, (rows, columns, 3) of uint8.

    Left of the column `split` is what was there, in it a white line.
    """
    base, over, found = np.empty(3, np.float32), np.empty(3, np.float32), np.empty(3, np.float32)
    for y in range(first, last):
        for x in range(before.shape[1]):
            check = checks[(y // side + x // side) % 2]
            if x == split and split > 0:
                found[:] = 1
            elif x < split or shown == BELOW:
                _lay(before[y, x], check, found)
            else:
                _find_ground(before[y, x], under[y, x], ground[y, x], below, check, colour, base)
                for channel in range(3):
                    over[channel] = base[channel] + layer[y, x, 3] * (layer[y, x, channel] - base[channel])
                if shown == CHANGE:
                    _lay(before[y, x], check, base)
                _show(layer, y, x, shown, colour, strength, base, over, found)
            for channel in range(3):
                level = min(max(found[channel], np.float32(0)), np.float32(1))
                pixels[y, x, channel] = np.uint8(np.float32(255) * level + np.float32(0.5))


@kernel
def _lay(pixel, check, found):
    """A pixel on checks."""
    for channel in range(3):
        found[channel] = check + pixel[3] * (pixel[channel] - check)


@kernel
def _find_ground(before, under, ground, below, check, colour, base):
    if below == UNTOUCHED:
        _lay(before, check, base)
    elif below == UNDER:
        _lay(under, check, base)
    elif below == GROUND:
        _lay(ground, check, base)
    elif below == PLAIN:
        base[:] = colour
    else:
        base[:] = check


@kernel
def _show(layer, y, x, shown, colour, strength, base, over, found):
    alpha = layer[y, x, 3]
    line = _outline(layer, y, x) if shown == OUTLINED else np.float32(-1)
    for channel in range(3):
        if shown == OVER:
            found[channel] = over[channel]
        elif shown == TINTED:
            found[channel] = base[channel] + strength * (1 - alpha) * (colour[channel] - base[channel])
        elif shown == COVERAGE:
            found[channel] = alpha
        elif shown == CHANGE:
            found[channel] = np.float32(0.5) + strength * (over[channel] - base[channel])
        else:
            found[channel] = line if line >= 0 else base[channel]


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
