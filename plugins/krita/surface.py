"""What shows a live view's picture and takes what the artist does on it, wherever it lies."""

from __future__ import annotations

from typing import Dict, Union

from ..bridge.gestures import LEFT, MIDDLE, RIGHT, Gestures
from ..bridge.lens import Lens
from .brush import draw_ring, pen, pointer
from .keys import Keys
from .live import Live, Seen
from .placement import is_upright
from .qt import QtCore, QtGui, QtWidgets, place

Event, Shape = QtCore.QEvent.Type, QtCore.Qt.CursorShape
Pointing = Union[QtGui.QMouseEvent, QtGui.QTabletEvent]
BUTTONS = {
    QtCore.Qt.MouseButton.LeftButton: LEFT,
    QtCore.Qt.MouseButton.MiddleButton: MIDDLE,
    QtCore.Qt.MouseButton.RightButton: RIGHT,
}
SHAPES = {
    "pick": Shape.CrossCursor,
    "split": Shape.SplitHCursor,
    "move": Shape.SizeAllCursor,
    "scale": Shape.SizeFDiagCursor,
    "turn": Shape.OpenHandCursor,
}


class Surface(QtWidgets.QWidget):
    """Paints a live view's picture where the lens says, and hands the pointer's doings on to `Gestures`.

    Parameters
    ----------
    live : Live
    lens : Lens
    names : mapping
        Of the keys that are ours.
    parent : QWidget, optional
    """

    def __init__(self, live: Live, lens: Lens, names: Dict[int, str], parent: QtWidgets.QWidget | None = None) -> None:
        super().__init__(parent)
        self._live, self._lens = live, lens
        self._gestures: Gestures | None = None
        self.keys = Keys(lambda: self._gestures, names)
        self._is_ours = False  # Whether a button is down whose events we take
        self._ring: QtCore.QPointF | None = None  # Where a brush too large for a pointer is drawn
        self.setMouseTracking(True)
        live.seen = self.seen
        live.pictured.connect(self.update)
        live.altered.connect(self._follow)

    @property
    def placement(self) -> QtGui.QTransform:
        """From pixels of the document to places in this widget."""
        raise NotImplementedError

    def takes(self, event: Pointing) -> bool:
        """Whether a button that went down is ours."""
        raise NotImplementedError

    def seen(self) -> Seen:
        """What part of the document is seen, on how many columns and rows of the screen's pixels."""
        raise NotImplementedError

    def leave(self) -> None:
        """The picture is not shown any more."""
        self._live.seen = None
        self.keys.release_all()

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        shown = self._live.shown
        if shown is None:
            return
        painter, placement = QtGui.QPainter(self), self.placement
        painter.setTransform(placement, True)
        painter.setClipRect(QtCore.QRectF(*self._live.box))
        painter.setRenderHint(QtGui.QPainter.RenderHint.SmoothPixmapTransform, not is_upright(placement))
        painter.drawImage(shown.rect, shown.image)
        if self._is_ours and self._gestures is not None and self._gestures.is_painting:
            self._echo(painter, self._gestures)
        painter.resetTransform()
        painter.setClipping(False)
        if self._ring is not None and self._gestures is not None:
            draw_ring(painter, self._ring, self._radius(self._gestures))
        painter.end()

    def _echo(self, painter: QtGui.QPainter, gestures: Gestures) -> None:
        """The stroke that is being painted: it is there before the worker has answered."""
        stroke = gestures.view.strokes.present[-1]
        points = [QtCore.QPointF(x, y) for x, y in zip(stroke.points[::3], stroke.points[1::3])]
        pressure = sum(stroke.points[2::3]) / len(points)
        painter.setPen(pen(stroke.label, stroke.radius * pressure))
        # A line without length has no ends to be round.
        painter.drawPolyline(QtGui.QPolygonF(points if len(points) > 1 else [points[0], points[0]]))

    # What the artist does.

    def mousePressEvent(self, event: QtGui.QMouseEvent) -> None:
        self._press(event, 1.0)

    def mouseMoveEvent(self, event: QtGui.QMouseEvent) -> None:
        self._move(event, 1.0)

    def mouseReleaseEvent(self, event: QtGui.QMouseEvent) -> None:
        self._release(event)

    def tabletEvent(self, event: QtGui.QTabletEvent) -> None:
        if event.type() == Event.TabletPress:
            self._press(event, event.pressure())
        elif event.type() == Event.TabletMove:
            self._move(event, event.pressure())
        elif event.type() == Event.TabletRelease:
            self._release(event)

    def leaveEvent(self, event: QtCore.QEvent) -> None:
        if self._ring is not None:
            self._ring = None
            self.update()

    def _press(self, event: Pointing, pressure: float) -> None:
        self._is_ours = event.button() in BUTTONS and self.takes(event)
        event.setAccepted(self._is_ours)
        if self._is_ours and self._gestures is not None:
            at = place(event)
            self._gestures.press(at.x(), at.y(), BUTTONS[event.button()], pressure, _is_shifted(event))
            self._live.alter()
            self.update()

    def _move(self, event: Pointing, pressure: float) -> None:
        event.setAccepted(self._is_ours)
        at = place(event)
        if self._gestures is not None and self._gestures.move(at.x(), at.y(), pressure, _is_shifted(event)):
            self._live.alter()
            self.update()
        else:
            self._point(at)

    def _release(self, event: Pointing) -> None:
        event.setAccepted(self._is_ours)
        self._is_ours = False
        if self._gestures is not None:
            self._gestures.release()
            self.update()

    # The pointer.

    def _radius(self, gestures: Gestures) -> float:
        """The brush's, in the units of events."""
        return gestures.view.strokes.radius * self._lens.scale

    def _point(self, at: QtCore.QPointF) -> None:
        """Let the pointer show what the left button would do."""
        if self._gestures is None:
            return
        ring = None
        what = self._gestures.pointer(at.x(), at.y())
        if what == "paint":
            ring = pointer(2 * self._radius(self._gestures), self.devicePixelRatioF())
        self.setCursor(ring or QtGui.QCursor(SHAPES.get(what, Shape.ArrowCursor)))
        drawn = at if what == "paint" and ring is None else None
        if drawn is not None or self._ring is not None:
            self._ring = drawn
            self.update()

    def _follow(self) -> None:
        """The view is there, or was changed by a key or in the dialog."""
        if self._gestures is None and self._live.view is not None:
            self._gestures = Gestures(self._live.view, self._lens, self._live.moved.emit)
        if not self._is_ours:
            self._point(QtCore.QPointF(self.mapFromGlobal(QtGui.QCursor.pos())))


def _is_shifted(event: Pointing) -> bool:
    return bool(event.modifiers() & QtCore.Qt.KeyboardModifier.ShiftModifier)
