"""Where a picture lies in a widget, turned and mirrored as the artist likes it."""

from __future__ import annotations

import math
from typing import Callable, Tuple

from inlay.contract.boxes import Box
from inlay.contract.views import Rect

from ..bridge.lens import Lens, Point
from .qt import QtCore, QtGui

#: What is seen where nothing is.
NOWHERE = (0.0, 0.0, 1.0, 1.0), 0, 0


class Placement(Lens):
    """A lens that the editor moves itself.

    Parameters
    ----------
    look : callable
        Gives the transform from pixels of the document to places in the widget, as it is now.
    """

    def __init__(self, look: Callable[[], QtGui.QTransform]) -> None:
        super().__init__(1.0, 1.0)
        self._look = look

    @property
    def scale(self) -> float:
        return _scale(self._look())

    def to_canvas(self, x: float, y: float) -> Point:
        found = self._look().inverted()[0].map(QtCore.QPointF(x, y))
        return found.x(), found.y()

    def to_area(self, x: float, y: float) -> Point:
        found = self._look().map(QtCore.QPointF(x, y))
        return found.x(), found.y()

    def fit(self) -> None:
        """The editor's to do, as all that follows."""

    def zoom(self, x: float, y: float, factor: float) -> None: ...

    def pan(self, dx: float, dy: float) -> None: ...


def is_upright(placement: QtGui.QTransform) -> bool:
    """Whether rows stay rows; mirrored or not."""
    return abs(placement.m12()) < 1e-6 and abs(placement.m21()) < 1e-6


def seen(placement: QtGui.QTransform, area: QtCore.QRectF, document: Box, ratio: float) -> Tuple[Rect, int, int]:
    """What part of a document an area shows, and on how many columns and rows of the screen's pixels.

    Parameters
    ----------
    placement : QTransform
        From pixels of the document to places in the area.
    area : QRectF
    document : Box
    ratio : float
        The screen's pixels in a unit of the area.
    """
    back, canvas = placement.inverted()[0], QtCore.QRectF(*document)
    if is_upright(placement):
        # Whole pixels of the screen: none of them is drawn from two of a frame's.
        part = _aligned(placement.mapRect(canvas) & area, ratio)
        rect, columns, rows = back.mapRect(part), part.width() * ratio, part.height() * ratio
    else:
        rect = back.mapRect(area) & canvas
        scale = _scale(placement) * ratio
        columns, rows = rect.width() * scale, rect.height() * scale
    if rect.isEmpty():
        return NOWHERE
    return (rect.x(), rect.y(), rect.width(), rect.height()), max(1, round(columns)), max(1, round(rows))


def _scale(placement: QtGui.QTransform) -> float:
    return math.hypot(placement.m11(), placement.m12())


def _aligned(area: QtCore.QRectF, ratio: float) -> QtCore.QRectF:
    """The smallest rectangle of the screen's pixels around an area; what only rounding adds is left out."""
    left, top = (math.floor(edge * ratio + 1e-3) / ratio for edge in (area.left(), area.top()))
    right, bottom = (math.ceil(edge * ratio - 1e-3) / ratio for edge in (area.right(), area.bottom()))
    return QtCore.QRectF(left, top, right - left, bottom - top)
