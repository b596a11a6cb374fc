"""Multigrid: what is smooth on a fine grid is cheap on a coarse one.

A. Brandt: Multi-level adaptive solutions to boundary-value problems, Mathematics of Computation 31, 1977,
https://doi.org/10.1090/S0025-5718-1977-0431719-X; W. L. Briggs, V. E. Henson, S. F. McCormick: A Multigrid Tutorial,
SIAM, 2nd edition, 2000, chapter 3, https://doi.org/10.1137/1.9780898719505
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from inlay.errors import InputError
from inlay.lesson.membrane import Membrane
from inlay.lesson.relaxation import after, gauss_seidel

#: Relaxes a membrane from a state: `gauss_seidel`, or `jacobi` with a damping.
Smoother = Callable[[Membrane, np.ndarray], Iterator[np.ndarray]]


def two_grid(
    membrane: Membrane, start: np.ndarray | None = None, sweeps: int = 1, smoother: Smoother = gauss_seidel
) -> Iterator[np.ndarray]:
    """Relax, correct by the exact solution on the next coarser grid, and relax again.

    Parameters
    ----------
    membrane : Membrane
        A line or rectangle whose first and last points along every axis are known and all others unknown, without
        weights. Each side has ``2^k + 1`` points.
    start : ndarray, optional
        The state to begin with; without it, unknown points are 0.
    sweeps : int
        Relaxations before the correction, and as many after it.
    smoother : callable
        What relaxes: takes a membrane and a state and gives states.

    Yields
    ------
    ndarray
        The start, and the state after every cycle, without end.

    Raises
    ------
    InputError
        If the grid is another one.
    """
    return _cycles(membrane, start, sweeps, smoother, lambda coarse: coarse.solution())


def v_cycles(
    membrane: Membrane, start: np.ndarray | None = None, sweeps: int = 1, smoother: Smoother = gauss_seidel
) -> Iterator[np.ndarray]:
    """As `two_grid`, but the coarser grid is corrected by a yet coarser one, down to a grid of one point.

    Parameters
    ----------
    membrane, start, sweeps, smoother
        As in `two_grid`.

    Yields
    ------
    ndarray
        The start, and the state after every cycle, without end.

    Examples
    --------
    >>> unknown = np.zeros((9, 9), bool)
    >>> unknown[1:-1, 1:-1] = True
    >>> membrane = Membrane(np.full((9, 9), 5.0), unknown)
    >>> bool(abs(after(v_cycles(membrane), 8) - 5).max() < 1e-5)
    True
    """

    def solve(coarse: Membrane) -> np.ndarray:
        if min(coarse.known.shape) <= 3:
            return coarse.solution()
        return _cycle(coarse, coarse.begin(), sweeps, smoother, solve)

    return _cycles(membrane, start, sweeps, smoother, solve)


def restricted(residual: np.ndarray) -> np.ndarray:
    """Carry a residual to the grid of every other point: along each axis 1/4, 1/2 and 1/4 of three neighbours.

    The rim of the coarse grid is 0.
    """
    coarse = residual
    for axis in range(residual.ndim):
        fine = np.moveaxis(coarse, axis, 0)
        line = np.zeros((fine.shape[0] // 2 + 1, *fine.shape[1:]))
        line[1:-1] = fine[1:-2:2] / 4 + fine[2:-1:2] / 2 + fine[3::2] / 4
        coarse = np.moveaxis(line, 0, axis)
    return coarse


def prolonged(correction: np.ndarray) -> np.ndarray:
    """Carry a correction to the grid of twice as many points: between two points lies their mean."""
    fine = correction
    for axis in range(correction.ndim):
        coarse = np.moveaxis(fine, axis, 0)
        line = np.empty((2 * coarse.shape[0] - 1, *coarse.shape[1:]))
        line[::2] = coarse
        line[1::2] = (coarse[:-1] + coarse[1:]) / 2
        fine = np.moveaxis(line, 0, axis)
    return fine


def coarser(membrane: Membrane, values: np.ndarray) -> Membrane:
    """The membrane whose solution, on every other point, corrects the values.

    It has the residual as its load. Points are twice as far apart, so that the same bend is a fourfold residual there.
    """
    load = 4 * restricted(membrane.residual(values))
    return Membrane(np.zeros_like(load), inside(load.shape), load=load)


def inside(shape: tuple[int, ...]) -> np.ndarray:
    """All points but the first and the last along every axis."""
    unknown = np.zeros(shape, bool)
    unknown[(slice(1, -1),) * len(shape)] = True
    return unknown


def _cycles(
    membrane: Membrane,
    start: np.ndarray | None,
    sweeps: int,
    smoother: Smoother,
    solve: Callable[[Membrane], np.ndarray],
) -> Iterator[np.ndarray]:
    shape = membrane.known.shape
    if any(side < 5 or (side - 1) & (side - 2) for side in shape):
        raise InputError(
            f"A grid of the shape {shape} has no coarser ones.", "Give each side 5, 9, 17, 33, ... points."
        )
    if (membrane.unknown != inside(shape)).any() or not membrane.is_even:
        raise InputError(
            "This is no full rectangle of even ties.",
            "Hold the rim alone, without weights; inlay.poisson does the rest.",
        )
    values = membrane.begin(start)
    while True:
        yield values
        values = _cycle(membrane, values, sweeps, smoother, solve)


def _cycle(
    membrane: Membrane,
    values: np.ndarray,
    sweeps: int,
    smoother: Smoother,
    solve: Callable[[Membrane], np.ndarray],
) -> np.ndarray:
    values = after(smoother(membrane, values), sweeps)
    values = values + prolonged(solve(coarser(membrane, values)))
    return after(smoother(membrane, values), sweeps)
