"""Loads operations and kernels while the host is still reading pixels."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable


class Loader:
    """Imports in a thread what jobs will need, step by step, until one is there: that one loads what is its own.

    Parameters
    ----------
    has_work : callable
        Whether a job is there.
    """

    def __init__(self, has_work: Callable[[], bool]) -> None:
        self._has_work = has_work
        self._thread = threading.Thread(target=self._load, name="loader", daemon=True)
        self._thread.start()

    def is_done(self, seconds: float) -> bool:
        """Wait for the end of its step, at most so long: a job does not begin beside it."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _load(self) -> None:
        try:
            from inlay.operations import registry

            registry.operations()
            self._proceed()
            from inlay import graph_cut, inpainting, poisson
            from inlay.live import warming

            for part in (poisson, warming, inpainting, graph_cut):
                self._proceed()
                part.warm(self._proceed)
        except _Enough:
            pass
        except Exception:
            # What is broken is told to whoever asks for it.
            traceback.print_exc()

    def _proceed(self, _: float = 0.0) -> None:
        if self._has_work():
            raise _Enough


class _Enough(Exception):
    """A job is there."""
