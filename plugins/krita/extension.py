"""Inlay's menu: one action for every installed operation."""

from __future__ import annotations

import sys

from inlay.contract.declaration import Operation
from inlay.contract.errors import InlayError
from krita import Document, Extension, Krita, Node, Window

from ..bridge import errors
from . import entries, service
from .progress import Progress
from .qt import QtCore, QtGui, QtWidgets
from .reading import Reading
from .task import Task
from .workspace import Workspace

MENU = "inlay_menu"
PLACE = "tools/scripts"
MESSAGE_MILLISECONDS = 6000


class InlayExtension(Extension):
    """Adds the menu to every window and runs what is chosen there."""

    def __init__(self, parent: Krita) -> None:
        super().__init__(parent)
        # Every running task with its window: what nobody in Python holds hears no signals.
        self._running: dict[Task, Progress | None] = {}
        self._workspace: Workspace | None = None

    def setup(self) -> None:
        """Krita calls this once; all there is to do belongs to a window."""

    def createActions(self, window: Window) -> None:
        entry = window.createAction(MENU, "Inlay", PLACE)
        menu = QtWidgets.QMenu("Inlay", window.qwindow())
        menu.setToolTipsVisible(True)
        entry.setMenu(menu)
        entry.setIcon(entries.icon())
        try:
            operations = service.operations()
        except InlayError as error:
            # Said when the artist asks, not at every start of Krita.
            broken = menu.addAction("Inlay does not work…")
            broken.triggered.connect(lambda checked=False, error=error: tell(error))
            return
        submenus = {"": menu}
        for operation in operations:
            if operation.menu not in submenus:
                submenus[operation.menu] = menu.addMenu(operation.menu)
                submenus[operation.menu].setToolTipsVisible(True)
            action = entries.add(window, submenus[operation.menu], operation)
            action.triggered.connect(lambda checked=False, operation=operation: self.ask(operation))

    def ask(self, operation: Operation) -> None:
        """Show the operation's dialog and run it."""
        try:
            document = Krita.instance().activeDocument()
            if document is None:
                raise errors.no_document()
            node = document.activeNode()
            if node is None or not node.type():
                raise errors.no_layer()
            if Krita.instance().batchmode():
                self.start(operation, document, node)
            else:
                self.show(operation, document, node)
        except InlayError as error:
            tell(error)

    def show(self, operation: Operation, document: Document, node: Node) -> None:
        """Show the operation's dialog and its picture; one at a time has the canvas."""
        if self._workspace is None:
            window = Krita.instance().activeWindow()
            assert window is not None, "a menu is a window's"
            self._workspace = Workspace(operation, document, node, window)
            self._workspace.started.connect(self._follow)
            self._workspace.refused.connect(tell)
            self._workspace.finished.connect(self._forget)
            self._workspace.show()
        self._workspace.raise_()
        self._workspace.activateWindow()

    def _forget(self) -> None:
        self._workspace = None

    def start(self, operation: Operation, document: Document, node: Node) -> None:
        """Run an operation as it is set by default; its end is told."""
        task = Task(Reading(operation, document, node, {}, {}))
        task.start()
        self._follow(task)

    def _follow(self, task: Task) -> None:
        self._running[task] = None if Krita.instance().batchmode() else Progress(task, _window())
        task.ended.connect(lambda: self._finish(task))

    def _finish(self, task: Task) -> None:
        del self._running[task]
        if task.error is not None:
            if task.error.code != "cancelled":
                tell(task.error)
            return
        assert task.result is not None
        messages = [str(warning) for warning in task.result.warnings]
        messages += [f"Written: {path}" for path in task.result.files]
        if messages:
            mention("\n".join(messages))


def tell(error: InlayError) -> None:
    """Show what went wrong and what to do about it."""
    if Krita.instance().batchmode():
        print(f"Inlay: {error}", file=sys.stderr)
        return
    box = QtWidgets.QMessageBox(_window())
    box.setWindowTitle("Inlay")
    box.setIcon(QtWidgets.QMessageBox.Icon.Warning)
    box.setText(error.message)
    box.setInformativeText(error.hint)
    box.setWindowModality(QtCore.Qt.WindowModality.WindowModal)
    box.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
    box.show()


def mention(text: str) -> None:
    """Show a passing message over the canvas."""
    window = Krita.instance().activeWindow()
    view = window.activeView() if window is not None else None
    if view is not None:
        view.showFloatingMessage(text, QtGui.QIcon(), MESSAGE_MILLISECONDS, 1)


def _window() -> QtWidgets.QWidget | None:
    window = Krita.instance().activeWindow()
    return window.qwindow() if window is not None else None
