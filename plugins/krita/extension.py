"""Inlay's menu: one action for every installed operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Callable

from inlay.contract.declaration import Operation
from inlay.contract.errors import InlayError, from_json
from inlay.contract.language import _, told
from inlay.contract.protocol import Message
from krita import Document, Extension, Krita, Node, Window

from ..bridge import errors, first_start
from . import entries, guessing, reading, service, setting_up
from .messages import mention, tell, window
from .progress import Progress
from .qt import QtCore
from .reading import Reading
from .repeating import Order, Repeater
from .task import Task
from .workspace import Workspace

#: Until a window that Krita is opening is there.
SETTLING_MILLISECONDS = 1500


class InlayExtension(Extension):
    """Adds the menu to every window and runs what is chosen there."""

    def __init__(self, parent: Krita) -> None:
        super().__init__(parent)
        # Every running task with its window: what nobody in Python holds hears no signals.
        self._running: dict[Task, Progress | None] = {}
        self._workspace: Workspace | None = None
        self._setting_up: setting_up.Window | None = None
        self._repeater = Repeater()

    def setup(self) -> None:
        """Krita calls this once; all there is to do belongs to a window."""

    def createActions(self, window: Window) -> None:
        menu = entries.menu(window)
        try:
            operations = service.operations()
        except InlayError as error:
            # Said when the artist asks, not at every start of Krita.
            broken = menu.addAction(told(_("Inlay does not work…")))
            broken.triggered.connect(lambda checked=False, error=error: tell(error))
            return
        repeat = entries.add_repeat(window, menu, lambda: self._repeater.name)
        repeat.triggered.connect(lambda checked=False: self.repeat())
        submenus = {"": menu}
        for operation in operations:
            if operation.menu not in submenus:
                submenus[operation.menu] = menu.addMenu(operation.menu)
                submenus[operation.menu].setToolTipsVisible(True)
            action = entries.add(window, submenus[operation.menu], operation)
            action.triggered.connect(lambda checked=False, operation=operation: self.ask(operation))
        if setting_up.is_to_be_offered():
            QtCore.QTimer.singleShot(SETTLING_MILLISECONDS, self.set_up)

    def set_up(self, then: Callable[[], object] | None = None) -> None:
        """Offer to make the private environment, and go on once it is there."""
        if self._setting_up is None:
            made = setting_up.Window(window())
            made.ready.connect(lambda: mention(told(first_start.READY)))
            made.destroyed.connect(self._forget_setting_up)
            made.show()
            self._setting_up = made
        if then is not None:
            self._setting_up.ready.connect(then)
        self._setting_up.raise_()
        self._setting_up.activateWindow()

    def _forget_setting_up(self) -> None:
        self._setting_up = None

    def ask(self, operation: Operation) -> None:
        """Show the operation's dialog and run it."""
        try:
            if first_start.is_needed():
                if Krita.instance().batchmode():
                    raise first_start.refusal()
                self.set_up(lambda: self.ask(operation))
                return
            document, active = _active()
            node, guessed = guessing.guess(operation, document, active)
            reading.check(operation, document, node, can_paint=not Krita.instance().batchmode())
            if Krita.instance().batchmode():
                self.start(Order(operation, document, node, {}, {}))
            elif operation.conditional:
                service.get().ask(operation, lambda said: self._answered(said, operation, document, node, guessed))
            else:
                self.show(operation, document, node, guessed)
        except InlayError as error:
            tell(error, operation.id)

    def _answered(
        self, message: Message, operation: Operation, document: Document, node: Node, guessed: Mapping[str, Node]
    ) -> None:
        """The worker says whether the operation can begin; meanwhile the document may have been closed."""
        try:
            if "error" in message:
                raise from_json(message["error"])
            if "done" in message and document in Krita.instance().documents():
                self.show(operation, document, node, guessed)
        except InlayError as error:
            tell(error, operation.id)

    def repeat(self) -> None:
        """Do the last operation once more, without a dialog."""
        try:
            order = self._repeater.again(*_active())
        except InlayError as error:
            tell(error)
            return
        try:
            self.start(order)
        except InlayError as error:
            tell(error, order.operation.id, order.values)

    def show(self, operation: Operation, document: Document, node: Node, guessed: Mapping[str, Node]) -> None:
        """Show the operation's dialog and its picture; one at a time has the canvas."""
        if self._workspace is None:
            place = Krita.instance().activeWindow()
            assert place is not None, "a menu is a window's"
            workspace = Workspace(operation, document, node, guessed, place)
            workspace.started.connect(
                lambda task: self._follow(
                    task, Order(operation, document, node, workspace.values(), workspace.choices())
                )
            )
            workspace.refused.connect(lambda error: tell(error, operation.id, workspace.values()))
            workspace.finished.connect(lambda _: self._forget(workspace))
            # Closing its window takes the dialog along without a word.
            workspace.destroyed.connect(lambda: self._forget(workspace))
            workspace.show()
            self._workspace = workspace
        self._workspace.raise_()
        self._workspace.activateWindow()

    def _forget(self, workspace: Workspace) -> None:
        if self._workspace is workspace:
            self._workspace = None

    def start(self, order: Order) -> None:
        """Run an operation; its end is told."""
        task = Task(Reading(*order))
        task.start()
        self._follow(task, order)

    def _follow(self, task: Task, order: Order) -> None:
        self._repeater.remember(order)
        self._running[task] = None if Krita.instance().batchmode() else Progress(task, window())
        task.ended.connect(lambda: self._finish(task, order))

    def _finish(self, task: Task, order: Order) -> None:
        del self._running[task]
        if task.error is not None:
            if task.error.code != "cancelled":
                tell(task.error, task.operation.id, order.values)
            return
        assert task.result is not None
        self._repeater.arrived(order, task.result.node)
        messages = [warning.told() for warning in task.result.warnings]
        messages += [told(_("Written: {path}", path=path)) for path in task.result.files]
        if messages:
            mention("\n".join(messages))


def _active() -> tuple[Document, Node]:
    """What the artist works on.

    Raises
    ------
    InputError
        If there is nothing.
    """
    document = Krita.instance().activeDocument()
    if document is None:
        raise errors.no_document()
    node = document.activeNode()
    if node is None or not node.type():
        raise errors.no_layer()
    return document, node
