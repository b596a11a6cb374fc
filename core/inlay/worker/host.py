"""The editor at the other end of the pipes."""

from __future__ import annotations

import os
import select
import signal
import socket
import threading
from collections.abc import Callable
from typing import Any

from inlay.contract import protocol
from inlay.contract.language import _
from inlay.contract.limits import DEEPEST, LONGEST_LINE
from inlay.contract.protocol import AGAIN, Message
from inlay.errors import InlayError, ProtocolError
from inlay.worker import log

CHUNK = 1 << 16
WATCH_SECONDS = 1.0


class Host:
    """Sends messages to an editor, and listens to it in a thread.

    Parameters
    ----------
    incoming, outgoing : int
        Descriptors to read from and to write to.
    """

    def __init__(self, incoming: int, outgoing: int) -> None:
        self._incoming, self._outgoing = incoming, outgoing
        self._sending = threading.Lock()

    def send(self, message: Message) -> None:
        """Send a message; a host that has gone is noticed by the listening thread."""
        data = memoryview(protocol.encode(message, _native))
        with self._sending:
            while data:
                try:
                    data = data[os.write(self._outgoing, data) :]
                except OSError:
                    return

    def fail(self, error: InlayError, job: object = None) -> None:
        """Send an error, of a job or of none."""
        self.send(protocol.failed(error, job))

    def close(self) -> None:
        """Send nothing more: the descriptor is about to become another one's."""
        with self._sending:
            self._outgoing = -1

    def listen(self, receive: Callable[[Message], None], gone: Callable[[], None]) -> None:
        """Call `receive` with every message and `gone` at the end, from a thread."""

        def work() -> None:
            try:
                self._read(receive)
            except InlayError as error:
                self.fail(error)
            finally:
                gone()

        threading.Thread(target=work, name="host", daemon=True).start()

    def _read(self, receive: Callable[[Message], None]) -> None:
        line = bytearray()
        while chunk := self._chunk():
            *ends, rest = chunk.split(b"\n")
            for end in ends:
                receive(_parse(bytes(line + end)))
                line.clear()
            line += rest
            if len(line) > LONGEST_LINE:
                raise ProtocolError(
                    _("A line is longer than {longest_line} bytes.", longest_line=LONGEST_LINE),
                    _("Send planes as files."),
                )

    def _chunk(self) -> bytes:
        """The next bytes, or none at the end."""
        try:
            return os.read(self._incoming, CHUNK)
        except OSError:
            return b""


class Parent(Host):
    """The process that started the worker, at stdin and stdout: its death and signals are heard too.

    Takes stdin and stdout for itself: what an operation prints goes to the log, and its child processes read nothing.
    """

    def __init__(self) -> None:
        super().__init__(os.dup(0), os.dup(1))
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(2, 1)
        os.close(nothing)
        log.take_over()
        self._parent = os.getppid()
        self._stop, self._stopped = socket.socketpair()

    def listen(self, receive: Callable[[Message], None], gone: Callable[[], None]) -> None:
        """Call `receive` with every message and `gone` at the end, from a thread.

        The end is that of stdin, the parent's death or a signal, even while the main thread is busy in compiled code.
        """
        if os.name == "posix":
            self._stopped.setblocking(False)
            signal.set_wakeup_fd(self._stopped.fileno(), warn_on_full_buffer=False)
            at_signals(lambda: None)
        super().listen(receive, gone)

    def _chunk(self) -> bytes:
        while os.name == "posix":
            ready, _, _ = select.select([self._incoming, self._stop.fileno()], [], [], WATCH_SECONDS)
            if self._stop.fileno() in ready or os.getppid() != self._parent:
                return b""
            if ready:
                break
        return super()._chunk()


def at_signals(act: Callable[[], object]) -> None:
    """Call `act` in the main thread whenever the system asks the worker to end."""
    if os.name == "posix":
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
            signal.signal(number, lambda *_: act())


def _parse(line: bytes) -> Message:
    message = protocol.decode(line)
    if _depth(message) > DEEPEST:
        raise ProtocolError(_("A line is nested more than {deepest} deep.", deepest=DEEPEST), AGAIN)
    return message


def _depth(value: object) -> int:
    """How deep lists and objects are nested; deeper than `DEEPEST` is not counted."""
    depth, level = 0, [value]
    while level and depth <= DEEPEST:
        depth += 1
        inner = (each.values() if isinstance(each, dict) else each for each in level if isinstance(each, dict | list))
        level = [value for values in inner for value in values if isinstance(value, dict | list)]
    return depth


def _native(value: Any) -> Any:
    """What JSON does not know: numpy's numbers as Python's, all else as text."""
    from inlay.operations.plain import plain

    return plain(value)
