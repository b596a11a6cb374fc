"""An operation's dialog with its live picture on the canvas beside it."""

from __future__ import annotations

from collections.abc import Mapping

from inlay.contract.declaration import Operation
from inlay.contract.errors import InlayError
from krita import Document, Node, Window

from . import canvas
from .dialog import Dialog
from .live import Live
from .overlay import Overlay
from .picture_area import PictureArea
from .progress import PATIENCE_MILLISECONDS
from .qt import QtCore, QtGui
from .surface import Surface
from .task import Task
from .view_box import ViewBox

#: Between the dialog and the window's edge.
MARGIN = 12
#: An OK that comes before the pictures were read waits for them.
AGAIN_MILLISECONDS = 50


class Workspace(Dialog):
    """Stands beside the picture and blocks nothing: the artist zooms and moves the canvas meanwhile.

    Signals
    -------
    started(task)
        The artist agreed: the result is on its way.
    refused(error)
        The artist agreed, and it cannot be done; the dialog stays.
    """

    started = QtCore.pyqtSignal(Task)
    refused = QtCore.pyqtSignal(InlayError)

    def __init__(
        self, operation: Operation, document: Document, node: Node, guessed: Mapping[str, Node], window: Window
    ) -> None:
        super().__init__(operation, document, node, guessed, window.qwindow())
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        self._canvas = canvas.find(window, document)
        table = b"" if self._canvas is None else self._canvas.display_table()
        self._live = Live(operation, document, node, table)
        self._surface: Surface
        if self._canvas is None:
            self._surface = PictureArea(self._live)
            self._add_above_buttons(self._surface)
        else:
            self._surface = Overlay(self._live, self._canvas)
        self._add_above_buttons(ViewBox(self._live, self._label_width("everyday")))
        self._live.moved.connect(self.set_values)
        # Once it is known whom to tell: Krita may be destroying the canvas at this very moment.
        self._live.lost.connect(self.reject, QtCore.Qt.ConnectionType.QueuedConnection)
        self.changed.connect(lambda: self._live.set(self.values()))
        self.chosen.connect(self._open)
        self.finished.connect(self._leave)
        self.destroyed.connect(self._live.abandon)
        QtCore.QTimer.singleShot(0, self._open)

    def accept(self) -> None:
        if self._live.is_reading:
            QtCore.QTimer.singleShot(AGAIN_MILLISECONDS, self.accept)
            return
        try:
            task = self._live.finish()
        except InlayError as error:
            self.refused.emit(error)
            return
        super().accept()
        self.started.emit(task)

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """At the window's edge: the picture is in the middle."""
        super().showEvent(event)
        if event.spontaneous():
            return
        if self._canvas is not None:
            widget, frame = self._canvas.widget, self._frame()
            top, right = widget.mapToGlobal(widget.rect().topRight()).y(), self.parentWidget().frameGeometry().right()
            self.move(right - frame.right() - self.width() - MARGIN, top + frame.top() + MARGIN)
        self._fit()

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        """Keys that no row has taken are the picture's."""
        if event.key() != QtCore.Qt.Key.Key_Escape and self._surface.keys.pressed(event):
            self._live.alter()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        self._live.open(self.values(), self.choices())

    def _leave(self, result: int) -> None:
        if result and self._canvas is not None:
            # The picture stays until the result takes its place, but not for long: the canvas is the artist's again.
            surface = self._surface
            surface.setAttribute(QtCore.Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            QtCore.QTimer.singleShot(PATIENCE_MILLISECONDS, surface.leave)
        else:
            self._surface.leave()
            if not result:
                self._live.close()
