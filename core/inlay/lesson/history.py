"""What a method did: its errors and energies, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from inlay.errors import ParameterError
from inlay.lesson.membrane import Membrane


@dataclass(frozen=True, eq=False)
class History:
    """The states of a method, and how good each was.

    Attributes
    ----------
    states : list of ndarray
        The start first.
    errors : ndarray
        The largest distance of a point from the solution, for every state.
    energies : ndarray
        By how much the energy is above the least one, for every state.
    """

    states: list[np.ndarray]
    errors: np.ndarray
    energies: np.ndarray

    def contraction(self, steps: int = 2) -> float:
        """What one step leaves of the error, as the geometric mean over the last steps."""
        if not 0 < steps < len(self.errors) or self.errors[-1 - steps] == 0:
            raise ParameterError(
                f"The contraction of {steps} steps is not known.", "Record more steps, and stop before the error is 0."
            )
        return float((self.errors[-1] / self.errors[-1 - steps]) ** (1 / steps))


def record(membrane: Membrane, states: Iterator[np.ndarray], steps: int, solution: np.ndarray | None = None) -> History:
    """Let a method take some steps and write down how it went.

    Parameters
    ----------
    membrane : Membrane
    states : iterator of ndarray
        Such as `jacobi` gives.
    steps : int
        How many, 0 or more; one more state is recorded, the start.
    solution : ndarray, optional
        Where it is known; without it, it is found by elimination.

    Examples
    --------
    >>> from inlay.lesson import jacobi
    >>> membrane = Membrane([3, 0, 0, 0, 0, 6], [False, True, True, True, True, False])
    >>> record(membrane, jacobi(membrane), 2).errors.round(2)
    array([5.4 , 4.8 , 3.45])
    """
    exact = membrane.solution() if solution is None else solution
    kept = list(islice(states, steps + 1))
    least = membrane.energy(exact)
    errors = np.array([np.abs(state - exact).max() for state in kept])
    return History(kept, errors, np.array([membrane.energy(state) - least for state in kept]))
