"""A pool of threads that share the rows of a picture, and report how far they are."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from functools import partial
from types import TracebackType
from typing import TypeVar

from inlay.arrays.progress import Progress
from inlay.arrays.rows import PIECE, strips

Outcome = TypeVar("Outcome")

#: Work below this many pixels is not worth a second thread.
SMALL = 60_000
#: Pixels of work between two calls of ``progress``.
POLL = 1 << 18


#: Whether the thread belongs to a pool.
_here = threading.local()
#: The solver is bound by memory beyond that.
_bound: ContextVar[int] = ContextVar("bound", default=4)


def processors() -> int:
    """How many this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def available_threads() -> int:
    """Processors that this process may use, at most four or what `bounded` says."""
    return min(_bound.get(), processors())


@contextmanager
def bounded(threads: int) -> Iterator[None]:
    """Let what is done inside, and chooses its threads itself, take at most so many."""
    token = _bound.set(max(1, threads))
    try:
        yield
    finally:
        _bound.reset(token)


class Pool:
    """Runs a job over strips of rows and reports progress between them.

    What a strip computes never depends on how the rows were cut or on who computes it: one thread and several give
    the same bits. What the caller has set as context, such as who collects warnings, holds for the threads too.

    Parameters
    ----------
    threads : int or None
        None for all processors at hand, at most four.
    progress : callable, optional
        Takes the fraction done; may raise to stop the work, which then leaves nothing running.
    expected : float
        Pixels of work that are foreseen; more is fine, then the fraction waits just below 1.
    """

    def __init__(self, threads: int | None = 1, progress: Progress | None = None, expected: float = 1.0) -> None:
        self.threads = threads or available_threads()
        self.expected = max(1.0, expected)
        self._progress = progress
        self._done = 0.0
        self._polled = 0.0
        self._executor: ThreadPoolExecutor | None = None

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    def run(self, job: Callable[[int, int], Outcome], rows: int, width: int) -> list[Outcome]:
        """Call ``job(top, bottom)`` for strips that cover `rows` rows and return the outcomes from top to bottom."""
        if rows * width < SMALL:
            return [self._polled_call(job, (0, rows), width)]
        return self.each(job, strips(rows, width, self._strip(rows * width)), width)

    def _strip(self, pixels: int) -> int:
        """Pixels of a strip: all threads get the same number of strips, and at least two each."""
        if self.threads == 1:
            return PIECE
        rounds = max(2, -(-pixels // (PIECE * self.threads)))
        return -(-pixels // (rounds * self.threads))

    def each(self, job: Callable[[int, int], Outcome], pieces: list[tuple[int, int]], width: float) -> list[Outcome]:
        """Call ``job(top, bottom)`` for exactly these `pieces`; `width` is the work of a row, in pixels.

        Inside a piece of another job they are done one after the other: a thread that waited for others, which may
        wait for it, would wait forever.
        """
        if _is_inside():
            return [job(*piece) for piece in pieces]
        if self.threads == 1 or len(pieces) == 1:
            return [self._polled_call(job, piece, width) for piece in pieces]
        if self._executor is None:
            self._executor = ThreadPoolExecutor(self.threads, "inlay", _enter)
        futures = [self._executor.submit(partial(copy_context().run, job, *piece)) for piece in pieces]
        outcomes = []
        try:
            for future, (top, bottom) in zip(futures, pieces, strict=True):
                outcomes.append(future.result())
                self.advance((bottom - top) * width)
        except BaseException:
            for future in futures:
                future.cancel()
            wait(futures)
            raise
        return outcomes

    def _polled_call(self, job: Callable[[int, int], Outcome], piece: tuple[int, int], width: float) -> Outcome:
        outcome = job(*piece)
        self.advance((piece[1] - piece[0]) * width)
        return outcome

    def advance(self, pixels: float) -> None:
        """Count `pixels` of work as done, and report now and then."""
        if _is_inside():
            return
        self._done += pixels
        if self._progress is not None and self._done - self._polled >= POLL:
            self._polled = self._done
            self._progress(min(0.99, self._done / self.expected))

    def finish(self) -> None:
        """Report that everything is done."""
        if self._progress is not None:
            self._progress(1.0)


def _enter() -> None:
    _here.is_inside = True


def _is_inside() -> bool:
    return getattr(_here, "is_inside", False)
