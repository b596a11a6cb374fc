"""A live view's picture in an area of its own, where no canvas is found to lay it over."""

from __future__ import annotations

from ..bridge.lens import Lens
from .keys import Keys
from .live import Live
from .qt import QtCore, QtGui, QtWidgets, place
from .surface import Button, Pointing, Surface

#: What a step of the wheel, which Qt counts as 120, does.
STEP, ZOOM = 120, 1.25


class PictureArea(Surface):
    """The whole picture at first; the wheel zooms, the middle button moves it, a double click shows all again."""

    def __init__(self, live: Live, keys: Keys) -> None:
        self._lens = Lens(live.box.width, live.box.height)
        self._hand: QtCore.QPointF | None = None
        super().__init__(live, keys)
        self.setMinimumSize(360, 270)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QtWidgets.QSizePolicy.Policy.Expanding, QtWidgets.QSizePolicy.Policy.Expanding)

    @property
    def placement(self) -> QtGui.QTransform:
        left, top, _, _ = self._lens.rect
        scale = self._lens.scale
        return QtGui.QTransform(scale, 0, 0, scale, -left * scale, -top * scale)

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        self._lens.resize(self.width(), self.height())

    def wheelEvent(self, event: QtGui.QWheelEvent) -> None:
        at = place(event)
        self._lens.zoom(at.x(), at.y(), ZOOM ** (event.angleDelta().y() / STEP))
        self.update()

    def mouseDoubleClickEvent(self, event: QtGui.QMouseEvent) -> None:
        if event.button() == Button.MiddleButton:
            self._lens.fit()
            self.update()
        else:
            self.mousePressEvent(event)

    def leave(self) -> None:
        """Nothing is to be given back."""
        self._keys.release_all()

    def _press(self, event: Pointing, pressure: float) -> bool:
        if event.button() == Button.MiddleButton or self._keys.is_navigating:
            self._hand = place(event)
            return True
        return super()._press(event, pressure)

    def _move(self, event: Pointing, pressure: float) -> bool:
        if self._hand is None:
            return super()._move(event, pressure)
        moved, self._hand = place(event) - self._hand, place(event)
        self._lens.pan(moved.x(), moved.y())
        self.update()
        return True

    def _release(self) -> bool:
        self._hand = None
        return super()._release()
