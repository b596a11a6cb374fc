"""Lines that an artist draws, parted where they are erased."""

from __future__ import annotations

import numpy as np

from inlay.contract.boxes import Box
from inlay.live import brush

#: Most points of a line that is parted; one of more pixels has them farther from each other.
MOST_POINTS = 1 << 16


def parted(line: np.ndarray, eraser: np.ndarray, canvas: Box) -> list[np.ndarray]:
    """What is left of a line under an eraser.

    Parameters
    ----------
    line : ndarray, (points, 2)
        x and y on the canvas.
    eraser : ndarray, (points, 3)
        x, y and radius of the disc that erases.
    canvas : Box
        What lies outside is not erased.

    Returns
    -------
    list of ndarray, (points, 2)
        The line itself where the eraser does not touch it, else its remaining parts, a pixel from point to point.
    """
    places = _dense(line)
    left, top = np.floor(places.min(axis=0))
    right, bottom = np.floor(places.max(axis=0)) + 1
    box = Box(int(left), int(top), int(right - left), int(bottom - top)).intersect(canvas)
    if box.is_empty:
        return [line]
    erased = np.zeros(box.shape, np.uint8)
    brush.draw_polyline(eraser, 1, box.x, box.y, erased)
    rows, columns = np.floor(places[:, 1]) - box.y, np.floor(places[:, 0]) - box.x
    inside = (rows >= 0) & (rows < box.height) & (columns >= 0) & (columns < box.width)
    is_kept = np.ones(len(places), bool)
    is_kept[inside] = erased[rows[inside].astype(np.intp), columns[inside].astype(np.intp)] == 0
    if is_kept.all():
        return [line]
    ends = np.flatnonzero(np.diff(is_kept)) + 1
    return [part for part, kept in zip(np.split(places, ends), np.split(is_kept, ends), strict=True) if kept[0]]


def _dense(line: np.ndarray) -> np.ndarray:
    """Points along a line, at most a pixel from each other where it is not very long."""
    across, down = np.diff(line, axis=0).T
    along = np.concatenate([[0.0], np.cumsum(np.hypot(across, down))])
    count = int(min(np.ceil(along[-1]) + 1, MOST_POINTS))
    wanted = np.linspace(0, along[-1], count)
    return np.column_stack([np.interp(wanted, along, line[:, axis]) for axis in (0, 1)])
