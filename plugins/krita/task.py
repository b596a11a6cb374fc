"""One job on its way: pictures are read, the worker works, the result is inserted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import krita
from inlay.contract.boxes import Box
from inlay.contract.declaration import Operation
from inlay.contract.errors import Cancelled, InlayError, ParameterError, from_json
from inlay.contract.outcomes import Outcomes
from inlay.contract.planes import Encoding
from inlay.contract.protocol import Message

from ..bridge import request
from ..bridge.planes import PlaneFile
from . import hiding, inputs, insertion, layers, service
from .document import Document
from .inputs import Source
from .qt import QtCore

# What Krita can do for an operation.
CAPABILITIES = ("undoable-visibility",)


class Task(QtCore.QObject):
    """A job from the artist's OK to the new layer.

    Reading and inserting hold up Krita, the work itself does not.

    Signals
    -------
    progressed(fraction, doing)
    ended()
        There is a `result` or an `error`.

    Attributes
    ----------
    result : insertion.Result or None
    error : InlayError or None
    """

    progressed = QtCore.pyqtSignal(float, str)
    ended = QtCore.pyqtSignal()

    def __init__(
        self,
        operation: Operation,
        document: krita.Document,
        node: krita.Node,
        values: dict[str, Any],
        choices: Mapping[str, Source],
    ) -> None:
        super().__init__()
        _check(operation, values, choices)
        self.operation = operation
        self.document = Document(document)
        self.node = layers.layer_of(node)
        self.values = values
        self.choices = choices
        self.result: insertion.Result | None = None
        self.error: InlayError | None = None
        self._service = service.get()
        self._number = 0
        self._planes: list[PlaneFile] = []
        self._sources: dict[str, Source] = {}

    @property
    def has_ended(self) -> bool:
        return self.result is not None or self.error is not None

    def start(self) -> None:
        """Read the pictures and send the job.

        Raises
        ------
        InlayError
            If the job cannot be asked for; nothing is left behind.
        """
        self.document.handle.waitForDone()
        try:
            self.document.keep_profile(self._service.folder)
            self.document.watch_place(self.node)
            self._sources = inputs.find(self.operation, self.node, self.choices)
            images = inputs.gather(self.document, self.operation, self.node, self._sources, self.values, self._create)
            job = request.job(self.operation, self.values, images, self.document.described())
        except BaseException:
            for plane in self._planes:
                plane.remove()
            raise
        self._number = self._service.submit(job, self._hear)

    def cancel(self) -> None:
        """Stop; the document stays as it is."""
        if not self.has_ended:
            self._service.cancel(self._number)
            self._end(error=Cancelled())

    def _create(self, box: Box, encoding: Encoding, name: str) -> PlaneFile:
        plane = self._service.folder.create(box, encoding, name)
        self._planes.append(plane)
        return plane

    def _hear(self, message: Message) -> None:
        if self.has_ended:
            return
        if "progress" in message:
            self.progressed.emit(message["progress"], message.get("doing", ""))
        elif "error" in message:
            self._end(error=from_json(message["error"]))
        else:
            self._finish(message["done"])

    def _finish(self, done: Message) -> None:
        try:
            self._end(self._insert(Outcomes.from_json(done)))
        except InlayError as error:
            self._end(error=error)
        except Exception as error:
            # A task always ends: somebody may be waiting for it.
            self._end(error=InlayError(f"The result could not be inserted ({error!r}).", "Run it again."))
            raise

    def _insert(self, found: Outcomes) -> insertion.Result:
        folder = self._service.folder
        homes = {role: source.nodes[-1] for role, source in self._sources.items() if source.nodes}
        try:
            result = insertion.insert(self.document, self.operation, found, self.node, homes, folder)
        finally:
            folder.discard(found.planes())
        result.warnings.extend(hiding.hide(self.document, hiding.wanted(found.outputs, self._sources)))
        return result

    def _end(self, result: insertion.Result | None = None, error: InlayError | None = None) -> None:
        self.result, self.error = result, error
        self.ended.emit()


def _check(operation: Operation, values: Mapping[str, Any], choices: Mapping[str, Source]) -> None:
    """Refuse what the dialog does not offer."""
    for parameter in operation.parameters:
        absent = parameter not in operation.parameters_for(CAPABILITIES)
        if absent and values.get(parameter.id, parameter.default) != parameter.default:
            raise ParameterError(f"Krita has no “{parameter.label}”.", f"Leave out {parameter.id}.")
    for role, source in choices.items():
        entry = operation.input(role)
        if entry is None:
            raise ParameterError(f"There is no input {role}.", "See `inlay show`.")
        if source.way not in entry.ways:
            ways = ", ".join(entry.ways)
            raise ParameterError(f"{entry.label} cannot be found by “{source.way}”.", f"Choose one of {ways}.")
