"""When alpha is settled: the error that is left, as far as the steps of an iteration tell."""

from __future__ import annotations

import numpy as np

#: The estimate trusts no speed faster than this, and takes none for slower.
FASTEST, SLOWEST = 0.3, 0.98
#: Least steps before an iteration may end: errors that hardly cost anything show late.
LEAST_STEPS = 8
#: The speed is measured over windows of a quarter of all steps, at least two.
WINDOWS, SHORTEST = 4, 2


class Settling:
    """Watches the largest change of alpha in each step.

    A residual would say little: what these equations hardly charge for may still be far off while it is small. What is
    still to come is ``step * rate / (1 - rate)`` if each step is `rate` times the one before. Conjugate gradients pause
    and go on, so the rate is that of the slowest stretch so far, not of the last one.

    Attributes
    ----------
    steps : list of float
    """

    def __init__(self) -> None:
        self.steps: list[float] = []

    @property
    def error(self) -> float:
        """Estimated largest error of alpha; infinite while too little is known."""
        window = max(SHORTEST, len(self.steps) // WINDOWS)
        if self.steps and self.steps[-1] == 0:
            return 0.0
        if len(self.steps) <= window:
            return float("inf")
        still_to_come = np.maximum.accumulate(self.steps[::-1])[::-1]
        ratios = still_to_come[window:] / np.maximum(still_to_come[:-window], np.finfo(float).tiny)
        rate = float(np.clip((ratios ** (1 / window)).max(), FASTEST, SLOWEST))
        return self.steps[-1] * rate / (1 - rate)

    def is_settled(self, tolerance: float, largest_error: float) -> bool:
        """Whether two successive steps lie below `tolerance` and the estimated error does not exceed another bound."""
        return len(self.steps) >= LEAST_STEPS and max(self.steps[-2:]) < tolerance and self.error <= largest_error
