"""Who keeps a worker on this machine: starts a process for it, and another one when that was killed."""

from __future__ import annotations

import contextlib
import os
import signal
from typing import Any
from weakref import WeakSet

from distributed import Nanny

#: Seconds that a process has to come to be a worker.
_START = 300


class Keeper(Nanny):
    """One that does not wait for longer than a process may take to start; Dask's does for as long as it is there.

    Parameters
    ----------
    keepers : set
        Takes it, also while its process starts.
    words
        Those of `distributed.Nanny`.
    """

    def __init__(self, *words: Any, keepers: WeakSet[Keeper], **named: Any) -> None:
        super().__init__(*words, **named)
        keepers.add(self)

    async def instantiate(self) -> Any:
        limit = self.loop.call_later(_START, self.kill_at_once)
        try:
            return await super().instantiate()
        finally:
            self.loop.remove_timeout(limit)

    def end_at_once(self) -> None:
        """Kill its process, whatever that does, and start none in its place."""
        self.close_gracefully()
        self.kill_at_once()

    def kill_at_once(self) -> None:
        """Kill its process, if there is one, from whichever thread."""
        if (process := self.pid) is not None:
            with contextlib.suppress(OSError):
                os.kill(process, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
