"""The K-cycle on the coarse grids.

Notay, Vassilevski: Recursive Krylov-based multigrid cycles, Numerical Linear Algebra with Applications 2008,
https://doi.org/10.1002/nla.542. The bases are not smoothed, so that every coarse grid needs two steps of flexible
conjugate gradients for a number of iterations that does not grow. Each step is the correction of the next grid and a
sweep behind it: one more before it would double the work of a cycle, and save a tenth of the iterations.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from inlay.arrays.pool import Outcome, Pool
from inlay.matting.solvers.multigrid import gauss_seidel
from inlay.matting.solvers.multigrid.blocks import Blocks
from inlay.matting.solvers.multigrid.grids import Grids
from inlay.matting.solvers.multigrid.hierarchy import BLOCK_WORK, cuts

#: Passes over the blocks of a grid that solving on it and on all below it takes.
PASSES = 20


class Multigrid:
    """Approximate solver of the equations of the first coarse grid.

    Put the right-hand side into `residual`, call `solve`, and take the solution from `correction`; only the first of
    their rows belong to that grid.
    """

    def __init__(self, levels: list[Blocks], grids: Grids, pool: Pool) -> None:
        self._grids, self._pool = grids, pool
        self._sizes = [level.total for level in levels]
        edges = pairwise(grids.rows.tolist())
        self._pieces = [cuts(*rows, size, 2) for rows, size in zip(edges, self._sizes, strict=True)]
        self.residual, self.correction = grids.residual, grids.correction

    def __repr__(self) -> str:
        return f"<Multigrid of {len(self._sizes)} grids with {', '.join(map(str, self._sizes))} blocks>"

    def solve(self) -> None:
        """One cycle."""
        self._solve(0)

    def _solve(self, n: int) -> None:
        """Two steps of flexible conjugate gradients from 0 on grid n; small grids, and all below them, at once."""
        grids = self._grids
        if n == len(self._sizes) - 1 or len(self._pieces[n]) == 1:
            gauss_seidel.solve(grids, n)
            self._pool.advance(PASSES * BLOCK_WORK * self._sizes[n])
            return
        own, towards, _ = self._step(n, grids.residual, grids.first_step)
        if not own > 0:
            grids.correction[self._blocks(n)] = 0
            return
        length = towards / own
        self._over_rows(n, gauss_seidel.leave_residual, np.float32(length))
        second_own, towards, mixed = self._step(n, grids.left, grids.correction)
        self._over_rows(n, gauss_seidel.combine, *gauss_seidel.step_lengths(length, own, second_own, towards, mixed))

    def _step(self, n: int, r: np.ndarray, x: np.ndarray) -> tuple[float, float, float]:
        """The correction of the next grid and a sweep; x.Ax, x.r, and the first step's product with Ax."""
        grids = self._grids
        grids.residual[self._blocks(n + 1)] = 0
        self._over_rows(n, gauss_seidel.restrict, r)
        self._solve(n + 1)
        self._over_rows(n, gauss_seidel.prolong, x)
        self._over_rows(n, gauss_seidel.relax_last, r, x)
        products = self._over_rows(n, gauss_seidel.relax, r, x, grids.first_step)
        products += self._over_rows(n, gauss_seidel.multiply_last, r, x, grids.first_step)
        own, towards, mixed = (sum(each) for each in zip(*products, strict=True))
        return own, towards, mixed

    def _blocks(self, n: int) -> slice:
        begin = sum(self._sizes[:n])
        return slice(begin, begin + self._sizes[n])

    def _over_rows(self, n: int, kernel: Callable[..., Outcome], *arguments: object) -> list[Outcome]:
        def rows(top: int, bottom: int) -> Outcome:
            return kernel(self._grids, top, bottom, *arguments)

        height = self._pieces[n][-1][1] - self._pieces[n][0][0]
        return self._pool.each(rows, self._pieces[n], BLOCK_WORK * self._sizes[n] / height)
