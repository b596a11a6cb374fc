"""Flexible conjugate gradients on the unknown pixels, with the coarse grids as preconditioner.

Notay: Flexible conjugate gradients, SIAM Journal on Scientific Computing 2000,
https://doi.org/10.1137/S1064827599362314.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from inlay.matting.closed_form import stencil
from inlay.matting.closed_form.assembly import Equations
from inlay.matting.closed_form.band import Band
from inlay.matting.closed_form.blocks import Blocks
from inlay.matting.closed_form.multigrid import Multigrid
from inlay.strips import Crew

Outcome = TypeVar("Outcome")


class ConjugateGradients:
    """Iteration for ``A alpha = force``, from 0.

    Attributes
    ----------
    x : ndarray of float32, (size,)
        The solution so far, in the order of the band.
    """

    def __init__(
        self, equations: Equations, band: Band, basis: np.ndarray, blocks: Blocks, multigrid: Multigrid, crew: Crew
    ) -> None:
        self._planes, self._band, self._basis, self._blocks = equations.planes, band, basis, blocks
        self._multigrid, self._crew = multigrid, crew
        self._residual = equations.force
        self.x, self._direction, self._product, self._smoothed, self._correction, self._relaxation = (
            np.zeros(band.size, np.float32) for _ in range(6)
        )
        self._prepare_relaxation()
        np.multiply(self._relaxation, self._residual, out=self._smoothed)
        self._length = self._energy = 0.0

    def step(self) -> float:
        """One iteration; returns the largest change of alpha, 0 if there was nothing left to do."""
        energy, with_product = self._precondition()
        share = -self._length * with_product / self._energy if self._energy > 0 else 0.0
        self._over_vector(stencil.turn, self._direction, self._correction, np.float32(share))
        planes, unknown = self._planes, self._band.unknown
        curvature = sum(self._over_rows(stencil.multiply, planes, unknown, vectors=(self._direction, self._product)))
        if not curvature > 0:
            return 0.0
        self._energy, self._length = energy, energy / curvature
        return max(
            self._over_vector(
                stencil.advance,
                self.x,
                self._residual,
                self._smoothed,
                self._direction,
                self._product,
                self._relaxation,
                np.float32(self._length),
            )
        )

    def _prepare_relaxation(self) -> None:
        unknown = self._band.unknown
        self._over_rows(stencil.diagonals, self._planes, unknown, vectors=(self._relaxation,))
        np.divide(stencil.DAMPING, self._relaxation, out=self._relaxation, where=self._relaxation > 0)

    def _precondition(self) -> tuple[float, float]:
        """Complete the correction; its inner products with the residual and with the last product."""
        planes, unknown, smoothed = self._planes, self._band.unknown, self._smoothed
        basis, blocks, coarse = self._basis, self._blocks, self._multigrid
        down = smoothed, self._residual, basis, blocks, coarse.residual
        self._over_rows(stencil.restrict, planes, unknown, vectors=down)
        coarse.solve()
        self._over_rows(stencil.prolong, unknown, vectors=(basis, blocks, coarse.correction, smoothed))
        vectors = self._relaxation, self._residual, self._product, smoothed, self._correction
        products = self._over_rows(stencil.smooth, planes, unknown, vectors=vectors)
        return sum(first for first, _ in products), sum(second for _, second in products)

    def _over_rows(self, kernel: Callable[..., Outcome], *equations: object, vectors: tuple) -> list[Outcome]:
        def piece(top: int, bottom: int) -> Outcome:
            return kernel(*equations, top, bottom, *vectors)

        return self._crew.each(piece, self._band.pieces, self._band.work)

    def _over_vector(self, kernel: Callable[..., Outcome], *vectors: object) -> list[Outcome]:
        def piece(begin: int, behind: int) -> Outcome:
            return kernel(*vectors, begin, behind)

        number = len(self._band.pieces)
        edges = [self._band.size * i // number for i in range(number + 1)]
        return self._crew.each(piece, list(zip(edges[:-1], edges[1:], strict=True)), 0.3)
