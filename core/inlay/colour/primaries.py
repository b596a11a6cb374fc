"""Primaries as chromaticities: what an ICC profile says of them, adapted to its own white."""

from __future__ import annotations

import numpy as np

from inlay.colour import icc

D65 = (0.3127, 0.3290)
D50 = np.array(icc.D50)

_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
# A fixed-point number of a profile ends at 32,768; sensible colorants hardly pass one.
_LARGEST_COLORANT = 8.0

Chromaticity = tuple[float, float]


def colorants(
    white: Chromaticity, red: Chromaticity, green: Chromaticity, blue: Chromaticity
) -> tuple[tuple[float, ...], ...] | None:
    """The D50 colorants of an RGB profile, red, green and blue.

    Parameters
    ----------
    white, red, green, blue : tuple of float
        x and y of CIE 1931.

    Returns
    -------
    tuple of tuple of float or None
        XYZ of each, adapted by Bradford's cone responses (ICC.1:2022, annex E); None where the chromaticities
        describe no colours.
    """
    if min(point[1] for point in (white, red, green, blue)) <= 0:
        return None
    primaries = np.stack([_xyz(point) for point in (red, green, blue)], axis=1)
    given = _xyz(white)
    try:
        scaled = primaries * np.linalg.solve(primaries, given)
    except np.linalg.LinAlgError:
        return None
    adaptation = np.linalg.solve(_BRADFORD, ((_BRADFORD @ D50) / (_BRADFORD @ given))[:, np.newaxis] * _BRADFORD)
    found = (adaptation @ scaled).T
    if not np.isfinite(found).all() or np.abs(found).max() > _LARGEST_COLORANT or found[:, 1].min() < 0:
        return None
    return tuple(tuple(map(float, row)) for row in found)


def _xyz(point: Chromaticity) -> np.ndarray:
    x, y = point
    return np.array([x / y, 1.0, (1 - x - y) / y])
