"""A live view's picture over Krita's own, on the canvas."""

from __future__ import annotations

from .canvas import Canvas
from .keys import Keys
from .live import Live, Seen
from .qt import QtCore, QtGui
from .surface import Event, Pointing, Surface


class Overlay(Surface):
    """Lies over a canvas and moves with it. What it does not take Qt hands on: zoom, pan and rotation are Krita's."""

    def __init__(self, live: Live, keys: Keys, canvas: Canvas) -> None:
        self._canvas = canvas
        self._placement = canvas.placement
        super().__init__(live, keys, canvas.widget)
        self.setGeometry(canvas.widget.rect())
        canvas.widget.installEventFilter(self)
        canvas.widget.destroyed.connect(live.lost)
        self.show()

    @property
    def placement(self) -> QtGui.QTransform:
        return self._canvas.placement

    def seen(self) -> Seen:
        """Krita tells nobody that its view has moved: whoever asks makes the old picture follow."""
        if self.placement != self._placement:
            self._placement = self.placement
            self.update()
        return super().seen()

    def eventFilter(self, watched: QtCore.QObject, event: QtCore.QEvent) -> bool:
        if event.type() == Event.Resize:
            self.setGeometry(self._canvas.widget.rect())
        elif event.type() == Event.ShortcutOverride:
            # Krita's input manager takes the key itself before any filter; what is accepted here it leaves alone.
            assert isinstance(event, QtGui.QKeyEvent)
            if self._keys.pressed(event):
                event.accept()
                return True
        return False

    def leave(self) -> None:
        """Give the canvas back."""
        self._canvas.widget.removeEventFilter(self)
        self._keys.release_all()
        self.hide()
        self.deleteLater()

    def _press(self, event: Pointing, pressure: float) -> bool:
        self._canvas.widget.setFocus()
        return super()._press(event, pressure)
