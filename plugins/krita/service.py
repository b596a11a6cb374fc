"""The one worker that serves this Krita, started with the first job and ended with the last window."""

from krita import Krita

from .bridge import client, installation, table
from .qt import QtCore

POLL_MILLISECONDS = 40

_service = None


def operations():
    """The installed operations.

    Raises
    ------
    BridgeError
        If the installation is damaged.
    """
    return table.load(installation.load().table)


def get():
    """The service of this Krita."""
    global _service
    if _service is None:
        _service = Service()
    return _service


class Service(QtCore.QObject):
    """Starts the worker, sends it jobs and passes on what it says about each, without ever waiting for it."""

    def __init__(self):
        super().__init__()
        self._worker = None
        self._listeners = {}
        self._timer = QtCore.QTimer(self)
        self._timer.setInterval(POLL_MILLISECONDS)
        self._timer.timeout.connect(self.poll)
        QtCore.QCoreApplication.instance().aboutToQuit.connect(self._quit)

    @property
    def folder(self):
        """The running worker's folder of planes; starts a worker where there is none.

        Raises
        ------
        BridgeError
            If it does not start.
        """
        if self._worker is None or not self._worker.alive:
            self.close()
            self._worker = client.start(installation.load(), f"krita {Krita.instance().version()}")
        return self._worker.folder

    def submit(self, job, listener):
        """Send what `request.job` made; ``listener(message)`` hears all about it. Returns the job's number."""
        number = self._worker.submit(job)
        self._listeners[number] = listener
        self._timer.start()
        return number

    def cancel(self, number):
        self._worker.cancel(number)

    def poll(self):
        worker = self._worker
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

    def close(self):
        """End the worker; its open jobs end with an error."""
        if self._worker is not None:
            self._worker.kill()
            self.poll()
            self._worker = None

    def _tell(self, number, message):
        listener = self._listeners.get(number)
        if listener is not None:
            listener(message)

    def _quit(self):
        # Nobody is left to be told.
        self._listeners.clear()
        self.close()
