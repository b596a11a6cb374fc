"""The brush of a live view: its colours, and its outline as the pointer."""

from __future__ import annotations

from inlay.contract.views import LABELS

from .qt import QtCore, QtGui

#: What is painted while the worker has not answered yet: red, green, blue and opacity of every label.
COLOURS = dict(
    zip(LABELS, ((220, 50, 47, 90), (64, 190, 80, 90), (70, 130, 220, 90), (255, 255, 255, 90), (240, 180, 40, 255)))
)
#: How wide a line is on the screen, whatever the brush.
LINE = 3.0
#: Pointers larger than this are not shown everywhere.
LARGEST = 120


def colour(label: int) -> QtGui.QColor:
    return QtGui.QColor(*COLOURS[LABELS[label]])


def pen(label: int, radius: float) -> QtGui.QPen:
    """What a stroke of a radius on the canvas is painted with."""
    is_line = LABELS[label] == "line"
    made = QtGui.QPen(colour(label), LINE if is_line else 2 * radius)
    made.setCosmetic(is_line)
    made.setCapStyle(QtCore.Qt.PenCapStyle.RoundCap)
    made.setJoinStyle(QtCore.Qt.PenJoinStyle.RoundJoin)
    return made


def pointer(diameter: float, ratio: float) -> QtGui.QCursor | None:
    """A ring of black and white as the pointer, whose display never lags.

    Parameters
    ----------
    diameter : float
        In the units of events.
    ratio : float
        The screen's pixels in such a unit.

    Returns
    -------
    QCursor or None
        None where it would be too large.
    """
    if diameter > LARGEST:
        return None
    edge = max(diameter, 3.0) + 4
    picture = QtGui.QPixmap(QtCore.QSize(round(edge * ratio), round(edge * ratio)))
    picture.setDevicePixelRatio(ratio)
    picture.fill(QtCore.Qt.GlobalColor.transparent)
    painter = QtGui.QPainter(picture)
    draw_ring(painter, QtCore.QPointF(edge / 2, edge / 2), diameter / 2)
    painter.end()
    return QtGui.QCursor(picture)


def draw_ring(painter: QtGui.QPainter, middle: QtCore.QPointF, radius: float) -> None:
    """The brush's outline, seen on any ground."""
    painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
    painter.setBrush(QtGui.QBrush(QtCore.Qt.BrushStyle.NoBrush))
    for further, level in ((0.0, 255), (1.0, 0)):
        painter.setPen(QtGui.QPen(QtGui.QColor(level, level, level), 1.0))
        painter.drawEllipse(middle, max(radius, 1.5) + further, max(radius, 1.5) + further)
