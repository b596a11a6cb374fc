"""Processes that are killed with all that they have started."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, AnyStr

IS_WINDOWS = os.name == "nt"
#: A flag of Windows: the process is there and runs not one step until it is told to.
HALTED = 0x4

_own: Any = None


class Process(subprocess.Popen[AnyStr]):
    """A process that `kill` ends with all that it has started: at its own leave it may leave some of that behind.

    On Windows these are a job object; elsewhere they are the group of a process with a session of its own, and one
    that has none is killed alone.

    Parameters
    ----------
    words : sequence of str
    ends_with_us : bool
        Whether Windows ends all of it when this process has ended, however it has: not what has to clear up then.
    options
        Those of `subprocess.Popen`.

    Attributes
    ----------
    alone : OSError or None
        Why Windows did not bind together what it starts; `kill` then ends this one.

    Raises
    ------
    OSError
        If it does not start.
    """

    def __init__(
        self, words: Sequence[str], *, ends_with_us: bool = False, creationflags: int = 0, **options: Any
    ) -> None:
        self.alone: OSError | None = None
        self._job: Any = None
        self._leads = bool(options.get("start_new_session")) and not IS_WINDOWS
        # Else what it starts in its first moments, as the `python.exe` of an environment does, would not belong to it.
        flags = creationflags | HALTED if IS_WINDOWS else creationflags
        super().__init__(words, creationflags=flags, **options)
        if IS_WINDOWS:
            self._gather(ends_with_us)

    def _gather(self, ends_with_us: bool) -> None:
        from . import job_object

        try:
            try:
                self._job = job_object.JobObject(int(self._handle), ends_with_us)  # type: ignore[attr-defined, unused-ignore]
            except OSError as error:
                self.alone = error
            job_object.resume(self.pid)
        except BaseException:
            self.kill()
            raise

    def kill(self) -> None:
        """End it and what it has started at once."""
        if self._job is not None:
            try:
                self._job.terminate()
            except OSError:
                super().kill()
        elif not self._leads:
            super().kill()
        elif self.poll() is None:
            with suppress(OSError):
                os.killpg(self.pid, signal.SIGKILL)


def bind() -> None:
    """Let Windows end what this process starts from now on when this process has ended, however it has.

    Raises
    ------
    OSError
        If the system refuses.
    """
    global _own
    if IS_WINDOWS and _own is None:
        from . import job_object

        _own = job_object.of_this_process()
