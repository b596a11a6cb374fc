"""Relaxation: every unknown point is set to the mean of its neighbours, again and again.

D. M. Young: Iterative Solution of Large Linear Systems, Academic Press, 1971; W. L. Briggs, V. E. Henson, S. F.
McCormick: A Multigrid Tutorial, SIAM, 2nd edition, 2000, chapter 2, https://doi.org/10.1137/1.9780898719505
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from inlay.errors import ParameterError
from inlay.lesson.membrane import Membrane


def jacobi(membrane: Membrane, start: np.ndarray | None = None, damping: float = 1.0) -> Iterator[np.ndarray]:
    """Move all points at once to the mean of where their neighbours were.

    Parameters
    ----------
    membrane : Membrane
    start : ndarray, optional
        The state to begin with; without it, unknown points are 0.
    damping : float
        What part of the way the points move, above 0 and up to 1.

    Yields
    ------
    ndarray
        The start, and the state after every sweep, without end.

    Examples
    --------
    >>> membrane = Membrane([3, 0, 0, 0, 0, 6], [False, True, True, True, True, False])
    >>> after(jacobi(membrane), 2)
    array([3.  , 1.5 , 0.75, 1.5 , 3.  , 6.  ])
    """
    if not 0 < damping <= 1:
        raise ParameterError(f"The damping {damping!r} is not possible.", "Give a number above 0 and up to 1.")
    values = membrane.begin(start)
    while True:
        yield values
        values = values + damping * (membrane.means(values) - values)


def gauss_seidel(membrane: Membrane, start: np.ndarray | None = None) -> Iterator[np.ndarray]:
    """Move points to the mean of where their neighbours are now, in the order of a chessboard.

    Points on white squares move first. Their neighbours are all on black squares, which then see the new values.

    Parameters
    ----------
    membrane, start
        As in `jacobi`.

    Yields
    ------
    ndarray
        The start, and the state after every sweep over both colours, without end.
    """
    return over_relaxation(membrane, 1.0, start)


def over_relaxation(membrane: Membrane, factor: float, start: np.ndarray | None = None) -> Iterator[np.ndarray]:
    """Move points beyond the mean of their neighbours (SOR), in the order of a chessboard.

    Parameters
    ----------
    membrane, start
        As in `jacobi`.
    factor : float
        How far the points move, if the way to the mean is 1: above 0 and below 2. `best_factor` has the best one.

    Yields
    ------
    ndarray
        The start, and the state after every sweep over both colours, without end.
    """
    if not 0 < factor < 2:
        raise ParameterError(f"The factor {factor!r} is not possible.", "Give a number above 0 and below 2.")
    values = membrane.begin(start)
    white = chessboard(values.shape)
    while True:
        yield values
        for colour in (white, ~white):
            moved = values + factor * (membrane.means(values) - values)
            values = np.where(colour, moved, values)


def chessboard(shape: tuple[int, ...]) -> np.ndarray:
    """Where the white squares of a chessboard are: those whose indices have an even sum."""
    return np.indices(shape).sum(axis=0) % 2 == 0


def after(states: Iterator[np.ndarray], steps: int) -> np.ndarray:
    """The state after some steps of a method that has just begun."""
    return next(islice(states, steps, None))


def jacobi_contraction(*sides: int) -> float:
    """What one sweep of Jacobi leaves of the stubbornest error, on a line or a rectangle of unknown points.

    Parameters
    ----------
    *sides : int
        The number of unknown points along each axis; all around them points are known.

    Returns
    -------
    float
        The mean over the axes of ``cos(pi / (n + 1))``. A sweep of Gauss-Seidel leaves its square.
    """
    return float(np.mean([np.cos(np.pi / (side + 1)) for side in sides]))


def best_factor(contraction: float) -> float:
    """The factor with which over-relaxation is fastest: ``2 / (1 + sqrt(1 - contraction^2))``.

    A sweep leaves ``factor - 1`` of the stubbornest error then (Young 1971, chapter 6).

    Parameters
    ----------
    contraction : float
        What a sweep of Jacobi leaves, 0 or more and below 1.
    """
    if not 0 <= contraction < 1:
        raise ParameterError(f"The contraction {contraction!r} is not possible.", "Give a number from 0 to below 1.")
    return float(2 / (1 + np.sqrt(1 - contraction**2)))
