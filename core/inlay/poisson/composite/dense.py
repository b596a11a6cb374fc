"""The dense level of a composite grid, and the multigrid below it."""

from __future__ import annotations

import numpy as np

from inlay.arrays.pool import Pool
from inlay.poisson.solvers.hierarchy import Level
from inlay.poisson.solvers.multigrid import Multigrid
from inlay.poisson.solvers.relaxation import separate_rows


class Dense(Multigrid):
    """One cycle from zero for the equations of a level and all coarser ones.

    Parameters
    ----------
    levels : list of Level
        The dense level first.
    pool : Pool
        Who does the work.
    is_held : bool
        Whether anything holds the values; where nothing does, corrections have no mean.
    """

    def __init__(self, levels: list[Level], pool: Pool, is_held: bool) -> None:
        self.levels = levels
        self.is_held = is_held
        self.pool = pool

    @property
    def pool(self) -> Pool:
        return self._pool

    @pool.setter
    def pool(self, pool: Pool) -> None:
        self._pool = pool

    @property
    def weight(self) -> np.ndarray:
        """One over the diagonal of the dense level in natural order."""
        height, width = self.finest.height, self.finest.width
        red, black = self.finest.stencil.red_weight, self.finest.stencil.black_weight
        pairs = np.empty((height, red.shape[1], 2), np.float32)
        pairs[0::2] = np.stack([red[0::2], black[0::2]], axis=2)
        pairs[1::2] = np.stack([black[1::2], red[1::2]], axis=2)
        return np.ascontiguousarray(pairs.reshape(height, -1)[:, :width])

    def correct(self, residual: np.ndarray, correction: np.ndarray, full: bool) -> None:
        """Fill in the correction for a residual by one V-cycle, or by full multigrid; both lie in a ring of 0."""
        inner = np.s_[1:-1, 1:-1]
        for right, found in zip(residual, correction, strict=True):
            rows = np.ascontiguousarray(right[inner])
            if not self.is_held:
                rows -= rows.mean(dtype=np.float64)
            separate_rows(rows, 1.0, self.red_f, self.black_f, 0)
            self._solve_coarse(0, full)
            found[inner] = self.finest.natural[:, 1 : self.finest.width + 1]
            if not self.is_held:
                found[inner] -= found[inner].mean(dtype=np.float64)
