"""Progress: a callable that takes the fraction done and may raise to stop the work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
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


def in_turn(works: Sequence[Callable[[], object]], progress: Progress | None) -> None:
    """Do one after the other, and report after each."""
    for done, work in enumerate(works, 1):
        work()
        if progress is not None:
            progress(done / len(works))


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
