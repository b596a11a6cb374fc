"""Being asked to stop: signals that unwind the program, and moments in which they wait."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

#: What asks a program to end, on any system: the terminal, the session, a service manager. SIGINT comes last, so that
#: it is the last to be handled as before.
_SIGNALS = [
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK", "SIGINT") if hasattr(signal, name)
]
#: Seconds.
_LATER = 0.01


class Stopped(KeyboardInterrupt):
    """The program was asked to end.

    A class of its own, since ``python -m`` ends by SIGINT if a plain `KeyboardInterrupt` has passed through code that
    was compiled from a string, as that of named tuples is, even if it was caught.
    """

    def __init__(self, number: int = signal.SIGINT) -> None:
        super().__init__()
        self.number = number


@contextmanager
def unwinding() -> Iterator[None]:
    """Let every signal that asks the program to end unwind it like Ctrl-C, so that temporary files go."""

    def stop(number: int, _: Any) -> NoReturn:
        raise Stopped(number)

    with _handling(stop), _asked_again():
        yield


@contextmanager
def _asked_again() -> Iterator[None]:
    """Ask again a little later where Python cannot unwind: while it tidies an object away."""
    complain = sys.unraisablehook

    def ask(unraisable: Any) -> None:
        if not isinstance(unraisable.exc_value, Stopped):
            complain(unraisable)
            return
        timer = threading.Timer(_LATER, signal.raise_signal, [unraisable.exc_value.number])
        timer.daemon = True
        timer.start()

    sys.unraisablehook = ask
    try:
        yield
    finally:
        sys.unraisablehook = complain


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


@contextmanager
def _handling(handler: Callable[[int, Any], Any]) -> Iterator[None]:
    """Handle the signals; those that are ignored (by ``nohup``, in the background of a shell) stay so."""
    before = {}
    try:
        # Python handles signals in the main thread alone, whichever thread the system interrupts.
        if threading.current_thread() is threading.main_thread():
            for number in _SIGNALS:
                found = signal.getsignal(number)
                if found not in (None, signal.SIG_IGN):
                    before[number] = found
                    signal.signal(number, handler)
        yield
    finally:
        for number, found in before.items():
            signal.signal(number, found)
