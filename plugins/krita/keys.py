"""The keys that belong to a live view while the artist works on its picture."""

from __future__ import annotations

from typing import Callable, Dict, Set

from ..bridge.gestures import Gestures
from .qt import QtCore, QtGui, QtWidgets

Key, Modifier, Event = QtCore.Qt.Key, QtCore.Qt.KeyboardModifier, QtCore.QEvent.Type
#: What `Gestures` calls them. Those with which Krita moves its canvas are not among them.
NAMES: Dict[int, str] = {
    Key.Key_F: "f",
    Key.Key_X: "x",
    Key.Key_S: "s",
    Key.Key_Z: "z",
    Key.Key_BracketLeft: "[",
    Key.Key_BracketRight: "]",
    Key.Key_Left: "left",
    Key.Key_Right: "right",
    Key.Key_Up: "up",
    Key.Key_Down: "down",
    Key.Key_Escape: "escape",
}
NAVIGATION: Dict[int, str] = {
    Key.Key_Space: "space",
    Key.Key_Plus: "+",
    Key.Key_Minus: "-",
    Key.Key_Equal: "=",
    Key.Key_0: "0",
    Key.Key_1: "1",
}
HELD = ("x", "space")


class Keys(QtCore.QObject):
    """Turns keys into what they do, and remembers what is held.

    Where a key goes up is nobody's to say, and Krita keeps it from the canvas' filters: while one of ours is down,
    the whole application is listened to.

    Parameters
    ----------
    gestures : callable
        Gives what they work on, None while there is nothing.
    names : mapping
        Of the keys that are ours.
    """

    def __init__(self, gestures: Callable[[], Gestures | None], names: Dict[int, str]) -> None:
        super().__init__()
        self._gestures, self._names = gestures, names
        self._held: Set[int] = set()

    @property
    def is_navigating(self) -> bool:
        """Whether the key is held with which Krita moves its canvas."""
        return Key.Key_Space in self._held

    def pressed(self, event: QtGui.QKeyEvent) -> bool:
        """Act on a key; whether it was ours."""
        key, modifiers, gestures = event.key(), event.modifiers(), self._gestures()
        if key == Key.Key_Space:
            self._hold(key)
        if gestures is None or key not in self._names or modifiers & (Modifier.AltModifier | Modifier.MetaModifier):
            return False
        control, shift = bool(modifiers & Modifier.ControlModifier), bool(modifiers & Modifier.ShiftModifier)
        if not gestures.key(self._names[key], control, shift):
            return False
        if self._names[key] in HELD:
            self._hold(key)
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
        gestures = self._gestures()
        if gestures is not None and key in self._names:
            gestures.key_released(self._names[key])
