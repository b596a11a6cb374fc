"""The keys that belong to a live view while the pointer works on its picture."""

from __future__ import annotations

from typing import Set

from .live import Live
from .qt import QtCore, QtGui, QtWidgets

Key, Modifier, Event = QtCore.Qt.Key, QtCore.Qt.KeyboardModifier, QtCore.QEvent.Type
NAMES = {
    Key.Key_F: "f",
    Key.Key_X: "x",
    Key.Key_S: "s",
    Key.Key_Z: "z",
    Key.Key_BracketLeft: "[",
    Key.Key_BracketRight: "]",
}


class Keys(QtCore.QObject):
    """Passes keys on to a view, and remembers what is held.

    Where a key goes up is nobody's to say, and Krita keeps it from the canvas' filters: while one of ours is down,
    the whole application is listened to.
    """

    def __init__(self, live: Live) -> None:
        super().__init__()
        self._live = live
        self._held: Set[int] = set()

    @property
    def is_navigating(self) -> bool:
        """Whether the artist holds the key with which Krita moves its canvas."""
        return Key.Key_Space in self._held

    def pressed(self, event: QtGui.QKeyEvent) -> bool:
        """Act on a key; whether it was ours."""
        if event.key() == Key.Key_Space:
            self._hold(event.key())
            return False
        control, shift = (
            bool(event.modifiers() & wanted) for wanted in (Modifier.ControlModifier, Modifier.ShiftModifier)
        )
        view, name = self._live.view, NAMES.get(event.key())
        if view is None or name is None or event.modifiers() & (Modifier.AltModifier | Modifier.MetaModifier):
            return False
        if not view.key(name, control, shift):
            return False
        if name == "x":
            self._hold(event.key())
        self._live.alter()
        return True

    def release_all(self) -> None:
        """Nothing is held any more."""
        for key in list(self._held):
            self._let_go(key)

    def eventFilter(self, watched: QtCore.QObject, event: QtCore.QEvent) -> bool:
        if event.type() == Event.KeyRelease:
            assert isinstance(event, QtGui.QKeyEvent)
            if not event.isAutoRepeat():
                self._let_go(event.key())
        elif event.type() == Event.ApplicationDeactivate:
            self.release_all()
        return False

    def _hold(self, key: int) -> None:
        if not self._held:
            QtWidgets.QApplication.instance().installEventFilter(self)
        self._held.add(key)

    def _let_go(self, key: int) -> None:
        if key not in self._held:
            return
        self._held.remove(key)
        if not self._held:
            QtWidgets.QApplication.instance().removeEventFilter(self)
        if self._live.view is not None and key in NAMES:
            self._live.view.key_released(NAMES[key])
            self._live.alter()
