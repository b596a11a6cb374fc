"""When an iteration has converged: the error of alpha that is left, as far as its changes tell."""

from __future__ import annotations

import numpy as np

#: The estimate trusts no rate faster than this, and takes none for slower.
FASTEST, SLOWEST = 0.3, 0.98
#: Least iterations before the end: errors that hardly cost anything show late.
LEAST_ITERATIONS = 12
#: The rate is measured over windows of a quarter of all iterations, at least two.
WINDOWS, SHORTEST = 4, 2


class Convergence:
    """Watches the largest change of alpha in each iteration.

    A residual would say little: what these equations hardly charge for may still be far off while it is small. What is
    still to come is ``change * rate / (1 - rate)`` if each change is `rate` times the one before. Conjugate gradients
    pause and go on, so the rate is that of the slowest stretch so far, not of the last one.

    Parameters
    ----------
    tolerance : float
        Two successive changes have to lie below it.
    largest_error : float
        What the estimated error may be at most.

    Attributes
    ----------
    changes : list of float
    """

    def __init__(self, tolerance: float, largest_error: float) -> None:
        self._tolerance, self._largest_error = tolerance, largest_error
        self.changes: list[float] = []

    @property
    def iterations(self) -> int:
        return len(self.changes)

    @property
    def error(self) -> float:
        """Estimated largest error of alpha; infinite while too little is known."""
        window = max(SHORTEST, len(self.changes) // WINDOWS)
        if self.changes and self.changes[-1] == 0:
            return 0.0
        if len(self.changes) <= window:
            return float("inf")
        still_to_come = np.maximum.accumulate(self.changes[::-1])[::-1]
        ratios = still_to_come[window:] / np.maximum(still_to_come[:-window], np.finfo(float).tiny)
        rate = float(np.clip((ratios ** (1 / window)).max(), FASTEST, SLOWEST))
        return self.changes[-1] * rate / (1 - rate)

    @property
    def is_reached(self) -> bool:
        """Whether the iteration may end."""
        if self.changes and self.changes[-1] == 0:
            return True
        is_calm = len(self.changes) >= LEAST_ITERATIONS and max(self.changes[-2:]) < self._tolerance
        return is_calm and self.error <= self._largest_error
