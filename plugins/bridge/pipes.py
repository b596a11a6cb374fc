"""A child process's stdin and stdout that never block the caller.

POSIX polls non-blocking pipes; Windows, which cannot, has a thread that reads.
"""

import os
import select
import threading
from contextlib import suppress
from queue import Empty, Queue

CHUNK = 1 << 16


class PolledPipes:
    """Pipes for POSIX, without threads."""

    def __init__(self, process):
        self._stdin, self._stdout = process.stdin, process.stdout
        os.set_blocking(self._stdin.fileno(), False)
        os.set_blocking(self._stdout.fileno(), False)
        self._unsent = bytearray()

    def send(self, data):
        self._unsent += data
        self._flush()

    def receive(self, timeout):
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
            if not chunk:
                return bytes(arrived) or None
            arrived += chunk

    def close_stdin(self):
        self._unsent.clear()
        _close(self._stdin)

    def close(self):
        self.close_stdin()
        _close(self._stdout)

    def _flush(self):
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

    def __init__(self, process):
        self._stdin, self._stdout = process.stdin, process.stdout
        self._arrived = Queue()
        threading.Thread(target=self._read, name="inlay-reader", daemon=True).start()

    def send(self, data):
        content = memoryview(data)
        with suppress(OSError, ValueError):
            while content:
                content = content[self._stdin.write(content) :]

    def receive(self, timeout):
        try:
            return self._arrived.get(timeout=timeout) if timeout > 0 else self._arrived.get_nowait()
        except Empty:
            return b""

    def close_stdin(self):
        _close(self._stdin)

    def close(self):
        # The thread closes stdout: closing it here would wait for the read that is under way.
        self.close_stdin()

    def _read(self):
        with self._stdout:
            while True:
                chunk = os.read(self._stdout.fileno(), CHUNK)
                self._arrived.put(chunk or None)
                if not chunk:
                    return


def of(process):
    return (PolledPipes if hasattr(select, "poll") else ThreadedPipes)(process)


def _close(stream):
    with suppress(OSError):
        stream.close()
