"""Flexible conjugate gradients on the band of unknown pixels, in pieces, with the coarse grids as preconditioner.

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
        self.x, self._direction, self._product, self._coarse, self._correction, self._relaxation = (
            np.zeros_like(self._residual) for _ in range(6)
        )
        if start is not None:
            self._begin(start)
        self._over_rows(stencil.relaxations, self._planes, vectors=(band.width, self._relaxation))
        pool.advance(POLL)
        self._length = self._energy = 0.0

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
        energy, with_product = self._precondition()
        if not energy > 0:  # rounding alone is left, or the coarse grids failed: relax, and begin anew
            np.multiply(self._relaxation, self._residual, out=self._correction)
            energy, with_product = float(self._correction @ self._residual.astype(np.float64)), 0.0
            if not energy > 0:
                return 0.0
        share = -self._length * with_product / self._energy if self._energy > 0 else 0.0
        self._over_vectors(stencil.turn, self._direction, self._correction, self._scalar(share))
        products = self._over_rows(stencil.multiply, self._planes, vectors=(self._direction, self._product))
        curvature = sum(products)
        if not curvature > 0:
            return np.nan
        self._energy, self._length = energy, energy / curvature
        vectors = self.x, self._residual, self._direction, self._product
        return float(max(self._over_vectors(stencil.advance, *vectors, self._scalar(self._length))))

    def _precondition(self) -> tuple[float, float]:
        """Coarse grids and one relaxation: the correction, times the residual and times the last product."""
        multigrid, grid = self._multigrid, (self._basis, self._blocks)
        self._over_rows(stencil.restrict, vectors=(self._residual, *grid, multigrid.residual))
        multigrid.solve()
        self._over_rows(stencil.prolong, vectors=(*grid, multigrid.correction, self._coarse))
        vectors = self._relaxation, self._residual, self._product, self._coarse, self._correction
        products = self._over_rows(stencil.smooth, self._planes, vectors=vectors)
        return sum(first for first, _ in products), sum(second for _, second in products)

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
