"""Multigrid for cells that are everywhere: the last level of the composite grid, and those below it."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel

SWEEPS, COARSEST_SWEEPS = 2, 40
#: Cells of the coarsest level, about.
FEWEST = 64


class Dense:
    """Levels of cells, each of 2 x 2 of the one before.

    Parameters
    ----------
    right, down : ndarray of float32, (height, width + 1), (height + 1, width)
        Faces, as those of tiles; 0 at the ends. Height and width are even.
    """

    def __init__(self, right: np.ndarray, down: np.ndarray) -> None:
        self._faces = [(right, down)]
        while right.shape[0] * down.shape[1] > FEWEST and min(right.shape[0], down.shape[1]) > 1:
            right, down = _even(*self._faces[-1])
            self._faces[-1] = right, down
            right, down = (right[::2, ::2] + right[1::2, ::2]) / 2, (down[::2, ::2] + down[::2, 1::2]) / 2
            self._faces.append((right, down))

    def solve(self, residual: np.ndarray, cycles: int) -> np.ndarray:
        """Solve from 0 by some V-cycles."""
        found = np.zeros(residual.shape, np.float32)
        for _ in range(cycles):
            self._cycle(0, found, residual)
        return found

    def _cycle(self, level: int, found: np.ndarray, wanted: np.ndarray) -> None:
        right, down = self._faces[level]
        if level == len(self._faces) - 1:
            relax_cells(found, wanted, right, down, COARSEST_SWEEPS)
            return
        relax_cells(found, wanted, right, down, SWEEPS)
        below = self._faces[level + 1]
        coarse = np.zeros((below[0].shape[0], below[1].shape[1]), np.float32)
        restrict_cells(found, wanted, right, down, coarse)
        correction = np.zeros_like(coarse)
        self._cycle(level + 1, correction, coarse)
        prolong_cells(correction, *below, right, down, found)
        relax_cells(found, wanted, right, down, SWEEPS)


def _even(right: np.ndarray, down: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same with an even number of rows and columns."""
    rows, columns = right.shape[0] % 2, down.shape[1] % 2
    return np.pad(right, ((0, rows), (0, columns))), np.pad(down, ((0, rows), (0, columns)))


@kernel
def _around(field, right, down, y, x):
    """The neighbours of a cell by their faces, and the sum of these."""
    height, width = field.shape
    total = value = np.float32(0)
    if y > 0:
        total += down[y, x]
        value += down[y, x] * field[y - 1, x]
    if y + 1 < height:
        total += down[y + 1, x]
        value += down[y + 1, x] * field[y + 1, x]
    if x > 0:
        total += right[y, x]
        value += right[y, x] * field[y, x - 1]
    if x + 1 < width:
        total += right[y, x + 1]
        value += right[y, x + 1] * field[y, x + 1]
    return total, value


@kernel
def relax_cells(field, wanted, right, down, sweeps):
    """Relax cells of one colour after those of the other."""
    height, width = field.shape
    for sweep in range(2 * sweeps):
        for y in range(height):
            for x in range((y + sweep) & 1, width, 2):
                total, value = _around(field, right, down, y, x)
                if total > 0:
                    field[y, x] = (value + wanted[y, x]) / total


@kernel
def restrict_cells(field, wanted, right, down, coarse):
    """The sums of residuals over blocks of 2 x 2."""
    height, width = field.shape
    for y in range(height):
        for x in range(width):
            total, value = _around(field, right, down, y, x)
            if total > 0:
                coarse[y >> 1, x >> 1] += wanted[y, x] + value - total * field[y, x]


@kernel
def prolong_cells(coarse, coarse_right, coarse_down, right, down, field):
    """Add to cells half of the coarse one they are in, and a quarter of the next ones where it is joined to them."""
    height, width = field.shape
    quarter = np.float32(0.25)
    for y in range(height):
        for x in range(width):
            if right[y, x] + right[y, x + 1] + down[y, x] + down[y + 1, x] <= 0:
                continue
            i, j = y >> 1, x >> 1
            here = coarse[i, j]
            k, across = j + 2 * (x & 1) - 1, coarse_right[i, j + (x & 1)]
            value = here
            if across > 0 and 0 <= k < coarse.shape[1]:
                value += quarter * across * (coarse[i, k] - here)
            k, along = i + 2 * (y & 1) - 1, coarse_down[i + (y & 1), j]
            if along > 0 and 0 <= k < coarse.shape[0]:
                value += quarter * along * (coarse[k, j] - here)
            field[y, x] += value
