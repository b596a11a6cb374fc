"""A live view's picture over Krita's own, on the canvas."""

from __future__ import annotations

from ..bridge.gestures import MIDDLE
from .canvas import Canvas
from .keys import NAMES
from .live import Live, Seen
from .placement import NOWHERE, Placement, seen
from .qt import QtCore, QtGui
from .surface import BUTTONS, Event, Pointing, Surface


class Overlay(Surface):
    """Lies over a canvas and moves with it. What it does not take Qt hands on: zoom, pan and rotation are Krita's.

    The left and right button are ours wherever they go down: Krita's tool would change what the picture hides.
    """

    def __init__(self, live: Live, canvas: Canvas) -> None:
        self._canvas = canvas
        self._last = canvas.placement
        super().__init__(live, Placement(lambda: canvas.placement), NAMES, canvas.widget)
        self.setGeometry(canvas.widget.rect())
        canvas.widget.installEventFilter(self)
        canvas.widget.destroyed.connect(live.lost)
        self.show()

    @property
    def placement(self) -> QtGui.QTransform:
        return self._canvas.placement

    def takes(self, event: Pointing) -> bool:
        return BUTTONS[event.button()] != MIDDLE and not self.keys.is_navigating

    def seen(self) -> Seen:
        """Krita tells nobody that its view has moved: whoever asks makes the old picture follow."""
        if not self._canvas.is_there:
            return NOWHERE
        placement = self.placement
        if placement != self._last:
            self._last = placement
            self.update()
        return seen(placement, QtCore.QRectF(self.rect()), self._live.box, self.devicePixelRatioF())

    def leave(self) -> None:
        super().leave()
        if not self._canvas.is_there:
            # Qt has taken both away.
            return
        self._canvas.widget.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QtCore.QObject, event: QtCore.QEvent) -> bool:
        if event.type() == Event.Resize:
            self.setGeometry(self._canvas.widget.rect())
        elif event.type() == Event.ShortcutOverride:
            # Krita's input manager takes a key itself before any filter; what is accepted here it leaves alone.
            assert isinstance(event, QtGui.QKeyEvent)
            if self.keys.pressed(event):
                self._live.alter()
                event.accept()
                return True
        return False

    def _press(self, event: Pointing, pressure: float) -> None:
        self._canvas.widget.setFocus()
        super()._press(event, pressure)
