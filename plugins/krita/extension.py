"""Inlay's menu: one action for every installed operation."""

import sys

from krita import Extension, Krita

from . import service
from .bridge import errors
from .bridge.errors import BridgeError
from .dialog import Dialog
from .progress import Progress
from .qt import QtCore, QtGui, QtWidgets
from .task import Task

MENU = "inlay_menu"
PLACE = "tools/scripts"
MESSAGE_MILLISECONDS = 6000


class InlayExtension(Extension):
    """Adds the menu to every window and runs what is chosen there."""

    def __init__(self, parent):
        super().__init__(parent)
        # Every running task with its window: what nobody in Python holds hears no signals.
        self._running = {}

    def setup(self):
        """Krita calls this once; all there is to do belongs to a window."""

    def createActions(self, window):
        entry = window.createAction(MENU, "Inlay", PLACE)
        menu = QtWidgets.QMenu("Inlay", window.qwindow())
        menu.setToolTipsVisible(True)
        entry.setMenu(menu)
        try:
            operations = service.operations()
        except BridgeError as error:
            # Said when the artist asks, not at every start of Krita.
            broken = menu.addAction("Inlay does not work…")
            broken.triggered.connect(lambda checked=False, error=error: tell(error))
            return
        submenus = {"": menu}
        for operation in sorted(operations, key=lambda operation: operation.menu):
            if operation.menu not in submenus:
                submenus[operation.menu] = menu.addMenu(operation.menu)
                submenus[operation.menu].setToolTipsVisible(True)
            action = window.createAction(f"inlay_{operation.id}", f"{operation.name}…", "")
            action.setToolTip(operation.summary)
            action.triggered.connect(lambda checked=False, operation=operation: self.ask(operation))
            submenus[operation.menu].addAction(action)

    def ask(self, operation):
        """Show the operation's dialog and run it."""
        try:
            document = Krita.instance().activeDocument()
            if document is None:
                raise errors.no_document()
            node = document.activeNode()
            if node is None or not node.type():
                raise errors.no_layer()
            if Krita.instance().batchmode():
                self.start(operation, document, node, {}, {})
                return
            dialog = Dialog(operation, document, node, _window())
            if dialog.exec():
                self.start(operation, document, node, dialog.values(), dialog.choices())
        except BridgeError as error:
            tell(error)

    def start(self, operation, document, node, values, choices):
        """Run an operation; its end is told."""
        QtWidgets.QApplication.setOverrideCursor(QtGui.QCursor(QtCore.Qt.CursorShape.WaitCursor))
        try:
            task = Task(operation, document, node, values, choices)
            task.start()
        finally:
            QtWidgets.QApplication.restoreOverrideCursor()
        self._running[task] = None if Krita.instance().batchmode() else Progress(task, _window())
        task.ended.connect(lambda: self._finish(task))

    def _finish(self, task):
        del self._running[task]
        if task.error is not None:
            if task.error.code != "cancelled":
                tell(task.error)
            return
        messages = [str(warning) for warning in task.result.warnings]
        messages += [f"Written: {path}" for path in task.result.files]
        if messages:
            mention("\n".join(messages))


def tell(error):
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


def mention(text):
    """Show a passing message over the canvas."""
    window = Krita.instance().activeWindow()
    view = window.activeView() if window is not None else None
    if view is not None:
        view.showFloatingMessage(text, QtGui.QIcon(), MESSAGE_MILLISECONDS, 1)


def _window():
    window = Krita.instance().activeWindow()
    return window.qwindow() if window is not None else None
