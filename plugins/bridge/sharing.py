"""One worker for all the processes of an editor: kept warm by one of them, found by the others.

Where there is none, or it is busy with another process, a process starts one of its own (`client.start`).
"""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import suppress

from inlay.contract import protocol
from inlay.contract.errors import InlayError
from inlay.contract.process_tree import Process

from . import launching, pipes
from .client import IDLE_SECONDS, Worker, start
from .installation import Installation, demand_settled, is_current
from .planes import ROOM, Folder

ANSWER_SECONDS = 1.0
CLOSE_SECONDS = 0.5
#: A worker that ends sooner has not done what it is for, and so often in a row it never will.
SHORT_LIFE = 10.0
MOST_SHORT_LIVES = 3


class Keeper:
    """Keeps a worker running that others connect to; starts another when it has ended.

    Attributes
    ----------
    address : str
        Where it is to be found; empty without one.
    """

    def __init__(self, installation: Installation, host: str) -> None:
        self.address = ""
        self._installation = installation
        self._host = host
        self._folder: Folder | None = None
        self._process: Process[bytes] | None = None
        self._started = -SHORT_LIFE
        self._short_lives = 0

    def tend(self) -> bool:
        """Start the worker where none runs; whether it is worth asking again. Called now and then."""
        if self._process is not None and self._process.poll() is None:
            if not self._is_outdated():
                return True
            self._started = -SHORT_LIFE
        self.close()
        self._short_lives = self._short_lives + 1 if time.monotonic() - self._started < SHORT_LIFE else 0
        if self._short_lives >= MOST_SHORT_LIVES:
            return False
        self._started = time.monotonic()
        try:
            self._folder = Folder(room=0)
            self._process = launching.launch(self._installation, self._folder.path, self._host, "--listen")
        except InlayError:
            self.close()
            return False
        self.address = os.path.join(self._folder.path, protocol.SOCKET)
        return True

    def _is_outdated(self) -> bool:
        """Whether the worker has nothing to do, and another was installed since it was started."""
        return os.path.exists(self.address) and not is_current(self._installation, os.path.dirname(self.address))

    def close(self) -> None:
        """End the worker."""
        self.address = ""
        if self._process is not None:
            ends, self._process = self._process, None
            assert ends.stdin is not None and ends.stdout is not None
            ends.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                ends.wait(CLOSE_SECONDS)
            launching.kill(ends)
            ends.stdout.close()
        if self._folder is not None:
            self._folder.remove()
            self._folder = None


def worker(installation: Installation, host: str, address: str, room: int = ROOM, idle: float = IDLE_SECONDS) -> Worker:
    """The worker that is kept at this address, or one of this process's own.

    Parameters
    ----------
    installation : installation.Installation
    host : str
        Name and version of the editor.
    address : str
        The `Keeper.address`; empty where nobody keeps one.
    room : int
        Bytes of planes that the next job needs.
    idle : float
        Seconds without work after which a worker of its own ends.
    """
    demand_settled(installation)
    found = _connected(installation, host, address, room) if address else None
    return found or start(installation, host, room, idle)


def _connected(installation: Installation, host: str, address: str, room: int) -> Worker | None:
    if not is_current(installation, os.path.dirname(address)):
        return None
    try:
        ends = pipes.connected(address)
    except OSError:
        return None
    folder = Folder(room)
    found = Worker(folder, ends, None, installation.log, host)
    deadline = time.monotonic() + ANSWER_SECONDS
    while found.alive and not found.greeted and time.monotonic() < deadline:
        found.messages(ANSWER_SECONDS)
    if found.greeted:
        return found
    found.kill()
    return None
