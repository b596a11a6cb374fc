"""Laplacians that are a sum over square windows, each of the form ``I - Z Z'``."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
from scipy import sparse

from inlay.arrays.effort import Effort
from inlay.arrays.rows import pieces
from inlay.matting.laplacians.domain import Domain
from inlay.matting.laplacians.restricted import Restricted

#: Pixels of the windows, or rows of the matrix, that are computed at once.
MEMBERS, PIECE = 9 << 13, 1 << 13


def steps_of(radius: int) -> np.ndarray:
    """Rows and columns by which the pixels of a window lie away from its centre, (pixels, 2)."""
    reach = range(-radius, radius + 1)
    return np.array([(y, x) for y in reach for x in reach])


def reach_of(radius: int) -> list[tuple[int, int]]:
    """The half of a row of the matrix that lies on the diagonal and behind it: steps to the pixel of the column."""
    return [(y, x) for y in range(2 * radius + 1) for x in range(-2 * radius, 2 * radius + 1) if (y, x) >= (0, 0)]


def centres(domain: Domain, radius: int = 1) -> np.ndarray:
    """Positions of the windows that lie inside the picture, hold present pixels only and touch the region."""
    height, width = domain.shape
    inside = np.zeros(domain.shape, bool)
    if min(domain.shape) <= 2 * radius:
        return np.flatnonzero(inside)
    inner = inside[radius:-radius, radius:-radius]
    rows, columns = (
        [slice(radius + step, size - radius + step) for step in range(-radius, radius + 1)] for size in (height, width)
    )
    views = list(product(rows, columns))
    if domain.region is None:
        inner[:] = True
    else:
        for view in views:
            inner |= domain.region[view]
    if domain.present is not None:
        for view in views:
            inner &= domain.present[view]
    return np.flatnonzero(inside)


def assemble(
    domain: Domain, effort: Effort, factors: Callable[[np.ndarray], np.ndarray], radius: int = 1
) -> Restricted:
    """Sum the matrices ``I - Z Z'`` of all windows that touch the domain's region.

    Parameters
    ----------
    factors : callable
        Takes the colours of some windows, (windows, pixels, channels), and returns their Z, (windows, pixels, any).
    radius : int
        Of the windows, which have ``(2 radius + 1)^2`` pixels.
    """
    width = domain.shape[1]
    middle, around = centres(domain, radius), steps_of(radius)
    size, steps = len(around), around @ (width, 1)
    taking_part = domain.is_wanted().ravel().copy()
    for step in steps:
        taking_part[middle + step] = True
    pixels = np.flatnonzero(taking_part)
    number = np.full(domain.count, -1, np.int32)
    number[pixels] = np.arange(pixels.size, dtype=np.int32)
    reach = reach_of(radius)
    planes = np.zeros((len(reach), pixels.size))
    plane_of = {step: plane for plane, step in enumerate(reach)}
    for first, last in pieces(middle.size, MEMBERS // size):
        effort.progress(0.7 * first / middle.size)
        members = middle[first:last, np.newaxis] + steps
        z = factors(domain.colours(members))
        products = z @ z.swapaxes(1, 2)
        rows = number[members]
        for a in range(size):
            planes[0, rows[:, a]] += 1 - products[:, a, a]
            for b in range(a + 1, size):
                planes[plane_of[tuple(around[b] - around[a])], rows[:, a]] -= products[:, a, b]
    ahead = np.array(reach[1:]) @ (width, 1)
    return Restricted(_matrix(planes, pixels, number, ahead, effort.part(0.7, 1.0)), pixels)


def _matrix(
    planes: np.ndarray, pixels: np.ndarray, number: np.ndarray, reach: np.ndarray, effort: Effort
) -> sparse.csr_array:
    """The symmetric matrix whose diagonal and upper half, by steps of `reach`, lie in `planes`."""
    count = np.zeros(pixels.size + 1, np.int64)
    values, columns = [], []
    for first in range(0, pixels.size, PIECE):
        effort.progress(first / pixels.size)
        here = slice(first, first + PIECE)
        ahead = _look_up(number, pixels[here, np.newaxis] + reach)
        behind = _look_up(number, pixels[here, np.newaxis] - reach[::-1])
        row = np.concatenate(
            [
                np.where(behind >= 0, planes[np.arange(len(reach), 0, -1), behind], 0.0),
                planes[0, here, np.newaxis],
                np.where(ahead >= 0, planes[1:, here].T, 0.0),
            ],
            axis=1,
        )
        column = np.concatenate([behind, np.arange(pixels.size, dtype=np.int32)[here, np.newaxis], ahead], axis=1)
        filled = row != 0
        count[first + 1 : first + 1 + len(row)] = filled.sum(axis=1)
        values.append(row[filled])
        columns.append(column[filled])
    total = np.cumsum(count)
    shape = pixels.size, pixels.size
    return sparse.csr_array((np.concatenate(values), np.concatenate(columns), _small(total)), shape)


def _look_up(number: np.ndarray, positions: np.ndarray) -> np.ndarray:
    return np.where((positions >= 0) & (positions < number.size), number.take(positions, mode="clip"), -1)


def _small(positions: np.ndarray) -> np.ndarray:
    return positions.astype(np.int32) if positions[-1] < np.iinfo(np.int32).max else positions
