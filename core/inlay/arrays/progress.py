"""How far a solution is, and how to stay attentive during work that cannot be cut in pieces."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

Outcome = TypeVar("Outcome")
Report = Callable[[float], None]

#: Seconds between two calls of ``progress`` while a piece of work goes on.
PAUSE = 0.03


def nothing(done: float) -> None:
    """Report to nobody."""


class Progress:
    """Hands the parts of a job their share of the way from 0 to 1.

    Parameters
    ----------
    progress : callable, optional
        Takes the fraction done; may raise to stop the work.
    """

    def __init__(self, progress: Report | None) -> None:
        self._progress = progress or nothing
        self._done = 0.0

    def part(self, until: float) -> Report:
        """A callable that takes the fraction done of the next part, which ends at `until` of the whole."""
        start, self._done = self._done, until
        return lambda done: self._progress(start + (until - start) * min(1.0, max(0.0, done)))


def attentively(work: Callable[[], Outcome], report: Report, done: float = 0.0) -> Outcome:
    """Do `work` on another thread and meanwhile report again and again, so that it can be cancelled.

    After a cancel the thread ends by itself, and nobody waits for it.
    """
    outcomes: list[Outcome] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            outcomes.append(work())
        except BaseException as failure:
            failures.append(failure)

    thread = threading.Thread(target=run, name="inlay", daemon=True)
    thread.start()
    report(done)
    while thread.is_alive():
        thread.join(PAUSE)
        report(done)
    if failures:
        raise failures[0]
    return outcomes[0]
