"""Watching a folder: pictures that arrive while a batch runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from inlay.batch import fingerprint
from inlay.batch.outcome import Outcome
from inlay.batch.planning import Plan
from inlay.batch.task import Task
from inlay.errors import FileError, InlayError
from inlay.files.command_line.frames import FrameFiles
from inlay.files.command_line.options import Request

#: Seconds between two looks. What has not changed between them has arrived.
PAUSE = 1.0
#: Size and time of each file of a picture.
_State = tuple[tuple[int, int], ...]


class Watch:
    """Pictures that a plan's pattern has not stood for before, or whose files have changed.

    A picture waits until it, and all that it needs, is there and grows no more.

    Parameters
    ----------
    refuse : callable
        Is given the outcome of a picture that would spoil another, or cannot be written.
    idle : float, optional
        Seconds without a new picture after which the watch ends; None for never.

    Raises
    ------
    InlayError
        If there is nothing to watch, or nothing can be written.
    """

    def __init__(self, plan: Plan, refuse: Callable[[Outcome], None], idle: float | None = None) -> None:
        plan.demand_watchable()
        self._plan = plan
        self._refuse = refuse
        self._idle = idle
        self._given: dict[str, _State] = {}
        self._seen: dict[str, _State] = {}
        self._files = FrameFiles()
        self._looked = -PAUSE
        self._since = time.monotonic()

    def more(self) -> Sequence[Task] | None:
        """The pictures that have arrived since the last time; None once the watch is over."""
        now = time.monotonic()
        if now - self._looked < PAUSE:
            return ()
        self._looked = now
        arrived = self._arrived()
        if arrived:
            self._since = now
        elif self._idle is not None and now - self._since > self._idle and not self._is_waiting():
            return None
        return [task for requests, task in arrived if self._is_right(requests, task)]

    def _arrived(self) -> list[tuple[Sequence[Request], Task]]:
        states, there = {}, []
        for requests in self._pictures():
            try:
                task = self._plan.task(requests)
            except FileError:
                continue  # a table of it is not there yet, or not whole
            state = _state(task)
            if state is not None:
                states[task.name] = state
                there.append((requests, task))
        seen, self._seen = self._seen, states
        still = {name for name, state in states.items() if seen.get(name) == state != self._given.get(name)}
        self._given.update({name: states[name] for name in still})
        return [(requests, task) for requests, task in there if task.name in still]

    def _is_waiting(self) -> bool:
        """Whether something is there and may still grow."""
        return any(self._given.get(name) != state for name, state in self._seen.items())

    def _pictures(self) -> Sequence[Sequence[Request]]:
        try:
            return self._plan.pictures()
        except FileError:
            return ()  # nothing matches yet

    def _is_right(self, requests: Sequence[Request], task: Task) -> bool:
        try:
            self._plan.check(task.name, requests, self._files)
        except InlayError as error:
            self._refuse(Outcome.failed(task.name, error))
            return False
        return True


def _state(task: Task) -> _State | None:
    """Size and time of each file; None if one is not there, or empty."""
    try:
        found = tuple(fingerprint.state(path) for path in task.sources)
    except OSError:
        return None
    return found if all(size for size, _ in found) else None
