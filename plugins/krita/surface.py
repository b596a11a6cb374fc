"""What shows a live view's picture and takes what the artist does on it, wherever it lies."""

from __future__ import annotations

import math
from typing import Union

from inlay.contract.views import LABELS

from .brush import colour, draw_ring, pointer
from .keys import Keys
from .live import Live, Seen
from .qt import QtCore, QtGui, QtWidgets, place

Button, Event, Shape = QtCore.Qt.MouseButton, QtCore.QEvent.Type, QtCore.Qt.CursorShape
Pointing = Union[QtGui.QMouseEvent, QtGui.QTabletEvent]
#: How near the pointer must be to what it drags, in the units of events.
REACH = 6.0
BRUSH, SPLIT, NOTHING = "brush", "split", "nothing"


class Surface(QtWidgets.QWidget):
    """Paints the picture under a placement; the pointer's buttons paint strokes and drag the splitter.

    Where nothing may be painted the buttons do nothing: the editor's own tool would change what the picture hides.
    """

    def __init__(self, live: Live, keys: Keys, parent: QtWidgets.QWidget | None = None) -> None:
        super().__init__(parent)
        self._live, self._keys = live, keys
        self._drag = ""
        self._pointer: QtCore.QPointF | None = None  # Where a brush too large for a pointer is drawn
        self.setMouseTracking(True)
        live.seen = self.seen
        live.pictured.connect(self.update)
        live.altered.connect(self._follow)

    @property
    def placement(self) -> QtGui.QTransform:
        """From pixels of the document to places in this widget."""
        raise NotImplementedError

    def seen(self) -> Seen:
        """What part of the document is seen, on how many columns and rows of the screen's pixels."""
        placement, ratio = self.placement, self.devicePixelRatioF()
        back, document = placement.inverted()[0], QtCore.QRectF(*self._live.box)
        if _is_upright(placement):
            # Whole pixels of the screen, so that none is drawn from two of the frame's.
            area = _aligned(placement.mapRect(document) & QtCore.QRectF(self.rect()), ratio)
            rect, columns, rows = back.mapRect(area), area.width() * ratio, area.height() * ratio
        else:
            scale = math.hypot(placement.m11(), placement.m12()) * ratio
            rect = back.mapRect(QtCore.QRectF(self.rect())) & document
            columns, rows = rect.width() * scale, rect.height() * scale
        if rect.isEmpty():
            return (0.0, 0.0, 1.0, 1.0), 0, 0
        return (rect.x(), rect.y(), rect.width(), rect.height()), max(1, round(columns)), max(1, round(rows))

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        shown = self._live.shown
        if shown is None:
            return
        painter, placement = QtGui.QPainter(self), self.placement
        painter.setTransform(placement, True)
        painter.setClipRect(QtCore.QRectF(*self._live.box))
        painter.setRenderHint(QtGui.QPainter.RenderHint.SmoothPixmapTransform, not _is_upright(placement))
        painter.drawImage(shown.rect, shown.image)
        if self._drag == BRUSH:
            self._echo(painter)
        painter.resetTransform()
        painter.setClipping(False)
        if self._pointer is not None:
            draw_ring(painter, self._pointer, self._radius)
        painter.end()

    def _echo(self, painter: QtGui.QPainter) -> None:
        """The stroke that is being painted: it is there before the worker has answered."""
        assert self._live.view is not None
        stroke = self._live.view.strokes.present[-1]
        points = [QtCore.QPointF(x, y) for x, y in zip(stroke.points[::3], stroke.points[1::3])]
        pressure = sum(stroke.points[2::3]) / len(points)
        pen = QtGui.QPen(colour(stroke.label), 2 * stroke.radius * pressure)
        pen.setCapStyle(QtCore.Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(QtCore.Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        if len(points) == 1:
            painter.drawPoint(points[0])
        else:
            painter.drawPolyline(QtGui.QPolygonF(points))

    # What the artist does.

    def mousePressEvent(self, event: QtGui.QMouseEvent) -> None:
        event.setAccepted(self._press(event, 1.0))

    def mouseMoveEvent(self, event: QtGui.QMouseEvent) -> None:
        event.setAccepted(self._move(event, 1.0))

    def mouseReleaseEvent(self, event: QtGui.QMouseEvent) -> None:
        event.setAccepted(self._release())

    def tabletEvent(self, event: QtGui.QTabletEvent) -> None:
        if event.type() == Event.TabletPress:
            event.setAccepted(self._press(event, event.pressure()))
        elif event.type() == Event.TabletMove:
            event.setAccepted(self._move(event, event.pressure()))
        elif event.type() == Event.TabletRelease:
            event.setAccepted(self._release())

    def leaveEvent(self, event: QtCore.QEvent) -> None:
        if self._pointer is not None:
            self._pointer = None
            self.update()

    def _press(self, event: Pointing, pressure: float) -> bool:
        """Begin what a button does; False leaves it to the editor."""
        if event.button() not in (Button.LeftButton, Button.RightButton) or self._keys.is_navigating:
            return False
        view, at = self._live.view, self._on_canvas(event)
        if view is None:
            self._drag = NOTHING
        elif self._is_on_splitter(at):
            self._drag = SPLIT
        elif self._live.operation.strokes:
            self._drag = BRUSH
            label = self._other_label() if event.button() == Button.RightButton else None
            straight = bool(event.modifiers() & QtCore.Qt.KeyboardModifier.ShiftModifier)
            view.strokes.begin(at.x(), at.y(), pressure, label, straight)
            self._changed()
        else:
            self._drag = NOTHING
        return True

    def _move(self, event: Pointing, pressure: float) -> bool:
        view, at = self._live.view, self._on_canvas(event)
        if view is not None and self._drag == SPLIT:
            view.change(split=at.x())
            self._changed()
        elif view is not None and self._drag == BRUSH:
            view.strokes.go_on(at.x(), at.y(), pressure)
            self._changed()
        self._point(place(event), at)
        return bool(self._drag)

    def _release(self) -> bool:
        was_ours, self._drag = bool(self._drag), ""
        self.update()
        return was_ours

    def _changed(self) -> None:
        self._live.alter()
        self.update()

    def _on_canvas(self, event: Pointing) -> QtCore.QPointF:
        return self.placement.inverted()[0].map(place(event))

    def _is_on_splitter(self, at: QtCore.QPointF) -> bool:
        split = None if self._live.view is None else self._live.view.state.split
        return split is not None and abs(at.x() - split) * _scale(self.placement) < REACH

    def _other_label(self) -> int:
        """What the right button paints: background, or foreground where that is what the left one paints."""
        assert self._live.view is not None
        background, foreground = LABELS.index("background"), LABELS.index("foreground")
        return background if self._live.view.strokes.label == foreground else foreground

    # The pointer.

    @property
    def _radius(self) -> float:
        """The brush's, in the units of events."""
        assert self._live.view is not None
        return self._live.view.strokes.radius * _scale(self.placement)

    def _point(self, where: QtCore.QPointF, at: QtCore.QPointF) -> None:
        """Let the pointer show what a button would do."""
        if self._drag == SPLIT or (not self._drag and self._is_on_splitter(at)):
            self.setCursor(QtGui.QCursor(Shape.SplitHCursor))
        elif self._live.view is not None and self._live.operation.strokes:
            ring = pointer(2 * self._radius, self.devicePixelRatioF())
            self.setCursor(ring or QtGui.QCursor(Shape.CrossCursor))
            self._pointer = None if ring else where
            if self._pointer is not None:
                self.update()
        else:
            self.setCursor(QtGui.QCursor(Shape.ArrowCursor))

    def _follow(self) -> None:
        """The brush or the view was changed by a key or in the dialog."""
        where = QtCore.QPointF(self.mapFromGlobal(QtGui.QCursor.pos()))
        self._point(where, self.placement.inverted()[0].map(where))


def _is_upright(placement: QtGui.QTransform) -> bool:
    """Whether rows stay rows; mirrored or not."""
    return abs(placement.m12()) < 1e-6 and abs(placement.m21()) < 1e-6


def _scale(placement: QtGui.QTransform) -> float:
    return math.hypot(placement.m11(), placement.m12())


def _aligned(area: QtCore.QRectF, ratio: float) -> QtCore.QRectF:
    """The smallest rectangle of the screen's pixels around an area; what only rounding adds is left out."""
    left, top = (math.floor(edge * ratio + 1e-3) / ratio for edge in (area.left(), area.top()))
    right, bottom = (math.ceil(edge * ratio - 1e-3) / ratio for edge in (area.right(), area.bottom()))
    return QtCore.QRectF(left, top, right - left, bottom - top)
