"""Serves one process of an editor after another at a socket, so that what they all need is loaded once."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from inlay import __version__
from inlay.contract import protocol, sockets
from inlay.contract.protocol import Message
from inlay.worker.folder import Folder
from inlay.worker.host import Host
from inlay.worker.loader import Loader
from inlay.worker.service import Service

#: A visitor may be silent for longer than any dialog is open.
IDLE_SECONDS = 1e6
#: How long work may go on that nobody wants any more.
LEAVING_SECONDS = 2.0


class Visits:
    """The visitors of a worker, which are served one at a time.

    Parameters
    ----------
    folder : Folder
        Where the socket is; visitors bring folders of their own for their planes.
    end : callable
        Ends the worker.
    """

    def __init__(self, folder: Folder, end: Callable[[], NoReturn]) -> None:
        self._address = folder.path / protocol.SOCKET
        self._end = end
        self._loader = Loader()
        self._visit: Visit | None = None

    def serve(self) -> NoReturn:
        while True:
            self._loader.resume(lambda: self._visit is not None)
            with _visitor(self._address) as connection:
                self._visit = Visit(connection, self._end)
                self._visit.serve(self._loader)
            self._visit = None

    def remove(self) -> None:
        """Remove the planes of who is here; nothing can be made afterwards."""
        if self._visit is not None:
            self._visit.remove()


class Visit:
    """One process of the editor, from its greeting until it goes.

    Work that has not ended soon after it has gone ends the worker: it would keep the next one waiting.
    """

    def __init__(self, connection: socket.socket, end: Callable[[], NoReturn]) -> None:
        self._host = Host(connection.fileno(), connection.fileno())
        self._end = end
        self._folder: Folder | None = None
        self._service: Service | None = None
        self._greeted, self._served, self._gone = threading.Event(), threading.Event(), threading.Event()

    def serve(self, loader: Loader) -> None:
        """Do what the visitor asks for until it has gone."""
        self._host.send(protocol.greeting(version=__version__))
        self._host.listen(self._receive, self._leave)
        self._greeted.wait()
        if self._service is not None:
            self._service.serve(IDLE_SECONDS, loader)
        if self._folder is not None:
            self._folder.clear()
        self._host.close()
        self._served.set()
        self._gone.wait()

    def remove(self) -> None:
        if self._folder is not None:
            self._folder.remove()

    def _receive(self, message: Message) -> None:
        if self._service is None:
            self._folder = Folder(Path(protocol.folder_of(message)))
            self._service = Service(self._host, self._folder)
            self._service.receive(message)
            self._greeted.set()
        else:
            self._service.receive(message)

    def _leave(self) -> None:
        if self._service is not None:
            self._service.leave()
        self._greeted.set()
        if not self._served.wait(LEAVING_SECONDS):
            self._end()
        self._gone.set()


def _visitor(address: Path) -> socket.socket:
    """Wait for the next one; until then anybody can connect, afterwards nobody, who hears so at once."""
    unheard = address.with_suffix(".new")
    with socket.socket(socket.AF_UNIX) as listener:
        with sockets.address(str(unheard)) as bound:
            listener.bind(bound)
        listener.listen(1)
        unheard.rename(address)
        connection, _ = listener.accept()
        address.unlink()
    return connection
