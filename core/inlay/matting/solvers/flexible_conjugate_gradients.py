"""Flexible conjugate gradients on the band of unknown pixels, in pieces, with the coarse grids as preconditioner.

It relaxes behind the coarse grids alone, so that the preconditioner is not symmetric: a direction is made conjugate to
the last two, and not to the last alone.

Notay: Flexible conjugate gradients, SIAM Journal on Scientific Computing 2000,
https://doi.org/10.1137/S1064827599362314.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TypeVar

import numpy as np

from inlay.arrays.pool import POLL, Pool
from inlay.matting.laplacians.unknown_band.band import Band
from inlay.matting.laplacians.unknown_band.equations import Equations
from inlay.matting.solvers import stencil
from inlay.matting.solvers.multigrid.blocks import Blocks
from inlay.matting.solvers.multigrid.k_cycle import Multigrid

#: Work of a pass over the pixels that computes no product, for each pixel of the band.
LIGHT = 0.3
#: Relaxations behind the coarse grids. Single pixels in flat parts are tied so loosely to the others that steps of
#: conjugate gradients, which are as long as the rest needs them, overshoot there: of a large picture with many such
#: pixels one relaxation leaves too much, and some swing to and fro for a dozen iterations more.
RELAXATIONS = 2
#: The part of the largest energy that is rounding, in double precision: of two pixels nothing else is left behind two
#: steps, and a third one would have no direction.
ROUNDING = float(16 * np.finfo(np.float64).eps) ** 2

Outcome = TypeVar("Outcome")


class FlexibleConjugateGradients:
    """Iteration for ``A alpha = force``; `equations.force` becomes the residual.

    Parameters
    ----------
    start : ndarray, (size,), optional
        What it begins with, in the order of the band; 0 without.

    Attributes
    ----------
    x : ndarray, (size,)
        The solution so far, in the order of the band.
    """

    def __init__(
        self,
        equations: Equations,
        band: Band,
        basis: np.ndarray,
        blocks: Blocks,
        multigrid: Multigrid,
        pool: Pool,
        start: np.ndarray | None = None,
    ) -> None:
        self._planes, self._residual = equations.planes, equations.force
        self._band, self._basis, self._blocks = band, basis, blocks
        self._multigrid, self._pool = multigrid, pool
        self._scalar = self._residual.dtype.type
        self.x, self._before, self._correction, self._relaxation = (np.zeros_like(self._residual) for _ in range(4))
        self._direction, self._older_direction = (np.zeros_like(self._residual) for _ in range(2))
        self._product, self._older_product = (np.zeros_like(self._residual) for _ in range(2))
        if start is not None:
            self._begin(start)
        self._over_rows(stencil.relaxations, self._planes, vectors=(band.width, self._relaxation))
        pool.advance(POLL)
        self._curvature = self._older_curvature = self._largest_energy = 0.0

    def _begin(self, start: np.ndarray) -> None:
        """Take the multiple of a first solution that comes nearest; the residual is what it does not explain."""
        self.x[:] = start
        curvature = sum(self._over_rows(stencil.multiply, self._planes, vectors=(self.x, self._product)))
        share = float(self.x @ self._residual.astype(np.float64)) / curvature if curvature > 0 else 0.0
        self.x *= self._scalar(share)
        self._residual -= self._scalar(share) * self._product
        self._product[:] = 0

    def step(self) -> float:
        """One iteration; returns the largest change of alpha, or NaN where rounding leaves nothing to gain."""
        energy, with_product, with_older = self._precondition()
        if not energy > 0:  # rounding alone is left, or the coarse grids failed: relax, and begin anew
            np.multiply(self._relaxation, self._residual, out=self._correction)
            energy, with_product, with_older = float(self._correction @ self._residual.astype(np.float64)), 0.0, 0.0
        if not energy > ROUNDING * self._largest_energy:
            return 0.0
        self._largest_energy = max(self._largest_energy, energy)
        share = -with_product / self._curvature if self._curvature > 0 else 0.0
        older_share = -with_older / self._older_curvature if self._older_curvature > 0 else 0.0
        shares = self._scalar(share), self._scalar(older_share)
        vectors = self._older_direction, self._correction, self._direction, self._residual
        # Near the end rounding spoils the shares: what the direction itself gains says how far to go, never too far.
        gain = sum(self._over_vectors(stencil.turn, *vectors, *shares))
        self._direction, self._older_direction = self._older_direction, self._direction
        self._product, self._older_product = self._older_product, self._product
        products = self._over_rows(stencil.multiply, self._planes, vectors=(self._direction, self._product))
        curvature = sum(products)
        if not curvature > 0:
            return np.nan
        self._curvature, self._older_curvature = curvature, self._curvature
        vectors = self.x, self._residual, self._direction, self._product
        return float(max(self._over_vectors(stencil.advance, *vectors, self._scalar(gain / curvature))))

    def _precondition(self) -> tuple[float, float, float]:
        """Coarse grids and relaxations: the correction, times the residual and the last two products."""
        multigrid, grid = self._multigrid, (self._basis, self._blocks)
        self._over_rows(stencil.restrict, vectors=(self._residual, *grid, multigrid.residual))
        multigrid.solve()
        self._over_rows(stencil.prolong, vectors=(*grid, multigrid.correction, self._correction))
        given = self._relaxation, self._residual, self._product, self._older_product
        for _ in range(RELAXATIONS):
            self._before, self._correction = self._correction, self._before
            products = self._over_rows(stencil.smooth, self._planes, vectors=(*given, self._before, self._correction))
        energy, with_product, with_older = (sum(each) for each in zip(*products, strict=True))
        return energy, with_product, with_older

    def _over_rows(self, kernel: Callable[..., Outcome], *planes: np.ndarray, vectors: tuple) -> list[Outcome]:
        def piece(top: int, bottom: int) -> Outcome:
            return kernel(*planes, self._band.unknown, top, bottom, *vectors)

        return self._pool.each(piece, self._band.pieces, self._band.work)

    def _over_vectors(self, kernel: Callable[..., Outcome], *vectors: object) -> list[Outcome]:
        def piece(begin: int, behind: int) -> Outcome:
            return kernel(*vectors, begin, behind)

        number = len(self._band.pieces)
        edges = [self._band.size * i // number for i in range(number + 1)]
        return self._pool.each(piece, list(pairwise(edges)), LIGHT)
