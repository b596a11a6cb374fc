"""Running a batch: tasks go to workers a few thousand at a time, outcomes come back as they are had."""

from __future__ import annotations

import math
import queue
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import replace
from typing import Any

from inlay.batch import dask, need
from inlay.batch.manifest import Record, demand_writable
from inlay.batch.outcome import Outcome
from inlay.batch.performing import attempt, failed, kept
from inlay.batch.planning import Plan
from inlay.batch.task import Task
from inlay.batch.workers import Workers
from inlay.contract.language import Message, _
from inlay.errors import InlayError
from inlay.system import refusals

#: Tasks that a scheduler knows of at once.
_IN_FLIGHT = 5000
#: Seconds between two looks at whether more is to be done, or the scheduler is back.
_LOOK = 0.5
#: Looks without an outcome after which it is asked whether there are workers at all.
_LONG = 30
#: Seconds in which a worker gives what became of a picture.
_FETCH = 15
#: Attempts after the first.
RETRIES = 2


def delayed(plan: Plan, threads: int = 1, anew: bool = False) -> list[Any]:
    """A batch as tasks of Dask, for whoever runs them among others.

    Parameters
    ----------
    plan : Plan
        From `plan` or `plan_recipe`.
    threads : int
        On which each picture is worked.
    anew : bool
        Whether pictures are done that the manifest knows as done.

    Returns
    -------
    list of dask.delayed.Delayed
        One for each picture; its value is an `Outcome`, also where it fails.

    Raises
    ------
    InlayError
        If Dask is missing, or the plan cannot be carried out.
    """
    made, tasks = dask.delayed()(attempt, pure=False), plan.tasks()
    demand_writable(plan.folder)
    return [made(task, threads, anew) for task in tasks]


def run(
    plan: Plan,
    *,
    scheduler: str | None = None,
    workers: int | None = None,
    threads: int | None = None,
    retries: int = RETRIES,
    anew: bool = False,
    skip_missing: bool = False,
) -> Iterator[Outcome]:
    """Carry out a plan, and give the outcomes as they are had.

    Whoever stops iterating cancels what has not begun; every file that is there is whole.

    Parameters
    ----------
    plan : Plan
        From `plan` or `plan_recipe`.
    scheduler : str, optional
        Address of a scheduler of Dask; without it the workers are processes on this machine, of a program that must
        be importable (``if __name__ == "__main__":``).
    workers : int, optional
        Processes on this machine; without it as many as memory and processors have room for.
    threads : int, optional
        On which each picture is worked.
    retries : int
        Further attempts where the disk, the network or the memory failed.
    anew : bool
        Whether pictures are done that the manifest knows as done.
    skip_missing : bool
        Whether to begin though some pictures lack another one that they need; they fail.

    Raises
    ------
    InlayError
        If the plan cannot be carried out, Dask is missing, or the scheduler is lost for good.
    """
    tasks = plan.tasks(skip_missing)
    demand_writable(plan.folder)
    yield from Batch(scheduler, workers, threads, retries, anew).outcomes(tasks)


class Batch:
    """Workers, what they have still to do, and what they are doing.

    Parameters
    ----------
    scheduler, workers, threads, retries, anew
        As `run` takes them.
    notice : callable
        Is told by a sentence why nothing happens.
    """

    def __init__(
        self,
        scheduler: str | None = None,
        workers: int | None = None,
        threads: int | None = None,
        retries: int = RETRIES,
        anew: bool = False,
        notice: Callable[[str], None] = lambda words: None,
    ) -> None:
        self._scheduler = scheduler
        self._asked = workers, threads
        self._retries = retries
        self._anew = anew
        self._notice = notice
        self._waiting: deque[Task] = deque()
        self._running: dict[Any, Task] = {}
        #: Tasks of workers that were killed, and that which is tried alone, so that it is known which one it was.
        self._suspected: deque[Task] = deque()
        self._alone: Task | None = None
        self._finished: queue.SimpleQueue[Any] = queue.SimpleQueue()
        #: Looks since the last outcome, and what was lacking at one of them.
        self._looks = 0
        self._lack: Message | None = None
        self._need = need.Need(0)
        self._pictures = math.inf

    def outcomes(
        self, tasks: Sequence[Task], more: Callable[[], Sequence[Task] | None] | None = None
    ) -> Iterator[Outcome]:
        """Do tasks, and those that `more` gives now and then until it gives None.

        Raises
        ------
        InlayError
            If Dask is missing, or the scheduler is not there, or lost for good.
        """
        yield from self._take(tasks)
        if not self._waiting and more is None:
            return
        self._need = need.Need(need.largest(self._waiting))
        if more is None:
            self._pictures = len(self._waiting)
        with Workers(self._scheduler, self._layout()) as workers:
            try:
                yield from self._go_on(workers, more or (lambda: None))
            finally:
                workers.cancel(list(self._running))

    def _take(self, tasks: Sequence[Task]) -> Iterator[Outcome]:
        """Let tasks wait for workers, but those that are done."""
        for task in tasks:
            found = {} if self._anew else Record(task).of_done()
            if found:
                yield kept(task, found)
            else:
                self._waiting.append(task)

    def _go_on(self, workers: Workers, more: Callable[[], Sequence[Task] | None]) -> Iterator[Outcome]:
        is_open = True
        while is_open or self._waiting or self._running or self._suspected:
            workers.look_after()
            if (self._waiting or (self._suspected and not self._running)) and workers.reconnect():
                self._submit(workers)
            try:
                future = self._finished.get(timeout=_LOOK)
            except queue.Empty:
                further = more() if is_open else ()
                is_open = further is not None
                yield from self._take(further or ())
                self._say_why_nothing_happens(workers)
                continue
            self._looks = 0
            outcome = self._outcome(future)
            if outcome is not None:
                if self._need.learn(outcome.pixels, outcome.peak):
                    workers.adapt(self._layout())
                yield outcome

    def _say_why_nothing_happens(self, workers: Workers) -> None:
        """Say it again only after something else."""
        self._looks += 1
        if self._looks % _LONG == 0 and (self._waiting or self._running):
            lack = workers.lack()
            if lack is not None and lack != self._lack:
                self._notice(lack)
            self._lack = lack

    def _submit(self, workers: Workers) -> None:
        """Give workers what waits; once nothing does, what they may have been killed by, one after the other."""
        room = _IN_FLIGHT - len(self._running)
        tasks = [self._waiting.popleft() for _ in range(min(room, len(self._waiting)))]
        if not tasks and not self._running:
            self._alone = self._suspected.popleft()
            tasks = [self._alone]
        for future, task in zip(workers.submit(tasks, self._retries, self._anew), tasks, strict=True):
            self._running[future] = task
            future.add_done_callback(self._finished.put)

    def _outcome(self, future: Any) -> Outcome | None:
        """What became of a task; None if it is to be done again: it was lost with its scheduler, or suspected."""
        task = self._running.pop(future)
        if future.cancelled() or future.status == "lost":
            self._waiting.append(task)
            return None
        if future.status == "error":
            reason = future.exception()
            if _is_killed(reason) and task is not self._alone:
                # Or was it another one that its workers held?
                self._suspected.append(task)
                return None
            return failed(task, _reason(reason))
        try:
            outcome: Outcome = future.result(timeout=_FETCH)
        except (TimeoutError, CancelledError):
            # It was lost with the worker that had it; what that has written is found, and not done again.
            self._waiting.append(task)
            return None
        # Another worker has done it since this began, and was lost before it could say so.
        return replace(outcome, status="done") if outcome.status == "kept" else outcome

    def _layout(self) -> need.Layout:
        workers, threads = self._asked
        if self._scheduler is not None:
            return need.Layout(0, threads or 1)
        return need.layout(self._need.bytes, self._pictures, workers, threads)


def _is_killed(error: BaseException) -> bool:
    return type(error).__name__ == "KilledWorker"


def _reason(error: BaseException) -> InlayError:
    if _is_killed(error):
        return InlayError(
            _("Every worker that tried it was killed, mostly by the system for want of memory."),
            _("Give it more memory, or try this picture with `inlay run`."),
        )
    return refusals.of_anything(error)
