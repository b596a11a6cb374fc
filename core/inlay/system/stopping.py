"""Being asked to stop: signals that unwind the program, and moments in which they wait."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

#: What asks a program to end, on any system: the terminal, the session, a service manager. SIGINT comes last, so that
#: it is the last to be handled as before.
_SIGNALS = [
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK", "SIGINT") if hasattr(signal, name)
]
#: Packages whose compiled parts call Python and lose an exception that comes out of nowhere, or end the process by it.
_DELICATE = {"numba", "llvmlite"}
#: Seconds after which a signal among them is looked at again, and after which they are interrupted all the same.
_AGAIN = 0.02
_PATIENCE = 2.0


class Stopped(KeyboardInterrupt):
    """The program was asked to end.

    A class of its own, since ``python -m`` ends by SIGINT if a plain `KeyboardInterrupt` has passed through code that
    was compiled from a string, as that of named tuples is, even if it was caught.
    """


@contextmanager
def unwinding() -> Iterator[None]:
    """Let every signal that asks the program to end unwind it like Ctrl-C, so that temporary files go."""
    stop = _Stop()
    with _handling(stop):
        try:
            yield
        finally:
            stop.forget()


class _Stop:
    """Handles a signal by unwinding, as soon as nothing is interrupted that cannot bear it."""

    def __init__(self) -> None:
        self._first: float | None = None
        self._before: Any = None

    def __call__(self, number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        self._first = now if self._first is None else self._first
        if not hasattr(signal, "setitimer") or now - self._first > _PATIENCE or not _is_delicate(frame):
            raise Stopped
        if self._before is None:
            self._before = signal.signal(signal.SIGALRM, self)
        signal.setitimer(signal.ITIMER_REAL, _AGAIN)

    def heed(self) -> None:
        """Unwind if there was a signal, whatever has become of the exception."""
        if self._first is not None:
            raise Stopped

    def forget(self) -> None:
        """Do not look again."""
        if self._before is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._before)


def _is_delicate(frame: FrameType | None) -> bool:
    while frame is not None:
        package = str(frame.f_globals.get("__name__")).partition(".")[0]
        if package in _DELICATE or frame.f_code.co_name == "__del__":
            return True
        frame = frame.f_back
    return False


def heed() -> None:
    """Unwind now if a signal has asked for it and what it interrupted could not bear that."""
    for handler in map(signal.getsignal, _SIGNALS):
        if isinstance(handler, _Stop):
            handler.heed()


@contextmanager
def held() -> Iterator[None]:
    """Let signals that ask the program to end wait until this is left."""
    waiting: list[int] = []
    try:
        with _handling(lambda number, _: waiting.append(number)):
            yield
    finally:
        if waiting:
            signal.raise_signal(waiting[0])


def _looks_again() -> bool:
    return hasattr(signal, "SIGALRM") and isinstance(signal.getsignal(signal.SIGALRM), _Stop)


@contextmanager
def _handling(handler: Callable[[int, Any], Any]) -> Iterator[None]:
    """Handle the signals; those that are ignored (by ``nohup``, in the background of a shell) stay so."""
    before = {}
    try:
        # Python handles signals in the main thread alone, whichever thread the system interrupts.
        if threading.current_thread() is threading.main_thread():
            alarms = [signal.SIGALRM] if _looks_again() else []
            for number in [*alarms, *_SIGNALS]:
                found = signal.getsignal(number)
                if found not in (None, signal.SIG_IGN):
                    before[number] = found
                    signal.signal(number, handler)
        yield
    finally:
        for number, found in before.items():
            signal.signal(number, found)
