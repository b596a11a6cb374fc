"""Progress: a callable that takes the fraction done and may raise to stop the work."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import TypeVar

Outcome = TypeVar("Outcome")
Progress = Callable[[float], None]

#: Seconds between two calls of ``progress`` while a piece of work goes on.
PAUSE = 0.03


def silent(fraction: float) -> None:
    """Report to nobody."""


def part(progress: Progress | None, start: float, end: float) -> Progress:
    """The progress of a part of the work, which goes from `start` to `end` of the whole."""
    if progress is None:
        return silent
    whole = progress
    return lambda fraction: whole(end if fraction >= 1 else start + (end - start) * max(0.0, float(fraction)))


class Stages:
    """Hands the parts of a job their share of the way from 0 to 1, one after the other."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._done = 0.0

    def part(self, until: float) -> Progress:
        """A callable that takes the fraction done of the next part, which ends at `until` of the whole."""
        start, self._done = self._done, until
        return part(self._progress, start, until)


def attentively(work: Callable[[], Outcome], progress: Progress, fraction: float = 0.0) -> Outcome:
    """Do `work` on another thread and meanwhile report `fraction` again and again, so that it can be cancelled.

    After a cancel the thread ends by itself, and nobody waits for it.
    """
    outcomes: list[Outcome] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            outcomes.append(work())
        except BaseException as failure:
            failures.append(failure)

    thread = threading.Thread(target=copy_context().run, args=(run,), name="inlay", daemon=True)
    thread.start()
    progress(fraction)
    while thread.is_alive():
        thread.join(PAUSE)
        progress(fraction)
    if failures:
        raise failures[0]
    return outcomes[0]
