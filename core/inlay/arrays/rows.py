"""Work in strips of rows: on one thread or several, with a look at the artist's wishes between the pieces."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from types import TracebackType
from typing import TypeVar

Outcome = TypeVar("Outcome")

#: Pixels of one piece: a few milliseconds of the slowest kernel.
PIECE = 1 << 21
#: Work below this many pixels is not worth a second thread.
SMALL = 60_000
#: Pixels that fit into the cache together with what is computed from them.
BAND = 1 << 18
#: Pixels of work between two calls of ``progress``.
POLL = 1 << 18


def strips(rows: int, width: int, pixels: int = PIECE) -> Iterator[tuple[int, int]]:
    """Cut `rows` of `width` pixels into strips (first row, row behind the last) of about `pixels`, even rows first."""
    count = max(1, -(-rows * width // pixels))
    step = max(1, -(-rows // count))
    step += step & 1
    for top in range(0, rows, step):
        yield top, min(rows, top + step)


def bands(top: int, bottom: int, width: int) -> Iterator[tuple[int, int]]:
    """Cut rows ``top .. bottom - 1`` of `width` pixels into bands that fit into the cache."""
    rows = max(8, BAND // width)
    for first in range(top, bottom, rows):
        yield first, min(bottom, first + rows)


def available_threads() -> int:
    """Processors that this process may use, at most four: the solver is bound by memory beyond that."""
    try:
        count = len(os.sched_getaffinity(0))
    except AttributeError:
        count = os.cpu_count() or 1
    return min(4, count)


class Crew:
    """Runs a job over strips of rows and reports progress between the pieces.

    What a strip computes never depends on how the rows were cut or on who computes it: one thread and several give
    the same bits.

    Parameters
    ----------
    threads : int or None
        None for all processors at hand, at most four.
    progress : callable, optional
        Takes the fraction done; may raise to stop the work, which then leaves nothing running.
    expected : float
        Pixels of work that are foreseen; more is fine, then the fraction waits just below 1.
    """

    def __init__(
        self, threads: int | None = 1, progress: Callable[[float], None] | None = None, expected: float = 1.0
    ) -> None:
        self.threads = threads or available_threads()
        self.expected = max(1.0, expected)
        self._progress = progress
        self._done = 0.0
        self._polled = 0.0
        self._pool: ThreadPoolExecutor | None = None

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def run(self, job: Callable[[int, int], Outcome], rows: int, width: int) -> list[Outcome]:
        """Call ``job(top, bottom)`` for strips that cover `rows` rows and return the outcomes from top to bottom."""
        if rows * width < SMALL:
            outcomes = [job(0, rows)]
            self.advance(rows * width)
            return outcomes
        return self.each(job, list(strips(rows, width, self._piece(rows * width))), width)

    def _piece(self, pixels: int) -> int:
        """Pixels of a strip: all threads get the same number of strips, and at least two each."""
        if self.threads == 1:
            return PIECE
        rounds = max(2, -(-pixels // (PIECE * self.threads)))
        return -(-pixels // (rounds * self.threads))

    def each(self, job: Callable[[int, int], Outcome], pieces: list[tuple[int, int]], width: float) -> list[Outcome]:
        """Call ``job(top, bottom)`` for exactly these `pieces`; `width` is the work of a row, in pixels."""
        if self.threads == 1 or len(pieces) == 1:
            return [self._polled_call(job, piece, width) for piece in pieces]
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix="inlay")
        futures = [self._pool.submit(job, *piece) for piece in pieces]
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
        self._done += pixels
        if self._progress is not None and self._done - self._polled >= POLL:
            self._polled = self._done
            self._progress(min(0.99, self._done / self.expected))

    def finish(self) -> None:
        """Report that everything is done."""
        if self._progress is not None:
            self._progress(1.0)
