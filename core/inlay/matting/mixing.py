"""The compositing equation for a pair of colours."""

from __future__ import annotations

import numpy as np

from inlay.kernels import kernel

_SAME_COLOUR = np.float32(1e-6)


@kernel
def explain(red, green, blue, foreground, background):
    """Alpha of a colour on the line from `background` to `foreground`, and its squared distance from that line's piece.

    Gastal and Oliveira 2010, eq. 2 and 3.
    """
    line_red = foreground[0] - background[0]
    line_green = foreground[1] - background[1]
    line_blue = foreground[2] - background[2]
    rest_red, rest_green, rest_blue = red - background[0], green - background[1], blue - background[2]
    length = line_red * line_red + line_green * line_green + line_blue * line_blue + _SAME_COLOUR
    alpha = (line_red * rest_red + line_green * rest_green + line_blue * rest_blue) / length
    alpha = min(np.float32(1), max(np.float32(0), alpha))
    rest_red -= alpha * line_red
    rest_green -= alpha * line_green
    rest_blue -= alpha * line_blue
    return alpha, rest_red * rest_red + rest_green * rest_green + rest_blue * rest_blue
