"""Expansion of the known regions: Gastal and Oliveira 2010, section 4.1."""

from __future__ import annotations

from inlay.arrays.kernels import kernel
from inlay.matting.sampling.compositing_equation import difference
from inlay.matting.sampling.rays import CELL
from inlay.matting.scene import BACKGROUND, FOREGROUND, UNKNOWN

#: Farthest known pixel that an unknown one may belong to.
RADIUS = 10
#: Cells that this distance spans at most.
_CELLS = RADIUS // CELL + 1


@kernel
def expand(labels, to_foreground, to_background, image, rows, columns, offsets, tolerance, first, last, expanded):
    """Give unknown pixels the label of the nearest known one whose colour is within `tolerance` of theirs.

    Parameters
    ----------
    labels : ndarray of uint8, (height, width)
    to_foreground, to_background : ndarray of uint8
        Distances, in cells.
    image : ndarray of float32, (height, width, 3)
    rows, columns : ndarray of int32, (n,)
        The unknown pixels; those from `first` to ``last - 1`` are looked at.
    offsets : ndarray of int, (k, 2)
        Where to look, nearest first.
    tolerance : float
        Squared distance of colours.
    expanded : ndarray of uint8, (n,)
        Receives the labels.
    """
    height, width = labels.shape
    for i in range(first, last):
        y, x = rows[i], columns[i]
        expanded[i] = UNKNOWN
        row, column = y // CELL, x // CELL
        if to_foreground[row, column] > _CELLS and to_background[row, column] > _CELLS:
            continue
        for k in range(offsets.shape[0]):
            v, u = y + offsets[k, 0], x + offsets[k, 1]
            if v < 0 or u < 0 or v >= height or u >= width:
                continue
            label = labels[v, u]
            if label != FOREGROUND and label != BACKGROUND:
                continue
            if difference(image, y, x, v, u) <= tolerance:
                expanded[i] = label
                break
