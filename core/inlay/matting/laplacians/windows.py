"""Laplacians that are a sum over windows of 3x3 pixels, each of the form ``I - Z Z'``."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse

from inlay.arrays.progress import Progress, part, silent
from inlay.matting.laplacians.domain import Domain
from inlay.matting.laplacians.restricted import Restricted

#: Windows, or rows of the matrix, that are computed at once.
PIECE = 1 << 13
#: Rows and columns by which the pixels of a window lie away from its centre.
STEPS = np.array([(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1)])
#: The half of a row of the matrix that lies on the diagonal and behind it: steps to the pixel of the column.
REACH = [(0, 0), (0, 1), (0, 2), *((y, x) for y in (1, 2) for x in (-2, -1, 0, 1, 2))]


def centres(domain: Domain) -> np.ndarray:
    """Positions of the windows that lie inside the picture, hold present pixels only and touch the region."""
    height, width = domain.shape
    inside = np.zeros(domain.shape, bool)
    if min(domain.shape) < 3:
        return np.flatnonzero(inside)
    inner = inside[1:-1, 1:-1]
    views = [slice(1 + y, height - 1 + y) for y in (-1, 0, 1)], [slice(1 + x, width - 1 + x) for x in (-1, 0, 1)]
    if domain.region is None:
        inner[:] = True
    for rows in views[0]:
        for columns in views[1]:
            if domain.region is not None:
                inner |= domain.region[rows, columns]
    for rows in views[0]:
        for columns in views[1]:
            if domain.present is not None:
                inner &= domain.present[rows, columns]
    return np.flatnonzero(inside)


def assemble(domain: Domain, factors: Callable[[np.ndarray], np.ndarray], progress: Progress = silent) -> Restricted:
    """Sum the matrices ``I - Z Z'`` of all windows that touch the domain's region.

    Parameters
    ----------
    factors : callable
        Takes the colours of some windows, (windows, 9, channels), and returns their Z, (windows, 9, any).
    """
    width = domain.shape[1]
    middle = centres(domain)
    steps = STEPS @ (width, 1)
    taking_part = domain.is_wanted().ravel().copy()
    for step in steps:
        taking_part[middle + step] = True
    pixels = np.flatnonzero(taking_part)
    number = np.full(domain.count, -1, np.int32)
    number[pixels] = np.arange(pixels.size, dtype=np.int32)
    planes = np.zeros((len(REACH), pixels.size))
    plane_of = {step: plane for plane, step in enumerate(REACH)}
    for first in range(0, middle.size, PIECE):
        progress(0.7 * first / middle.size)
        members = middle[first : first + PIECE, np.newaxis] + steps
        z = factors(domain.colours(members))
        products = z @ z.swapaxes(1, 2)
        rows = number[members]
        for a in range(9):
            planes[0, rows[:, a]] += 1 - products[:, a, a]
            for b in range(a + 1, 9):
                planes[plane_of[tuple(STEPS[b] - STEPS[a])], rows[:, a]] -= products[:, a, b]
    return Restricted(_matrix(planes, pixels, number, width, part(progress, 0.7, 1.0)), pixels)


def _matrix(
    planes: np.ndarray, pixels: np.ndarray, number: np.ndarray, width: int, progress: Progress
) -> sparse.csr_array:
    """The symmetric matrix whose diagonal and upper half lie in `planes`."""
    reach = np.array(REACH[1:]) @ (width, 1)
    count = np.zeros(pixels.size + 1, np.int64)
    values, columns = [], []
    for first in range(0, pixels.size, PIECE):
        progress(first / pixels.size)
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
