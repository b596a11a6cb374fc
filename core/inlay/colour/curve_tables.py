"""Curves as tables: as fine near black as in the light, and reaching far beyond white.

An interval is what the exponent of a number in floating point and the first bits of its mantissa say: all intervals
are of one relative size. In each of them a parabola stands for the curve.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

#: Intervals between a number and its double, and the powers of two between which they lie.
_INTERVALS, _LOWEST, _HIGHEST = 128, -40, 16
#: By how much the bits of a float are shifted to get its interval, and the shifted bits of the first one.
SHIFT = 16
FIRST = int(np.array(2.0**_LOWEST, np.float32).view(np.int32)) >> SHIFT
_BELOW = np.array([-0.01, -0.3, -4.0])

Curve = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class CurveTable:
    """A curve for numbers below 2^16.

    Attributes
    ----------
    coefficients : ndarray of float32, (intervals, 3)
        Of the powers 0 to 2 of how far through its interval a number lies, 0 to 1.
    slopes : ndarray of float32, (2,)
        Of negative numbers, and of those between 0 and the first interval: straight lines through 0.
    idle : bool
        Whether it leaves all numbers as they are.
    """

    coefficients: np.ndarray
    slopes: np.ndarray
    idle: bool


def tabulated(curve: Curve, near: float = 1e-5) -> CurveTable | None:
    """The table of a curve that goes through 0 and is straight below it; None of another, or one too crooked.

    Parameters
    ----------
    curve : callable
        Takes and gives numbers, (n,).
    near : float
        The largest error of the table.
    """
    starts = np.ldexp(1 + np.arange(_INTERVALS) / _INTERVALS, np.arange(_LOWEST, _HIGHEST)[:, np.newaxis]).ravel()
    nodes = np.append(starts, 2.0**_HIGHEST)
    lengths = np.diff(nodes)
    values = curve(nodes)
    start, middle, end = values[:-1], curve(starts + lengths / 2), values[1:]
    coefficients = np.stack([start, 4 * middle - 3 * start - end, 2 * (start + end) - 4 * middle], axis=1)
    quarter = curve(starts + lengths / 4)
    errors = (coefficients @ [1, 1 / 4, 1 / 16] - quarter) / np.maximum(1, np.abs(quarter))
    below = curve(_BELOW)
    slopes = below[-1] / _BELOW[-1], start[0] / nodes[0]
    bends = below - slopes[0] * _BELOW
    if not (np.abs([*errors, *bends]).max() < near and abs(float(curve(np.zeros(1))[0])) < 1e-7):
        return None
    idle = slopes[0] == 1 and np.allclose(values, nodes, rtol=1e-6, atol=0)
    return CurveTable(coefficients.astype(np.float32), np.array(slopes, np.float32), bool(idle))
