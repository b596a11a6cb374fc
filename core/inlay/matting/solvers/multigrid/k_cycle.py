"""The K-cycle on the coarse grids.

Notay, Vassilevski: Recursive Krylov-based multigrid cycles, Numerical Linear Algebra with Applications 2008,
https://doi.org/10.1002/nla.542. The bases are not smoothed, so that every coarse grid needs two steps of flexible
conjugate gradients, each preconditioned by the next grid, for a number of iterations that does not grow.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inlay.arrays.pool import Pool
from inlay.matting.solvers.multigrid import gauss_seidel
from inlay.matting.solvers.multigrid.hierarchy import Level

#: Inner products below this have no meaning.
TINY = 1e-30


class Multigrid:
    """Approximate solver of the equations of the first coarse grid.

    Put the right-hand side into `residual`, call `solve`, and take the solution from `correction`; both have the shape
    (blocks + 1, 4), and the last row is 0.
    """

    def __init__(self, levels: list[Level], pool: Pool) -> None:
        self._pool = pool
        self._grids = [_Grid(level) for level in levels]

    def __repr__(self) -> str:
        sizes = ", ".join(str(grid.level.blocks.total) for grid in self._grids)
        return f"<Multigrid of {len(self._grids)} grids with {sizes} blocks>"

    @property
    def residual(self) -> np.ndarray:
        return self._grids[0].residual

    @property
    def correction(self) -> np.ndarray:
        return self._grids[0].correction

    def solve(self) -> None:
        """One cycle."""
        self._solve(0)

    def _solve(self, n: int) -> None:
        """Two steps of flexible conjugate gradients from 0 on grid n; the coarsest one exactly."""
        grid = self._grids[n]
        count = grid.level.blocks.total
        if grid.level.exact is not None:
            gauss_seidel.solve_exactly(
                grid.level.exact, grid.residual[:count].ravel(), grid.correction[:count].reshape(-1)
            )
            return
        first, second = grid.first, grid.correction
        self._precondition(n, grid.residual, first)
        own, towards, _ = self._multiply(grid, grid.residual, first, first)
        if not own > 0:
            second[:] = 0
            return
        length = towards / own
        np.multiply(grid.product, np.float32(-length), out=grid.left)
        grid.left += grid.residual
        self._precondition(n, grid.left, second)
        own_second, towards_second, mixed = self._multiply(grid, grid.left, second, first)
        across = own_second - mixed * mixed / own
        if across <= TINY or towards_second <= 0:
            np.multiply(first, np.float32(length), out=second)
            return
        share = towards_second / across
        second *= np.float32(share)
        first *= np.float32(length - mixed * share / own)
        second += first

    def _precondition(self, n: int, r: np.ndarray, x: np.ndarray) -> None:
        """x from 0 by a sweep, the correction of the next grid, and the transposed sweep."""
        grid, coarse = self._grids[n], self._grids[n + 1]
        level = grid.level
        equations = level.matrix, level.blocks.neighbours

        def down(begin: int, behind: int) -> None:
            gauss_seidel.restrict_residual(
                *equations, r, x, level.weights, level.children, begin, behind, coarse.residual
            )

        def up(begin: int, behind: int) -> None:
            gauss_seidel.add_correction(level.weights, level.parents, coarse.correction, begin, behind, x)

        x[:] = 0
        for parities in grid.parities:
            self._sweep(gauss_seidel.sweep_first, grid, parities, r, x)
        coarse.level.by_blocks(down, self._pool, 4)
        self._solve(n + 1)
        level.by_blocks(up, self._pool)
        for parities in reversed(grid.parities):
            self._sweep(gauss_seidel.sweep_last, grid, parities, r, x, grid.change)

    def _sweep(self, sweep: Callable[..., None], grid: _Grid, parities: tuple[int, int], *vectors: np.ndarray) -> None:
        level = grid.level
        equations = level.matrix, level.blocks.neighbours, level.diagonal, level.blocks.first, level.blocks.column

        def rows(top: int, bottom: int) -> None:
            sweep(*equations, parities, top, bottom, *vectors)

        level.by_rows(rows, self._pool, 1 / len(grid.parities))

    def _multiply(self, grid: _Grid, r: np.ndarray, x: np.ndarray, other: np.ndarray) -> tuple[float, float, float]:
        """``product = A x`` behind `_precondition`, and the inner products x.Ax, x.r and other.Ax."""
        level = grid.level
        equations = level.matrix, level.blocks.neighbours, level.blocks.first, level.blocks.column

        def rows(top: int, bottom: int) -> tuple[float, float, float]:
            return gauss_seidel.multiply(*equations, r, x, grid.change, other, top, bottom, grid.product)

        own, towards, mixed = zip(*level.by_rows(rows, self._pool), strict=True)
        return sum(own), sum(towards), sum(mixed)


class _Grid:
    """A level with room for its vectors; and the parities of rows that are relaxed at once, which must be one at a time
    if several pieces of rows are."""

    def __init__(self, level: Level) -> None:
        self.level = level
        self.parities = [(0, 2)] if level.is_one_piece else [(0, 1), (1, 2)]
        self.residual, self.correction = level.vector(), level.vector()
        if level.exact is None:
            self.first, self.product, self.left, self.change = (level.vector() for _ in range(4))
