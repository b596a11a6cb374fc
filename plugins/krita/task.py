"""One job on its way: the worker works on what was read, the result is inserted."""

from __future__ import annotations

from inlay.contract import protocol
from inlay.contract.errors import Cancelled, InlayError, from_json
from inlay.contract.language import _, told
from inlay.contract.outcomes import Outcomes
from inlay.contract.protocol import Message

from ..bridge.view import View
from . import hiding, insertion, service
from .qt import QtCore
from .reading import Reading


class Task(QtCore.QObject):
    """A job from the artist's OK to the new layer: inserting holds up Krita, the work itself does not.

    Parameters
    ----------
    reading : reading.Reading

    Signals
    -------
    progressed(fraction, doing)
    ended()
        There is a `result` or an `error`.

    Attributes
    ----------
    operation : Operation
    result : insertion.Result or None
    error : InlayError or None
    """

    progressed = QtCore.pyqtSignal(float, str)
    ended = QtCore.pyqtSignal()

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.operation = reading.operation
        self.result: insertion.Result | None = None
        self.error: InlayError | None = None
        self._reading = reading
        self._service = service.get()
        self._number = 0

    @property
    def has_ended(self) -> bool:
        return self.result is not None or self.error is not None

    def start(self) -> None:
        """Send the job."""
        self._number = self._service.submit(self._reading.job, self._hear)

    def finish(self, view: View) -> None:
        """Ask for the exact result of what a view shows."""
        self._number = view.finish()
        self._service.follow(self._number, self._hear)

    def cancel(self) -> None:
        """Stop; the document stays as it is."""
        if not self.has_ended:
            self._service.cancel(self._number)
            self._end(error=Cancelled())

    def _hear(self, message: Message) -> None:
        if self.has_ended:
            return
        if "progress" in message:
            self.progressed.emit(message["progress"], told(protocol.doing(message)))
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
            self._end(
                error=InlayError(
                    _("The result could not be inserted ({error}).", error=repr(error)), _("Run it again.")
                )
            )
            raise

    def _insert(self, found: Outcomes) -> insertion.Result:
        folder, read = self._service.folder, self._reading
        try:
            result = insertion.insert(read.document, self.operation, found, read.node, read.homes, folder)
        finally:
            folder.discard(found.planes())
        hidden = hiding.wanted(found.outputs, read.sources)
        result.warnings.extend(hiding.hide(read.document, hidden))
        if result.node is not None:
            hiding.turn_to(read.document, result.node, hidden)
        return result

    def _end(self, result: insertion.Result | None = None, error: InlayError | None = None) -> None:
        self.result, self.error = result, error
        self.ended.emit()
