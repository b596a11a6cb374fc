"""The worker's stdin and stdout, or a socket that leads to both, which never block the caller.

POSIX polls non-blocking pipes; Windows, which cannot, has a thread that reads.
"""

from __future__ import annotations

import os
import select
import socket
import subprocess
import threading
from contextlib import suppress
from queue import Empty, Queue
from typing import IO, Any, Optional, Union

from inlay.contract import sockets

CHUNK = 1 << 16


class PolledPipes:
    """Pipes for POSIX, without threads; anything with a descriptor."""

    def __init__(self, stdin: Any, stdout: Any) -> None:
        self._stdin, self._stdout = stdin, stdout
        os.set_blocking(self._stdin.fileno(), False)
        os.set_blocking(self._stdout.fileno(), False)
        self._unsent = bytearray()

    @property
    def descriptor(self) -> int:
        """Where the child's messages arrive."""
        return self._stdout.fileno()

    def send(self, data: bytes) -> None:
        self._unsent += data
        self._flush()

    def receive(self, timeout: float) -> bytes | None:
        """What has arrived within `timeout` seconds: bytes, maybe none, or None at the end of the stream."""
        self._flush()
        wanted = select.poll()
        wanted.register(self._stdout, select.POLLIN)
        if self._unsent:
            wanted.register(self._stdin, select.POLLOUT)
        wanted.poll(max(timeout, 0) * 1000)
        self._flush()
        arrived = bytearray()
        while True:
            try:
                chunk = os.read(self._stdout.fileno(), CHUNK)
            except BlockingIOError:
                return bytes(arrived)
            except ConnectionResetError:
                chunk = b""
            if not chunk:
                return bytes(arrived) or None
            arrived += chunk

    def close_stdin(self) -> None:
        self._unsent.clear()
        _close(self._stdin)

    def close(self) -> None:
        self.close_stdin()
        _close(self._stdout)

    def _flush(self) -> None:
        try:
            while self._unsent:
                del self._unsent[: os.write(self._stdin.fileno(), self._unsent)]
        except BlockingIOError:
            pass
        except (OSError, ValueError):
            # The worker is gone: the end of its stdout tells.
            self._unsent.clear()


class ThreadedPipes:
    """Pipes for Windows."""

    def __init__(self, stdin: IO[bytes], stdout: IO[bytes]) -> None:
        self._stdin, self._stdout = stdin, stdout
        self._arrived: Queue[Optional[bytes]] = Queue()
        threading.Thread(target=self._read, name="inlay-reader", daemon=True).start()

    @property
    def descriptor(self) -> int:
        """None that could be waited for: the thread has taken it."""
        return -1

    def send(self, data: bytes) -> None:
        content = memoryview(data)
        with suppress(OSError, ValueError):
            while content:
                content = content[self._stdin.write(content) :]

    def receive(self, timeout: float) -> bytes | None:
        try:
            return self._arrived.get(timeout=timeout) if timeout > 0 else self._arrived.get_nowait()
        except Empty:
            return b""

    def close_stdin(self) -> None:
        _close(self._stdin)

    def close(self) -> None:
        # The thread closes stdout: closing it here would wait for the read that is under way.
        self.close_stdin()

    def _read(self) -> None:
        with self._stdout:
            while True:
                chunk = os.read(self._stdout.fileno(), CHUNK)
                self._arrived.put(chunk or None)
                if not chunk:
                    return


Pipes = Union[PolledPipes, ThreadedPipes]


def of(process: subprocess.Popen[bytes]) -> Pipes:
    """Those of a child process."""
    assert process.stdin is not None and process.stdout is not None
    return (PolledPipes if hasattr(select, "poll") else ThreadedPipes)(process.stdin, process.stdout)


def connected(path: str) -> Pipes:
    """Those to whoever listens at the socket of this path.

    Raises
    ------
    OSError
        If nobody does, or the system has no such sockets.
    """
    if not hasattr(socket, "AF_UNIX"):
        raise OSError("there are no such sockets here")
    with socket.socket(socket.AF_UNIX) as connection:
        with sockets.address(path) as address:
            connection.connect(address)
        return PolledPipes(connection.dup(), connection.dup())


def _close(stream: Any) -> None:
    with suppress(OSError):
        stream.close()
