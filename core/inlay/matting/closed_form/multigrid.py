"""The K-cycle on the coarse grids.

Notay, Vassilevski: Recursive Krylov-based multigrid cycles, Numerical Linear Algebra with Applications 2008,
https://doi.org/10.1002/nla.542. The bases are not smoothed, so that every coarse grid needs two steps of flexible
conjugate gradients, each preconditioned by the next grid, for a number of iterations that does not grow.
"""

from __future__ import annotations

import numpy as np

from inlay.matting.closed_form import cycle
from inlay.matting.closed_form.hierarchy import Level
from inlay.strips import Crew

#: Inner products below this have no meaning.
TINY = 1e-30


class Multigrid:
    """Approximate solver of the equations of the first coarse grid.

    Put the right-hand side into `residual`, call `solve`, and take the solution from `correction`; both are (blocks + 1,
    4), the last row 0.
    """

    def __init__(self, levels: list[Level], crew: Crew) -> None:
        self._crew = crew
        self._grids = [_Grid(level) for level in levels]

    def __repr__(self) -> str:
        sizes = ", ".join(str(grid.level.blocks.count) for grid in self._grids)
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
        count = grid.level.blocks.count
        if grid.level.exact is not None:
            cycle.solve_exactly(grid.level.exact, grid.residual[:count].ravel(), grid.correction[:count].reshape(-1))
            return
        first, second = grid.first, grid.correction
        self._precondition(n, grid.residual, first)
        own, towards, _ = self._multiply(grid, first, grid.residual, first, grid.product)
        if not own > 0:
            second[:] = 0
            return
        length = towards / own
        np.multiply(grid.product, np.float32(-length), out=grid.left)
        grid.left += grid.residual
        self._precondition(n, grid.left, second)
        own_second, towards_second, mixed = self._multiply(grid, second, grid.left, first, grid.product)
        across = own_second - mixed * mixed / own
        if across <= TINY or towards_second <= 0:
            np.multiply(first, np.float32(length), out=second)
            return
        share = towards_second / across
        second *= np.float32(share)
        first *= np.float32(length - mixed * share / own)
        second += first

    def _precondition(self, n: int, r: np.ndarray, x: np.ndarray) -> None:
        """A sweep, the correction of the next grid, and the transposed sweep."""
        grid, coarse = self._grids[n], self._grids[n + 1]
        level = grid.level
        equations = level.matrix, level.blocks.neighbours

        def down(begin: int, behind: int) -> None:
            cycle.restrict_residual(*equations, r, x, level.weights, level.children, begin, behind, coarse.residual)

        def up(begin: int, behind: int) -> None:
            cycle.add_correction(level.weights, level.parents, coarse.correction, begin, behind, x)

        for odd in (0, 1):
            self._sweep(cycle.sweep_first, grid, odd, r, x)
        coarse.level.by_blocks(down, self._crew, 4)
        self._solve(n + 1)
        level.by_blocks(up, self._crew)
        for odd in (1, 0):
            self._sweep(cycle.sweep_last, grid, odd, r, x)

    def _sweep(self, sweep, grid: _Grid, odd: int, r: np.ndarray, x: np.ndarray) -> None:
        level = grid.level

        def rows(top: int, bottom: int) -> None:
            sweep(level.matrix, level.blocks.neighbours, level.diagonal, level.blocks.first, odd, top, bottom, r, x)

        level.by_rows(rows, self._crew, 0.5)

    def _multiply(
        self, grid: _Grid, x: np.ndarray, r: np.ndarray, other: np.ndarray, product: np.ndarray
    ) -> tuple[float, float, float]:
        """``product = A x``, and the inner products x.Ax, x.r and other.Ax."""
        equations = grid.level.matrix, grid.level.blocks.neighbours

        def piece(begin: int, behind: int) -> tuple[float, float, float]:
            return cycle.multiply(*equations, x, r, other, begin, behind, product)

        own, towards, mixed = zip(*grid.level.by_blocks(piece, self._crew), strict=True)
        return sum(own), sum(towards), sum(mixed)


class _Grid:
    """A level with room for its vectors."""

    def __init__(self, level: Level) -> None:
        self.level = level
        self.residual, self.correction = level.vector(), level.vector()
        if level.exact is None:
            self.first, self.product, self.left = level.vector(), level.vector(), level.vector()
