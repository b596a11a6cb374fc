"""Many tridiagonal systems at once: the Laplacian of a line of pixels with a shift, for each shift another line."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

#: Rows between two calls of the poll.
ROWS = 64


def solve_lines(values: np.ndarray, shifts: np.ndarray, kind: str, poll: Callable[[int], None]) -> None:
    """Solve ``(K + shift) x = value`` along the first axis, in place and in double precision.

    Parameters
    ----------
    values : ndarray, (length, lines)
        Right-hand sides, real or complex, and afterwards the solutions.
    shifts : ndarray, (lines,)
        0 or more. The solution for 0 where nothing holds a line is the one with the mean 0.
    kind : {"free", "fixed", "periodic"}
        Ends of the lines; K has 2 on its diagonal (1 at a free end) and -1 beside it (also in the corners if
        periodic).
    poll : callable
        Is given the number of rows done now and then.
    """
    length = len(values)
    x = values.astype(np.result_type(values, np.float64))
    loose = (shifts == 0) & (kind != "fixed")
    shifts = np.where(loose, 1.0, shifts)
    means = _hanging(x[:, loose], kind)
    if kind == "periodic" and length == 2:
        total, half = (x[0] + x[1]) / shifts, (x[0] - x[1]) / (shifts + 4)
        x[0], x[1] = (total + half) / 2, (total - half) / 2
    elif kind == "periodic" and length > 2:
        _solve_rings(x, shifts, poll)
    else:
        missing = 0.0 if kind == "fixed" else 1.0
        _eliminate(x, shifts + 2.0, missing, missing, poll)
    x[:, loose] = means
    values[:] = x


def _eliminate(
    x: np.ndarray,
    diagonal: np.ndarray,
    first: float | np.ndarray,
    last: float | np.ndarray,
    poll: Callable[[int], None],
) -> None:
    """Gauss without pivots; the diagonal is smaller by `first` and `last` at the two ends."""
    length = len(x)
    pivots = np.empty((length, x.shape[1]))
    pivots[0] = 1 / (diagonal - first - (last if length == 1 else 0.0))
    for i in range(1, length):
        np.subtract(diagonal, pivots[i - 1], out=pivots[i])
        if i == length - 1:
            pivots[i] -= last
        np.divide(1.0, pivots[i], out=pivots[i])
        x[i] += x[i - 1] * pivots[i - 1]
        if i % ROWS == 0:
            poll(ROWS)
    x[-1] *= pivots[-1]
    for i in range(length - 2, -1, -1):
        x[i] += x[i + 1]
        x[i] *= pivots[i]
        if i % ROWS == 0:
            poll(ROWS)


def _solve_rings(x: np.ndarray, shifts: np.ndarray, poll: Callable[[int], None]) -> None:
    """Periodic lines: the corners of the matrix are a change of rank one (Sherman and Morrison)."""
    diagonal = shifts + 2.0
    corner = np.zeros(x.shape)
    corner[0], corner[-1] = -diagonal, -1.0
    both = np.concatenate([x, corner], axis=1)
    twice = np.concatenate([diagonal, diagonal])
    _eliminate(both, twice, -twice, -1.0 / twice, poll)
    count = x.shape[1]
    x[:] = both[:, :count]
    q = both[:, count:].real
    x -= q * ((x[0] + x[-1] / diagonal) / (1.0 + q[0] + q[-1] / diagonal))


def _hanging(values: np.ndarray, kind: str) -> np.ndarray:
    """Solutions with the mean 0 of lines that nothing holds."""
    values = values - values.mean(axis=0)
    steps = -np.cumsum(values, axis=0)
    if kind == "periodic":
        steps -= steps.mean(axis=0)
    x = np.cumsum(np.concatenate([np.zeros_like(steps[:1]), steps[:-1]]), axis=0)
    return x - x.mean(axis=0)
