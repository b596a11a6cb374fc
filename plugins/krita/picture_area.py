"""A live view's picture in an area of its own, where no canvas is found to lay it over."""

from __future__ import annotations

from ..bridge.lens import Lens
from .keys import NAMES, NAVIGATION
from .live import Live, Seen
from .placement import seen
from .qt import QtCore, QtGui, QtWidgets, place
from .surface import Pointing, Surface

#: What Qt counts for a step of the wheel.
STEP = 120


class PictureArea(Surface):
    """The whole picture at first; the wheel zooms, the middle button moves it."""

    def __init__(self, live: Live) -> None:
        self._view = Lens(live.box.width, live.box.height)
        super().__init__(live, self._view, {**NAMES, **NAVIGATION})
        self.setMinimumSize(360, 270)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QtWidgets.QSizePolicy.Policy.Expanding, QtWidgets.QSizePolicy.Policy.Expanding)

    @property
    def placement(self) -> QtGui.QTransform:
        left, top, _, _ = self._view.rect
        scale = self._view.scale
        return QtGui.QTransform(scale, 0, 0, scale, -left * scale, -top * scale)

    def takes(self, event: Pointing) -> bool:
        return True

    def seen(self) -> Seen:
        return seen(self.placement, QtCore.QRectF(self.rect()), self._live.box, self.devicePixelRatioF())

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        self._view.resize(self.width(), self.height())

    def wheelEvent(self, event: QtGui.QWheelEvent) -> None:
        at = place(event)
        if self._gestures is not None:
            self._gestures.scroll(at.x(), at.y(), event.angleDelta().y() / STEP)
            self.update()

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        if self.keys.pressed(event):
            self._live.alter()
            self.update()
        else:
            super().keyPressEvent(event)
