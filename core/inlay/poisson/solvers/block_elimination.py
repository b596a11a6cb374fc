"""The solver for small regions: it needs nothing that is slow to load, and is as quick as multigrid there.

Gaussian elimination, row by row of the box: the matrix is block-tridiagonal, and what a row leaves to the next is its
Schur complement (Golub, Van Loan: Matrix computations, 2013, section 4.5.1). A second solution, for what the first one
left, tells how good that was.
"""

from __future__ import annotations

import numpy as np

from inlay.contract.boxes import Box
from inlay.poisson.system import System

#: Length of a box times the cube of its breadth up to which it takes some milliseconds.
MOST_WORK = 1 << 24


def suits(box: Box) -> bool:
    """Whether a box is small enough."""
    breadth, length = sorted((box.width, box.height))
    return length * breadth**3 <= MOST_WORK


class BlockElimination:
    """Solver of ``A e = r`` for one right-hand side after another on the same region.

    Attributes
    ----------
    steps : int
        1.
    error : float
        Estimated largest error of the last solution.
    stalled : bool
        Whether that is larger than asked for: the matrix is hardly to be told from a singular one.
    """

    steps = 1

    def __init__(self, system: System) -> None:
        self.error, self.stalled = 0.0, False
        unknown = system.region.unknown
        down, right = (each.astype(np.float64) for each in system.edges(0, len(unknown)))
        diagonal = (down[1:] + down[:-1]) + (right[:, 1:] + right[:, :-1]) + system.mass()
        along = down[1:-1] * (unknown[1:] & unknown[:-1])
        across = right[:, 1:-1] * (unknown[:, 1:] & unknown[:, :-1])
        # Known pixels keep 0.
        diagonal = np.where(unknown, diagonal, 1.0)
        # Blocks are as small as can be.
        self._is_turned = unknown.shape[1] > unknown.shape[0]
        if self._is_turned:
            diagonal, along, across, unknown = diagonal.T, across.T, along.T, unknown.T
        self._diagonal, self._along, self._across, self._unknown = diagonal, along, across, unknown
        self._inverses = self._inverted()

    def solve(self, residual: np.ndarray, tolerance: float) -> np.ndarray:
        """Solution for the right-hand side `residual`, (height, width) of the box."""
        rows = np.where(self._unknown, residual.T if self._is_turned else residual, 0.0)
        if self._inverses is None:
            self.stalled = True
            return residual
        first = self._eliminated(rows, self._inverses)
        second = self._eliminated(rows - self._applied(first), self._inverses)
        self.error = float(np.abs(second).max(initial=0.0))
        self.stalled = not self.error <= tolerance
        e = first + second
        return np.ascontiguousarray(e.T if self._is_turned else e)

    def _inverted(self) -> np.ndarray | None:
        """The inverses of the Schur complements of all rows; None if one has none."""
        length, breadth = self._diagonal.shape
        inverses = np.empty((length, breadth, breadth))
        here = np.arange(breadth)
        try:
            for y in range(length):
                block = np.zeros((breadth, breadth))
                block[here, here] = self._diagonal[y]
                block[here[1:], here[:-1]] = block[here[:-1], here[1:]] = -self._across[y]
                if y:
                    block -= self._along[y - 1, :, np.newaxis] * inverses[y - 1] * self._along[y - 1]
                inverses[y] = np.linalg.inv(block)
        except np.linalg.LinAlgError:
            return None
        return inverses

    def _eliminated(self, rows: np.ndarray, inverses: np.ndarray) -> np.ndarray:
        e = rows.copy()
        for y in range(1, len(e)):
            e[y] += self._along[y - 1] * (inverses[y - 1] @ e[y - 1])
        e[-1] = inverses[-1] @ e[-1]
        for y in reversed(range(len(e) - 1)):
            e[y] = inverses[y] @ (e[y] + self._along[y] * e[y + 1])
        return e

    def _applied(self, e: np.ndarray) -> np.ndarray:
        """``A e``."""
        product = self._diagonal * e
        product[1:] -= self._along * e[:-1]
        product[:-1] -= self._along * e[1:]
        product[:, 1:] -= self._across * e[:, :-1]
        product[:, :-1] -= self._across * e[:, 1:]
        return product
