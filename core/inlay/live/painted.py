"""Strokes that are new, as a thin tint over the frame, and lines."""

from __future__ import annotations

import numpy as np

from inlay.contract.views import LABELS
from inlay.live.lens import Lens
from inlay.live.pen import Pen
from inlay.operations.marks import Marks

_COLOURS = {"background": (230, 60, 60), "foreground": (70, 200, 90), "unknown": (90, 130, 230)}
_OPACITY = 0.3


def draw(pixels: np.ndarray, lens: Lens, marks: Marks, factor: int) -> None:
    """Tint what is marked.

    Parameters
    ----------
    pixels : ndarray of uint8, (rows, columns, 3)
        The frame, which is drawn on.
    lens : Lens
        What it shows.
    marks : Marks
    factor : int
        How many of the canvas' pixels one of the marks' stands for, in each direction.
    """
    rows, row = lens.rows_of(marks.box, factor)
    columns, column = lens.columns_of(marks.box, factor)
    labels, part = marks.labels[np.ix_(row, column)], pixels[rows, columns]
    for name, colour in _COLOURS.items():
        under = labels == LABELS.index(name)
        part[under] = np.rint(part[under] + _OPACITY * (np.array(colour) - part[under].astype(float)))


def draw_lines(pixels: np.ndarray, lens: Lens, marks: Marks, factor: int) -> None:
    """Draw the edges of which the artist has said that they go on; the arguments are those of `draw`."""
    pen = Pen(pixels)
    for line in marks.lines:
        places = lens.places(factor * line)
        pen.lines(places[:-1], places[1:])
