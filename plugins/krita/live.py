"""An operation while it is set: its pictures are with the worker, the worker's frames are on the screen."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, Callable, NamedTuple

import krita
from inlay.contract.boxes import Box
from inlay.contract.declaration import Operation
from inlay.contract.errors import InlayError
from inlay.contract.language import _, told
from inlay.contract.planes import Plane
from inlay.contract.protocol import Message
from inlay.contract.views import Opening, Rect

from ..bridge.planes import PlaneFile
from ..bridge.view import View
from . import layers, modes, picture, service
from .inputs import Source
from .pixels import fill, is_opaque
from .qt import QtCore, QtGui, QtWidgets
from .reading import CAPABILITIES, Reading
from .task import Task

#: What part of the canvas is seen, on how many columns and rows of the screen's pixels.
Seen = tuple[Rect, int, int]
#: How often it is looked whether the document is still there.
GUARD_SECONDS = 0.2
LOST = InlayError(_("The worker ended unexpectedly."), _("Change a setting to try again."))


class Shown(NamedTuple):
    """A frame on the screen: the file that its pixels stay in, and the part of the canvas that it shows."""

    file: QtCore.QFile
    image: QtGui.QImage
    rect: QtCore.QRectF


class Live(QtCore.QObject):
    """An operation's view, from its pictures to its frames.

    Parameters
    ----------
    operation : Operation
    document : krita.Document
    node : krita.Node
        What the artist works on.
    display_table : bytes
        As in `inlay.contract.views.Opening`.

    Signals
    -------
    pictured()
        There is a newer picture in `shown`.
    told(words)
        What is to be said of it.
    altered()
        How it is looked at, or what is painted, is not as it was.
    moved(values)
        Parameters were dragged on the picture.
    lost()
        The document is gone.

    Attributes
    ----------
    view : bridge.view.View or None
        None until the pictures could be read.
    shown : Shown or None
    seen : callable or None
        Says what part of the canvas is `Seen`.
    """

    pictured = QtCore.pyqtSignal()
    told = QtCore.pyqtSignal(str)
    altered = QtCore.pyqtSignal()
    moved = QtCore.pyqtSignal(dict)
    lost = QtCore.pyqtSignal()

    def __init__(
        self, operation: Operation, document: krita.Document, node: krita.Node, display_table: bytes = b""
    ) -> None:
        super().__init__()
        self.operation = operation
        self.box = Box(0, 0, document.width(), document.height())
        self.view: View | None = None
        self.shown: Shown | None = None
        self.seen: Callable[[], Seen] | None = None
        self._document, self._node, self._display_table = document, node, display_table
        self._values: Mapping[str, Any] = {}
        self._choices: Mapping[str, Source] = {}
        self._reading: Reading | None = None
        self._is_outdated = True  # What was read is not what is chosen
        self._is_busy = False  # Reading, while which Krita serves events
        self._is_closed = False
        self._is_promising = False  # Whether a worker that has died is worth another
        self._is_finishing = False
        self._said = ""
        self._guarded = 0.0

    # What the artist sets.

    def open(self, values: Mapping[str, Any], choices: Mapping[str, Source]) -> None:
        """Show the operation on what is chosen, from now on; what cannot be read is told."""
        self._values, self._choices = values, choices
        self._is_promising = True
        service.get().watch(self._tick)
        self._is_outdated = True
        if not self._is_busy:
            self._reopen()

    def set(self, values: Mapping[str, Any]) -> None:
        """Change parameters."""
        self._values = {**self._values, **values}
        if self.view is not None:
            self.view.change(parameters=values)
        self.alter()

    def alter(self) -> None:
        """The view was changed."""
        self._is_promising = True
        self.altered.emit()

    def finish(self) -> Task:
        """The task of inserting what is seen; the view closes with it.

        Raises
        ------
        InlayError
            If the pictures cannot be read.
        """
        if self._reading is None or not self._is_served:
            self._read()
        assert self._reading is not None and self.view is not None
        task = Task(self._reading)
        task.ended.connect(self.close)
        self._is_finishing = True
        task.finish(self.view)
        return task

    def close(self) -> None:
        """Let go of everything."""
        self._is_closed = True
        service.get().leave(self._tick)
        # Before the view: its file is not looked at any more.
        self.shown = None
        self._let_go()
        self.pictured.emit()

    def abandon(self) -> None:
        """Let go of everything, unless a result is on its way: what showed it has gone."""
        self.seen = None
        if not self._is_finishing and not self._is_closed:
            self.close()

    @property
    def is_reading(self) -> bool:
        """Whether the pictures have still to be read."""
        return self._is_outdated or self._is_busy

    # What goes on by itself.

    @property
    def _is_served(self) -> bool:
        return self.view is not None and self.view.worker.alive

    def _tick(self, messages: Sequence[Message]) -> None:
        self._guard()
        if self._reading is None or self.view is None:
            return
        if not self._is_served:
            if not self._is_finishing:
                self._recover()
            return
        if self.view.take(messages):
            self._show()
        if self.seen is not None:
            rect, columns, rows = self.seen()
            if (rect, (columns, rows)) != (self.view.state.rect, self.view.state.size):
                self.view.show(rect, columns, rows)
        self.view.send()
        frame, error = self.view.frame, self.view.error
        self._say(error.told() if error is not None else "" if frame is None else told(frame.line))

    def _guard(self) -> None:
        now = time.monotonic()
        if now > self._guarded + GUARD_SECONDS:
            self._guarded = now
            if all(other != self._document for other in krita.Krita.instance().documents()):
                self.lost.emit()

    def _show(self) -> None:
        """Put the view's frame on the screen."""
        assert self.view is not None and self.view.frame is not None
        frame, file = self.view.frame, QtCore.QFile(self.view.path)
        # A file that is too short would take Krita down where it is mapped.
        if not file.open(QtCore.QIODevice.OpenModeFlag.ReadOnly) or file.size() < frame.size:
            return
        pixels = file.map(0, frame.size)
        if pixels is None:
            return
        image = QtGui.QImage(pixels, frame.width, frame.height, frame.stride, QtGui.QImage.Format.Format_RGB888)
        self.shown = Shown(file, image, QtCore.QRectF(*frame.rect))
        self._is_promising = True
        self.pictured.emit()

    def _recover(self) -> None:
        """Start again with a new worker, unless this would go on for ever."""
        if not self._is_promising:
            self._say(str(LOST))
            return
        self._is_promising = False
        self._is_outdated = True
        self._reopen()

    def _reopen(self) -> None:
        """Read the pictures, and again if others were chosen meanwhile; what cannot be read is told."""
        self._is_busy = True
        while self._is_outdated and not self._is_closed:
            self._is_outdated = False
            try:
                self._read()
            except InlayError as error:
                self._say(error.told())
        self._is_busy = False

    def _read(self) -> None:
        """Read the pictures, and open the view on them."""
        self._let_go()
        QtWidgets.QApplication.setOverrideCursor(QtGui.QCursor(QtCore.Qt.CursorShape.WaitCursor))
        try:
            self._open_on(Reading(self.operation, self._document, self._node, self._values, self._choices, whole=True))
        finally:
            QtWidgets.QApplication.restoreOverrideCursor()

    def _open_on(self, reading: Reading) -> None:
        if self._is_closed:
            reading.discard()
            return
        try:
            opening, worker = self._opening(reading), service.get().worker
        except BaseException:
            reading.discard()
            raise
        self._reading = reading
        if self.view is None:
            self.view = View(self.operation, opening, worker)
            self.altered.emit()
        else:
            self.view.restart(opening, worker)
        # They may have changed while the pictures were read.
        self.view.change(parameters=self._values)

    def _opening(self, reading: Reading) -> Opening:
        document = reading.document
        before = reading.create(document.box, document.encoding, told(_("Before")))
        fill(before, document.handle.pixelData)
        below: Plane | None = None
        hidden = _hidden(self.operation, reading)
        if hidden:
            below = reading.create(document.box, document.encoding, told(_("Below")))
            picture.read_without(document.handle, hidden, below)
        display = service.get().folder.keep(self._display_table, "table") if self._display_table else ""
        return Opening(reading.job, before, below, self._ground(reading), display, modes.mixing_of(reading.node))

    def _ground(self, reading: Reading) -> Plane | None:
        """The layer below, on which the result is tried."""
        layer = layers.layer_below(reading.node)
        if layer is None or layers.extent(layer).is_empty:
            return None
        plane = reading.create(layers.extent(layer), reading.document.encoding, layer.name())
        picture.read(reading.document.handle, layer, plane)
        return plane

    def _let_go(self) -> None:
        if self._reading is None:
            return
        self._reading = None
        if self._is_served:
            assert self.view is not None
            self.view.close()

    def _say(self, words: str) -> None:
        if words != self._said:
            self._said = words
            self.told.emit(words)


def _hidden(operation: Operation, reading: Reading) -> Sequence[krita.Node]:
    """The layers that a result may hide: what it is made from, and what is drawn over that to say where."""
    if not (_hides_by_a_setting(operation) or _may_stand_in(operation, reading)):
        return ()
    roles = [entry.role for entry in operation.inputs if entry.active or entry.role == operation.painted]
    return [layers.layer_of(reading.homes[role]) for role in roles if role in reading.homes]


def _hides_by_a_setting(operation: Operation) -> bool:
    return any(parameter.needs in CAPABILITIES for parameter in operation.parameters)


def _may_stand_in(operation: Operation, reading: Reading) -> bool:
    """Whether a layer may come in place of what it is made from, which would show through it."""
    active = operation.active_input
    plane = None if active is None else reading.job.images.get(active.role)
    makes_layers = any(output.kind == "layer" for output in operation.outputs)
    return makes_layers and isinstance(plane, PlaneFile) and (plane.is_mixed or not is_opaque(plane))
