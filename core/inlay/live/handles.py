"""What can be dragged on the picture, drawn into the frame: points, and where a displaced picture has gone.

Of what can be scaled and turned only the corners are shown: a whole frame would hide the seam of a rectangle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from inlay.contract.boxes import Box
from inlay.contract.declaration import Operation
from inlay.contract.placement import Placement
from inlay.live.lens import Lens
from inlay.live.pen import Pen
from inlay.picture import Picture

#: Pixels of the screen.
_RADIUS, _ARM = 6.0, 9.0
_CORNER = 14.0


def places(operation: Operation, parameters: Mapping[str, Any]) -> tuple[Any, ...]:
    """The values by which handles are moved: while they stay, so do all handles."""
    moved = dict.fromkeys(name for entry in operation.inputs for name in entry.displaced_by + entry.turned_by)
    points = [each.id for each in operation.parameters if each.type in ("point", "points")]
    return tuple(parameters.get(name) for name in (*moved, *points))


def draw(
    pixels: np.ndarray,
    lens: Lens,
    operation: Operation,
    parameters: Mapping[str, Any],
    images: Mapping[str, Any],
    piece: Box | None = None,
) -> None:
    """Draw all handles.

    Parameters
    ----------
    pixels : ndarray of uint8, (rows, columns, 3)
        The frame, which is drawn on.
    lens : Lens
        What it shows.
    operation : Operation
    parameters, images : mapping
        Of the whole job.
    piece : Box, optional
        What can be scaled and turned, where it lies before.
    """
    pen = Pen(pixels)
    for x, y in lens.places(np.array(list(_points(operation, parameters)), float).reshape(-1, 2)):
        pen.ring(x, y, _RADIUS)
    for names, picture in _displaced(operation, images).items():
        middle = _middle(operation, picture, images) if piece is None else piece.middle
        start, end = lens.places(np.array([middle, np.add(middle, [parameters[name] for name in names])]))
        arms = np.array([(_ARM, 0.0), (0.0, _ARM)])
        pen.lines(np.vstack([start, end - arms]), np.vstack([end, end + arms]))
    if piece is not None:
        _frame(pen, lens, operation.placement(parameters), piece)


def _frame(pen: Pen, lens: Lens, placement: Placement, piece: Box) -> None:
    """The corners by which a piece is scaled, and the ring on its upper side by which it is turned."""
    corners = lens.places(np.array(placement.corners(piece)))
    sides = np.roll(corners, -1, axis=0) - corners
    lengths = np.maximum(np.hypot(*sides.T)[:, np.newaxis], 1e-9)
    arms = sides / lengths * np.minimum(_CORNER, lengths / 4)
    pen.lines(np.vstack([corners, corners]), np.vstack([corners + arms, corners - np.roll(arms, 1, axis=0)]))
    x, y = (corners[0] + corners[1]) / 2
    pen.ring(x, y, _RADIUS)


def _displaced(operation: Operation, images: Mapping[str, Any]) -> dict[tuple[str, ...], Picture]:
    """The first picture that each pair of parameters moves."""
    found: dict[tuple[str, ...], Picture] = {}
    for entry in operation.inputs:
        picture = images.get(entry.role)
        if entry.displaced_by and isinstance(picture, Picture):
            found.setdefault(entry.displaced_by, picture)
    return found


def _points(operation: Operation, parameters: Mapping[str, Any]) -> Iterator[tuple[float, float]]:
    for parameter in operation.parameters:
        if parameter.type == "point":
            yield parameters[parameter.id]
        elif parameter.type == "points":
            yield from parameters[parameter.id]


def _middle(operation: Operation, picture: Picture, images: Mapping[str, Any]) -> tuple[float, float]:
    """That of what is selected of a picture."""
    entry = operation.selection_input
    selection = None if entry is None else images.get(entry.role)
    box = picture.box if selection is None else picture.box.intersect(selection.box)
    box = picture.box if box.is_empty else box
    return box.middle
