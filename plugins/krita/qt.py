"""The Qt that this Krita runs on: 5, or 6 from Krita 6 on. Enumerations are written out in full, which both know."""

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

__all__ = ["MAJOR", "QtCore", "QtGui", "QtWidgets"]
