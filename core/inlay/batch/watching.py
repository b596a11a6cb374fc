"""Watching a folder: pictures that arrive while a batch runs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from inlay.batch.planning import Plan
from inlay.batch.task import Task
from inlay.errors import FileError

#: Seconds between two looks. What has not changed between them has arrived.
PAUSE = 1.0
#: Size and time of each file of a picture.
_State = tuple[tuple[int, int], ...]


class Watch:
    """Pictures that a plan's pattern has not stood for before, or whose files have changed.

    A picture waits until it, and all that it needs, is there and grows no more.

    Parameters
    ----------
    idle : float, optional
        Seconds without a new picture after which the watch ends; None for never.
    """

    def __init__(self, plan: Plan, idle: float | None = None) -> None:
        plan.demand_watchable()
        self._plan = plan
        self._idle = idle
        self._given: dict[str, _State] = {}
        self._seen: dict[str, _State] = {}
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
        return arrived

    def _arrived(self) -> list[Task]:
        states = {}
        tasks = {task.key: task for task in self._tasks()}
        for key, task in tasks.items():
            state = _state(task.sources)
            if state is not None:
                states[key] = state
        fresh = [key for key, state in states.items() if self._given.get(key) != state]
        arrived = [key for key in fresh if self._seen.get(key) == states[key]]
        self._seen = states
        self._given.update({key: states[key] for key in arrived})
        return [tasks[key] for key in arrived]

    def _is_waiting(self) -> bool:
        """Whether something is there and may still grow."""
        return any(self._given.get(key) != state for key, state in self._seen.items())

    def _tasks(self) -> Sequence[Task]:
        try:
            return self._plan.tasks(skip_missing=True)
        except FileError:
            return ()  # nothing matches yet


def _state(paths: Sequence[Path]) -> _State | None:
    """Size and time of files; None if one is not there, or empty."""
    try:
        found = [path.stat() for path in paths]
    except OSError:
        return None
    return tuple((each.st_size, each.st_mtime_ns) for each in found) if all(each.st_size for each in found) else None
