"""Loads operations and kernels while nothing is asked for."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable
from functools import partial

from inlay.worker import compiling

Proceed = Callable[[float], None]

#: A job that comes with the start of the worker finds nothing else being loaded.
HEAD_START, PAUSE = 0.3, 0.02


class Loader:
    """Imports in a thread what jobs will need, step by step, until one is there: that one loads what is its own."""

    def __init__(self) -> None:
        self._left: list[Callable[[Proceed], None]] = [
            _operations,
            *(partial(compiling.warm_first, room) for room in compiling.FIRST),
        ]
        self._thread: threading.Thread | None = None

    def resume(self, has_work: Callable[[], bool]) -> None:
        """Load what is left, until `has_work` says that a job is there."""
        self._thread = threading.Thread(target=self._load, args=(has_work, self._thread), name="loader", daemon=True)
        self._thread.start()

    def is_done(self, seconds: float) -> bool:
        """Wait for the end of its step, at most so long: a job does not begin beside it."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self._thread is None or not self._thread.is_alive()

    def _load(self, has_work: Callable[[], bool], earlier: threading.Thread | None) -> None:
        def proceed(_: float = 0.0) -> None:
            if has_work():
                raise _Enough

        if earlier is not None:
            earlier.join()
        try:
            for _ in range(round(HEAD_START / PAUSE)):
                proceed()
                time.sleep(PAUSE)
            while self._left:
                proceed()
                self._left[0](proceed)
                del self._left[0]
        except _Enough:
            pass
        except Exception:
            # What is broken is told to whoever asks for it.
            traceback.print_exc()


class _Enough(Exception):
    """A job is there."""


def _operations(proceed: Proceed) -> None:
    from inlay.operations import registry

    registry.operations()
