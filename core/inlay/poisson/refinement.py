"""Any accuracy: conjugate gradients in double precision, preconditioned by multigrid in single precision.

Where multigrid converges at its usual rate this is iterative refinement, each step a thousand times closer. It also
solves what the multigrid alone does not: regions cut by thin lines, held by a single pixel, or next to absent pixels
(there the multigrid solves a larger region that takes these pixels in: a fictitious domain).

The flexible variant of the method is used, since the preconditioner is not quite symmetric: Notay: Flexible
conjugate gradients, SIAM Journal on Scientific Computing 2000, https://doi.org/10.1137/S1064827599362314.
"""

from __future__ import annotations

import numpy as np

from inlay.kernels import kernel
from inlay.poisson.multigrid import Multigrid
from inlay.poisson.region import Region
from inlay.poisson.relaxation import separate_rows
from inlay.strips import Crew, strips

#: V-cycles of one preconditioning step.
CYCLES = 2
MOST_STEPS = 200
#: Bounds of the estimated contraction of one step. Where little holds the region a small change says little:
#: single modes converge late.
FASTEST, FASTEST_LOOSE, SLOWEST = 0.01, 0.5, 0.95
#: Largest sum of absolute values in a row of the matrix: four neighbours and their number.
MOST_COUPLED = 8
#: Pixels of the pieces whose sums are added in order: the same for any number of threads.
PIECE = 1 << 18


@kernel
def apply_rows(p, neighbours, residual, q, top, bottom):
    """q = A p in some rows; `p` has a ring of zeros. Returns the sums of p q and of p residual over these rows."""
    width = neighbours.shape[1]
    curvature = 0.0
    slope = 0.0
    for y in range(top, bottom):
        for x in range(width):
            count, here = neighbours[y, x], p[y + 1, x + 1]
            pull = (p[y + 1, x] + p[y + 1, x + 2]) + (p[y, x + 1] + p[y + 2, x + 1])
            value = count * here - pull if count > 0 else 0.0
            q[y, x] = value
            curvature += value * here
            slope += residual[y, x] * here
    return curvature, slope


@kernel
def product_rows(a, b):
    """Sum of the products of two planes, one in single precision."""
    total = 0.0
    for y in range(a.shape[0]):
        for x in range(a.shape[1]):
            total += np.float64(a[y, x]) * b[y, x]
    return total


@kernel
def turn_rows(p, z, scale, conjugate, top):
    """p = scale z + conjugate p; `p` has a ring of zeros."""
    for y in range(z.shape[0]):
        here = p[top + y + 1]
        for x in range(z.shape[1]):
            here[x + 1] = scale * np.float64(z[y, x]) + conjugate * here[x + 1]


@kernel
def step_rows(e, r, p, q, length, top, bottom):
    """e += length p, r -= length q; returns the largest change of e and the largest residual."""
    change = 0.0
    residual = 0.0
    for y in range(top, bottom):
        for x in range(e.shape[1]):
            step = length * p[y + 1, x + 1]
            e[y, x] += step
            r[y, x] -= length * q[y, x]
            change = max(change, abs(step))
            residual = max(residual, abs(r[y, x]))
    return change, residual


class Refinement:
    """Solver of ``A e = r`` for one right-hand side after another on the same region.

    Attributes
    ----------
    steps : int
        Steps of the last solution, each one preconditioning.
    error : float
        Estimated largest error of the last solution.
    converged : bool
        Whether the estimate fell below the tolerance.
    """

    def __init__(self, region: Region, multigrid: Multigrid, crew: Crew) -> None:
        self._region = region
        self._multigrid = multigrid
        self._fastest = FASTEST_LOOSE if region.is_loosely_held else FASTEST
        self._crew = crew
        height, width = region.unknown.shape
        self._pieces = list(strips(height, width, PIECE))
        self._direction = np.zeros((height + 2, width + 2))
        self._image = np.empty((height, width))
        self._preconditioned = np.empty((height, width), np.float32)
        self.steps = 0
        self.error = 0.0
        self.converged = True

    def solve(self, residual: np.ndarray, tolerance: float) -> np.ndarray:
        """Solution for the right-hand side `residual`, which is overwritten by what is left of it."""
        e = np.zeros(residual.shape)
        self.steps, self.error, self.converged = 0, 0.0, True
        self._direction[:] = 0
        left = float(max(residual.max(), -residual.min()))
        change, contraction, curvature = 0.0, self._fastest, 0.0
        while left > 0 and self.steps < MOST_STEPS:
            self._precondition(residual, left)
            conjugate = -self._product(self._preconditioned, self._image) * left / curvature if self.steps else 0.0
            self._turn(left, conjugate)
            curvature, slope = self._apply(residual)
            if curvature <= 0:
                break
            length = slope / curvature
            last = change
            change, left = self._step(e, residual, length)
            self.steps += 1
            if self.steps > 1:
                contraction = float(np.clip(change / max(last, 1e-300), self._fastest, SLOWEST))
            # Whatever the changes say, no row of the matrix sums up to more than MOST_COUPLED.
            self.error = max(change * contraction / (1 - contraction), left / MOST_COUPLED)
            self.converged = self.error <= tolerance
            if self.converged:
                break
        return e

    def _precondition(self, residual: np.ndarray, largest: float) -> None:
        """Solve for the residual, divided by its largest value so that any range fits single precision."""
        multigrid, z, unknown = self._multigrid, self._preconditioned, self._region.unknown

        def split(top: int, bottom: int) -> None:
            separate_rows(residual[top:bottom], 1 / largest, multigrid.red_f, multigrid.black_f, top)

        def take(top: int, bottom: int) -> None:
            np.multiply(multigrid.rows(top, bottom), unknown[top:bottom], out=z[top:bottom])

        self._crew.run(split, *residual.shape)
        multigrid.solve(cycles=CYCLES)
        self._crew.run(take, *residual.shape)

    def _product(self, a: np.ndarray, b: np.ndarray) -> float:
        def product(top: int, bottom: int) -> float:
            return product_rows(a[top:bottom], b[top:bottom])

        return sum(self._crew.each(product, self._pieces, b.shape[1]))

    def _turn(self, scale: float, conjugate: float) -> None:
        def turn(top: int, bottom: int) -> None:
            turn_rows(self._direction, self._preconditioned[top:bottom], scale, conjugate, top)

        self._crew.each(turn, self._pieces, self._image.shape[1])

    def _apply(self, residual: np.ndarray) -> tuple[float, float]:
        def apply(top: int, bottom: int) -> tuple[float, float]:
            return apply_rows(self._direction, self._region.neighbours, residual, self._image, top, bottom)

        curvatures, slopes = zip(*self._crew.each(apply, self._pieces, self._image.shape[1]), strict=True)
        return sum(curvatures), sum(slopes)

    def _step(self, e: np.ndarray, residual: np.ndarray, length: float) -> tuple[float, float]:
        def step(top: int, bottom: int) -> tuple[float, float]:
            return step_rows(e, residual, self._direction, self._image, length, top, bottom)

        changes, residuals = zip(*self._crew.each(step, self._pieces, e.shape[1]), strict=True)
        return max(changes), max(residuals)
