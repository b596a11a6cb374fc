"""Colours against colours: the compositing equation for a pair, and how far two are apart."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel

_SAME_COLOUR = np.float32(1e-6)


@kernel
def explain(red, green, blue, foreground, background):
    """Alpha of a colour on the line from `background` to `foreground`, and its squared distance from that line's piece.

    The distance is M_p of Gastal and Oliveira 2010, eq. 2.
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


@kernel
def difference(image, y, x, v, u):
    """Squared distance of the colours of two pixels."""
    red, green, blue = image[y, x, 0] - image[v, u, 0], image[y, x, 1] - image[v, u, 1], image[y, x, 2] - image[v, u, 2]
    return red * red + green * green + blue * blue
