"""The one worker that serves this Krita, started with the first job and ended with the last window."""

from __future__ import annotations

from typing import Callable, Dict

from inlay.contract.declaration import Operation
from inlay.contract.job import Job
from inlay.contract.protocol import Message
from krita import Krita

from ..bridge import client, installation, table
from ..bridge.planes import Folder
from .qt import QtCore

POLL_MILLISECONDS = 40

Listener = Callable[[Message], None]

_service: Service | None = None


def operations() -> list[Operation]:
    """The installed operations.

    Raises
    ------
    InstallationError
        If the installation is damaged.
    """
    return table.load(installation.load().table)


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
        self._timer = QtCore.QTimer(self)
        self._timer.setInterval(POLL_MILLISECONDS)
        self._timer.timeout.connect(self.poll)
        QtCore.QCoreApplication.instance().aboutToQuit.connect(self._quit)

    @property
    def folder(self) -> Folder:
        """The running worker's folder of planes; starts a worker where there is none.

        Raises
        ------
        InlayError
            If it does not start.
        """
        if self._worker is None or not self._worker.alive:
            self.close()
            self._worker = client.start(installation.load(), f"krita {Krita.instance().version()}")
        return self._worker.folder

    def submit(self, job: Job, listener: Listener) -> int:
        """Send a job; ``listener(message)`` hears all about it. Returns the job's number.

        Its planes lie in `folder`, which has started the worker.
        """
        assert self._worker is not None
        number = self._worker.submit(job)
        self._listeners[number] = listener
        self._timer.start()
        return number

    def cancel(self, number: int) -> None:
        if self._worker is not None:
            self._worker.cancel(number)

    def poll(self) -> None:
        worker = self._worker
        if worker is None:
            return
        for message in worker.messages():
            number = message["job"]
            if "progress" in message:
                self._tell(number, message)
                continue
            try:
                self._tell(number, message)
            finally:
                self._listeners.pop(number, None)
                worker.forget(number)
        if not self._listeners:
            self._timer.stop()

    def close(self) -> None:
        """End the worker; its open jobs end with an error."""
        if self._worker is not None:
            self._worker.kill()
            self.poll()
            self._worker = None

    def _tell(self, number: int, message: Message) -> None:
        listener = self._listeners.get(number)
        if listener is not None:
            listener(message)

    def _quit(self) -> None:
        # Nobody is left to be told.
        self._listeners.clear()
        self.close()
