"""A small plot in the corner of a frame: the curve by which something was chosen, and what was."""

from __future__ import annotations

import numpy as np

from inlay.live.pen import Pen
from inlay.operations.job import Curve

#: Rows and columns of the plot, and pixels around it.
_ROWS, _COLUMNS, _MARGIN = 56, 144, 8
_CURVE, _CHOSEN = np.array((255, 255, 255), np.uint8), np.array((255, 170, 0), np.uint8)


def draw(pixels: np.ndarray, curve: Curve) -> None:
    """Draw a curve into the lower left corner of a frame, (rows, columns, 3) of uint8, if there is room."""
    rows, columns = pixels.shape[:2]
    if rows < 2 * _ROWS or columns < 2 * _COLUMNS:
        return
    part = pixels[rows - _MARGIN - _ROWS : rows - _MARGIN, _MARGIN : _MARGIN + _COLUMNS]
    part[...] = part // 3
    pen = Pen(part)
    for place in curve.chosen:
        column = place * (_COLUMNS - 1)
        pen.lines(np.array([[column, 0]]), np.array([[column, _ROWS - 1]]), _CHOSEN, rim=False)
    largest = float(curve.values.max(initial=0)) or 1.0
    x = np.linspace(0, _COLUMNS - 1, len(curve.values))
    y = (_ROWS - 3) * (1 - curve.values / largest) + 1
    points = np.stack([x, y], axis=1)
    pen.lines(points[:-1], points[1:], _CURVE, rim=False)
