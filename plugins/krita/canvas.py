"""Krita's canvas: where a view shows its document on the screen, and in which colours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Tuple

import krita
from inlay.contract.views import DISPLAY_EDGE

from .qt import QtGui, QtWidgets

# Scripts know these only as widgets.
CLASSES = ("KisOpenGLCanvas2", "KisQPainterCanvas")
WHITE = 255
#: Krita's own name of it. With none it would take a linear one for 16 bits.
SRGB = "sRGB-elle-V2-srgbtrc.icc"


class Canvas:
    """A view's canvas.

    Parameters
    ----------
    view : krita.View
    widget : QWidget
        What the view paints on.

    Attributes
    ----------
    is_there : bool
        Whether the view is still open.
    """

    def __init__(self, view: krita.View, widget: QtWidgets.QWidget) -> None:
        self._view = view
        self.widget = widget
        self.is_there = True
        widget.destroyed.connect(self._lose)

    @property
    def placement(self) -> QtGui.QTransform:
        """From pixels of the document to places in the widget."""
        return self._view.flakeToImageTransform().inverted()[0] * self._view.flakeToCanvasTransform()

    def _lose(self) -> None:
        self.is_there = False

    def display_table(self) -> bytes:
        """How the screen shows the colours of a grid in sRGB, red outermost; empty if it shows them as they are.

        Scripts are not told the monitor's profile, but what Krita makes of a colour.
        """
        colour = krita.ManagedColor("RGBA", "U16", SRGB)
        canvas = self._view.canvas()
        table = bytearray()
        for red, green, blue in _grid():
            colour.setComponents([blue, green, red, 1.0])
            shown = colour.colorForCanvas(canvas)
            table += bytes((shown.red(), shown.green(), shown.blue()))
        untouched = (WHITE * part for point in _grid() for part in point)
        is_identity = all(abs(level - value) <= 1 for level, value in zip(table, untouched))
        return b"" if is_identity else bytes(table)


def find(window: krita.Window, document: krita.Document) -> Canvas | None:
    """The canvas on which the window's active view shows the document; None where it cannot be found."""
    view = window.activeView()
    area = window.qwindow().findChild(QtWidgets.QMdiArea)
    inner = None if area is None else area.activeSubWindow()
    if view is None or inner is None or view.document() != document:
        return None
    for widget in inner.findChildren(QtWidgets.QWidget):
        if widget.metaObject().className() in CLASSES:
            return Canvas(view, widget)
    return None


def _grid() -> Iterator[Tuple[float, float, float]]:
    steps = [place / (DISPLAY_EDGE - 1) for place in range(DISPLAY_EDGE)]
    return ((red, green, blue) for red in steps for green in steps for blue in steps)
