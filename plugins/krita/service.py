"""The one worker that serves this Krita, started with the first job and ended with the last window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable, Dict, List

from inlay.contract.declaration import Operation
from inlay.contract.job import Job
from inlay.contract.protocol import Message
from krita import Krita

from ..bridge import client, installation, table
from ..bridge.planes import Folder
from .qt import QtCore

POLL_MILLISECONDS = 40
#: While an artist looks at a picture that is to follow the hand.
WATCHING_MILLISECONDS = 8

Listener = Callable[[Message], None]
Viewer = Callable[[Sequence[Message]], None]

_service: Service | None = None


def operations() -> list[Operation]:
    """The operations that there are, or will be once Inlay is set up.

    Raises
    ------
    InstallationError
        If the installation is damaged.
    """
    return table.offered()


def get() -> Service:
    """The service of this Krita."""
    global _service
    if _service is None:
        _service = Service()
    return _service


class Service(QtCore.QObject):
    """Starts the worker, sends it jobs and passes on what it says about each, without ever waiting for it."""

    def __init__(self) -> None:
        super().__init__()
        self._worker: client.Worker | None = None
        self._listeners: Dict[int, Listener] = {}
        self._viewers: List[Viewer] = []
        self._timer = QtCore.QTimer(self)
        self._timer.timeout.connect(self.poll)
        QtCore.QCoreApplication.instance().aboutToQuit.connect(self._quit)

    @property
    def worker(self) -> client.Worker:
        """The running worker; starts one where there is none, or one that was installed since in place of an idle one.

        Raises
        ------
        InlayError
            If it does not start.
        """
        installed = installation.load()
        if self._worker is None or not self._worker.alive or self._is_outdated(installed, self._worker):
            self.close()
            self._worker = client.start(installed, f"krita {Krita.instance().version()}")
        return self._worker

    def _is_outdated(self, installed: installation.Installation, worker: client.Worker) -> bool:
        is_idle = not self._listeners and not self._viewers
        return is_idle and not installation.is_current(installed, worker.folder.path)

    @property
    def folder(self) -> Folder:
        """The running worker's folder of planes; raises what `worker` raises."""
        return self.worker.folder

    def submit(self, job: Job, listener: Listener) -> int:
        """Send a job; ``listener(message)`` hears all about it. Returns the job's number.

        Its planes lie in `folder`, which has started the worker.
        """
        assert self._worker is not None
        number = self._worker.submit(job)
        self.follow(number, listener)
        return number

    def ask(self, operation: Operation, listener: Listener) -> None:
        """Ask whether an operation can begin; ``listener(message)`` hears the answer.

        Raises
        ------
        InlayError
            If there is no worker to be asked.
        """
        self.follow(self.worker.ask(operation.id), listener)

    def follow(self, number: int, listener: Listener) -> None:
        """Let a listener hear of a job that the worker has been sent."""
        self._listeners[number] = listener
        self._attend()

    def watch(self, viewer: Viewer) -> None:
        """From now on call ``viewer(messages)`` every few milliseconds with what the worker says of views."""
        if viewer not in self._viewers:
            self._viewers.append(viewer)
        self._attend()

    def leave(self, viewer: Viewer) -> None:
        """Call a viewer no longer."""
        if viewer in self._viewers:
            self._viewers.remove(viewer)

    def cancel(self, number: int) -> None:
        if self._worker is not None:
            self._worker.cancel(number)

    def poll(self) -> None:
        worker = self._worker
        messages = [] if worker is None else worker.messages()
        failure: Exception | None = None
        for message in messages:
            if "job" in message:
                try:
                    self._settle(message)
                except Exception as error:
                    # Others wait for what else was said.
                    failure = error
        seen = [message for message in messages if "view" in message]
        for viewer in list(self._viewers):
            viewer(seen)
        self._attend()
        if failure is not None:
            raise failure

    def close(self) -> None:
        """End the worker; its open jobs end with an error."""
        if self._worker is not None:
            self._worker.kill()
            try:
                self.poll()
            finally:
                self._worker = None

    def _settle(self, message: Message) -> None:
        number = message["job"]
        if "progress" in message:
            self._tell(number, message)
            return
        try:
            self._tell(number, message)
        finally:
            self._listeners.pop(number, None)
            if self._worker is not None:
                self._worker.forget(number)

    def _attend(self) -> None:
        """Look as often as somebody waits for what there is to be seen."""
        if not self._viewers and not self._listeners:
            self._timer.stop()
            return
        interval = WATCHING_MILLISECONDS if self._viewers else POLL_MILLISECONDS
        if not self._timer.isActive() or self._timer.interval() != interval:
            self._timer.start(interval)

    def _tell(self, number: int, message: Message) -> None:
        listener = self._listeners.get(number)
        if listener is not None:
            listener(message)

    def _quit(self) -> None:
        # Nobody is left to be told.
        self._listeners.clear()
        self._viewers.clear()
        self.close()
