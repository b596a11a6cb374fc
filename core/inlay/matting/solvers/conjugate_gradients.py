"""Preconditioned conjugate gradients for any matrix, which end when alpha has converged."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from math import log
from typing import NamedTuple

import numpy as np

from inlay.arrays.progress import Progress, silent

#: Largest error of alpha that is allowed, of an estimate that may err: a twentieth of an 8-bit level.
TOLERANCE = 0.05 / 255
MOST_ITERATIONS = 5000
#: Iterations over which the speed of convergence is judged.
LOOK_BACK = 6
#: Reduction of the residual beyond which double precision has nothing to give.
EXHAUSTED = 1e-13


class Solution(NamedTuple):
    """Values, iterations, and the estimated largest error."""

    values: np.ndarray
    iterations: int
    error: float


def conjugate_gradients(
    multiply: Callable[[np.ndarray], np.ndarray],
    right: np.ndarray,
    precondition: Callable[[np.ndarray], np.ndarray],
    progress: Progress = silent,
    tolerance: float = TOLERANCE,
) -> Solution:
    """Solve ``A x = right`` for a symmetric positive definite A until the largest error is below `tolerance`.

    The error is estimated from the largest changes of the last iterations and by what factor they shrink: if each is
    `rate` times the one before, all that are still to come add up to ``change * rate / (1 - rate)``. A residual
    would say little: these matrices answer to errors that are smooth in colour with next to nothing.

    Parameters
    ----------
    multiply, precondition : callable
        A times a vector; an approximation of its inverse times a vector, symmetric and positive definite.
    progress : callable
        Is called after each iteration with the fraction done; may raise.
    """
    x = np.zeros_like(right)
    residual = right.copy()
    z = precondition(residual)
    direction = z.copy()
    energy = float(residual @ z)
    least_energy = EXHAUSTED**2 * energy
    changes: deque[float] = deque(maxlen=2 * LOOK_BACK)
    error = first_error = 1.0
    done = 0.0
    iteration = 0
    while iteration < MOST_ITERATIONS and energy > least_energy:
        product = multiply(direction)
        curvature = float(direction @ product)
        if not curvature > 0:
            break
        length = energy / curvature
        x += length * direction
        residual -= length * product
        changes.append(length * float(np.abs(direction).max()))
        iteration += 1
        if len(changes) == changes.maxlen:
            error = _error(changes)
            if error < tolerance:
                return Solution(x, iteration, error)
            first_error = max(first_error, error)
            done = max(done, log(first_error / error) / log(first_error / tolerance))
        progress(done)
        z = precondition(residual)
        before, energy = energy, float(residual @ z)
        direction *= energy / before
        direction += z
    return Solution(x, iteration, 0.0 if 0 <= energy <= least_energy else error)


def safely(
    multiply: Callable[[np.ndarray], np.ndarray],
    right: np.ndarray,
    precondition: Callable[[np.ndarray], np.ndarray],
    diagonal: np.ndarray,
    progress: Progress = silent,
) -> Solution:
    """The same, once more with the `diagonal` of A alone if the preconditioner proves not to be positive definite."""
    solution = conjugate_gradients(multiply, right, precondition, progress)
    if solution.error <= TOLERANCE or solution.iterations == MOST_ITERATIONS:
        return solution
    again = conjugate_gradients(multiply, right, lambda residual: residual / diagonal, lambda done: progress(1.0))
    return again._replace(iterations=solution.iterations + again.iterations)


def _error(changes: deque[float]) -> float:
    """What is still to come if the changes go on shrinking as they did."""
    earlier, later = max(list(changes)[:LOOK_BACK]), max(list(changes)[LOOK_BACK:])
    if earlier == 0:
        return 0.0
    rate = min((later / earlier) ** (1 / LOOK_BACK), 0.999)
    return later * rate / (1 - rate) if rate > 0 else 0.0
