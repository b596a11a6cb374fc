"""Effort: on how many threads work is done, how, how well, and who is told how far it is."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Any

from inlay.arrays import checks
from inlay.arrays.pool import POLL, Outcome, Pool
from inlay.arrays.progress import Progress, part, silent
from inlay.arrays.rows import pieces

#: Operations of one piece of work: some ten milliseconds.
_OPERATIONS = 1 << 25
_FEWEST_ROWS = 16


@dataclass(frozen=True)
class Effort:
    """How a public function is asked to work, handed on as one.

    Attributes
    ----------
    threads : int or None
        None for all processors at hand, at most four.
    progress : callable
        Takes the fraction done; may raise to stop the work.
    solver : str or None
        One of the room's own names; None for its own choice.
    tolerance : float or None
        Largest error as a fraction of the range; None for what the type of the samples asks for.
    kept : dict or None
        Where to keep what the next call can use that asks for much the same; None to keep nothing.
    """

    threads: int | None = None
    progress: Progress = silent
    solver: str | None = None
    tolerance: float | None = None
    kept: dict[Hashable, Any] | None = None

    @classmethod
    def of(
        cls,
        threads: int | None,
        progress: Progress | None,
        solver: str | None = None,
        tolerance: float | None = None,
        kept: dict[Hashable, Any] | None = None,
    ) -> Effort:
        """What the keywords of a public function ask for.

        Raises
        ------
        ParameterError
            If they ask for less than one thread, or for a tolerance that is no fraction.
        """
        return cls(checks.threads(threads), progress or silent, solver, checks.tolerance(tolerance), kept)

    def part(self, start: float, end: float) -> Effort:
        """The same for a part of the work, which goes from `start` to `end` of the whole."""
        return replace(self, progress=part(self.progress, start, end))

    def in_strips(
        self, work: Callable[[int, int], Outcome], rows: int, width: int, operations: float = 1.0
    ) -> list[Outcome]:
        """Call ``work(top, bottom)`` for strips of rows that take some ten milliseconds each, and report after each.

        Parameters
        ----------
        operations : float
            About how many a pixel takes.
        """
        step = max(_FEWEST_ROWS, int(_OPERATIONS / (max(1.0, operations) * width)))
        return self.in_pieces(work, pieces(rows, step))

    def in_pieces(self, work: Callable[[int, int], Outcome], places: list[tuple[int, int]]) -> list[Outcome]:
        """Call ``work(start, stop)`` for exactly these pieces, from 0 to the last one's end, and report after each."""
        with self.pool(places[-1][1] * POLL) as pool:
            return pool.each(work, places, POLL)

    def pool(self, expected: float = 1.0) -> Pool:
        """A pool of its threads, for so many pixels of work."""
        return Pool(self.threads, self.progress, expected)
