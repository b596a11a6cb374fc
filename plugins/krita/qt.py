"""The Qt that this Krita runs on: 5, or 6 from Krita 6 on. Enumerations are written out in full, which both know."""

from __future__ import annotations

from typing import TYPE_CHECKING

try:
    import pykrita

    MAJOR = pykrita.qt_major_version()
except (ImportError, AttributeError):
    MAJOR = 5

if TYPE_CHECKING or MAJOR != 6:
    from PyQt5 import QtCore, QtGui, QtWidgets
else:
    from PyQt6 import QtCore, QtGui, QtWidgets

__all__ = ["MAJOR", "QtCore", "QtGui", "QtWidgets", "place"]


def place(event: QtGui.QMouseEvent | QtGui.QTabletEvent | QtGui.QWheelEvent) -> QtCore.QPointF:
    """Where an event lies in its widget: Qt 6 and Qt 5's wheel, Qt 5's tablet, Qt 5's mouse."""
    for name in ("position", "posF", "localPos"):
        if hasattr(event, name):
            return getattr(event, name)()
    raise AttributeError("the event has no place")
