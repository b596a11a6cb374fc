"""Alpha of a Laplacian of small windows, solved on the band of unknown pixels by conjugate gradients with coarse grids.

Sparse factors take over where the band is small and the iteration is slow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.pool import POLL, Pool
from inlay.arrays.progress import attentively
from inlay.matting.laplacians.unknown_band import band as bands
from inlay.matting.laplacians.unknown_band import pixels, unconstrained
from inlay.matting.laplacians.unknown_band.band import Band
from inlay.matting.laplacians.unknown_band.equations import Equations
from inlay.matting.laplacians.unknown_band.pixels import BandPixels
from inlay.matting.scene import FOREGROUND, Estimate, Scene
from inlay.matting.solvers import factorisation
from inlay.matting.solvers.convergence import Convergence
from inlay.matting.solvers.flexible_conjugate_gradients import FlexibleConjugateGradients
from inlay.matting.solvers.multigrid import hierarchy
from inlay.matting.solvers.multigrid.k_cycle import Multigrid

#: So few unknown pixels are factored at once, which takes no longer, and is exact even where hardly anything is known.
TINY = 1 << 10
#: So few are always solved in double precision, which costs nothing there.
SMALL = 1 << 15
#: So many may be factored: at once where absent pixels tear the band into chambers with narrow doors, which an
#: iteration may find late or never, and elsewhere if the iteration is slow.
FACTORED = 1 << 17
#: Where more of the pixels than this have the colour of their neighbours, epsilon alone decides how flat parts go
#: together, and single precision cannot tell.
FLAT = 0.35
#: Iterations after which single precision gives way to double precision; iterations of double precision after which
#: few and more unknown pixels are factored, and after which many are given up.
MOST_SINGLE, PATIENCE_SMALL, PATIENCE, MOST_DOUBLE = 60, 24, 120, 400
#: Largest estimated error in units of the tolerance; less where it costs nothing.
ALLOWED, ALLOWED_SMALL = 2.0, 0.5
#: Largest error of a solution by factors.
ROUNDING = float(np.finfo(np.float32).eps)
#: Work that is foreseen: on each unknown pixel, and passes over the picture.
EXPECTED, PASSES = 300, 6

#: Writes the equations of the unknown pixels, given these, their band, epsilon, the type of the numbers, and the pool.
Assemble = Callable[[BandPixels, Band, float, type, Pool], Equations]


def solve(scene: Scene, assemble: Assemble, epsilon: float, tolerance: float, effort: Effort) -> Estimate:
    """Minimise ``alpha' L alpha`` plus the scene's prior; some pixels have to be unknown.

    In single precision, which is half the work, where that is enough, and else in double precision.
    """
    trimap = pixels.plain(scene.trimap, np.uint8)
    with effort.pool(EXPECTED * trimap.size) as pool:
        band = bands.find(trimap, pool)
        pool.expected = EXPECTED * band.count + PASSES * trimap.size
        problem = _Problem(scene, band, assemble, epsilon, tolerance, pool)
        solution = None if problem.is_hard else problem.solve(np.float32)
        if solution is None or not solution.has_converged:
            solution = problem.solve(np.float64)
        alpha, loose = (trimap == FOREGROUND).astype(np.float32), None
        if solution.loose is not None:
            solution.x[solution.loose] = 0
            loose = np.zeros(trimap.shape, np.float32)
            pixels.scatter(solution.loose.astype(solution.x.dtype), band, loose, pool)
        pixels.scatter(solution.x, band, alpha, pool)
        pool.finish()
    return Estimate(alpha, solution.iterations, solution.error, None if loose is None else loose > 0)


@dataclass(frozen=True, eq=False)
class _Solution:
    """A solution and its unconstrained pixels, in the order of the band."""

    x: np.ndarray
    loose: np.ndarray | None
    iterations: int = 0
    error: float = ROUNDING
    has_converged: bool = True


@dataclass(frozen=True, eq=False)
class _Problem:
    """The minimisation on the band of one scene.

    The pixels of the band are gathered whenever they are needed: that is quick, and while it is iterated memory is
    short.
    """

    scene: Scene
    band: Band
    assemble: Assemble
    epsilon: float
    tolerance: float
    pool: Pool

    def gathered(self) -> BandPixels:
        return pixels.gather(self.scene, self.band, self.pool)

    @cached_property
    def is_torn(self) -> bool:
        return self.scene.present is not None and pixels.is_torn(self.gathered(), self.band)

    @property
    def is_hard(self) -> bool:
        """Whether single precision is not worth a try."""
        if self.band.count <= SMALL or pixels.flatness(self.gathered(), self.band, self.pool) > FLAT:
            return True
        return self.band.count <= FACTORED and self.is_torn

    def solve(self, precision: type) -> _Solution:
        """Equations, coarse grids, and conjugate gradients until alpha has converged."""
        members = self.gathered()
        system, loose = self._equations(members, precision)
        may_factor = self.band.count <= FACTORED
        if self.band.count <= TINY or (self.is_torn and may_factor):
            return _Solution(self._factored(system), loose)
        basis, levels, grids = hierarchy.build(system, members, self.band, self.pool)
        del members
        multigrid = Multigrid(levels, grids, self.pool)
        start = pixels.gather_start(self.scene.start, self.band, self.pool)
        iteration = FlexibleConjugateGradients(system, self.band, basis, levels[0], multigrid, self.pool, start)
        allowed = ALLOWED_SMALL if self.is_torn or self.band.count <= SMALL else ALLOWED
        convergence = Convergence(self.tolerance, allowed * self.tolerance)
        for _ in range(self._patience(precision)):
            change = iteration.step()
            if np.isnan(change):
                break
            convergence.changes.append(change)
            if convergence.is_reached:
                return _Solution(iteration.x, loose, convergence.iterations, convergence.error)
        if precision is np.float64 and may_factor:
            # The right-hand side has become the residual.
            return _Solution(iteration.x + self._factored(system), loose, convergence.iterations)
        return _Solution(iteration.x, loose, convergence.iterations, convergence.error, has_converged=False)

    def _equations(self, members: BandPixels, precision: type) -> tuple[Equations, np.ndarray | None]:
        """The equations with the prior, and the unconstrained pixels, whose equations now say 0."""
        self.pool.advance(POLL)
        system = self.assemble(members, self.band, self.epsilon, precision, self.pool)
        weight = None
        if self.scene.prior is not None:
            weight, force = pixels.gather_prior(self.scene.prior, self.band, self.pool)
            system.planes[0] += weight
            system.force[:] += force
        loose = unconstrained.find(self.scene, members, self.band, weight, self.pool)
        if loose is not None:
            system.planes[0, loose] += 1
        return system, loose

    def _factored(self, system: Equations) -> np.ndarray:
        return attentively(lambda: factorisation.solve(system, self.band), lambda _: self.pool.advance(POLL))

    def _patience(self, precision: type) -> int:
        """Iterations that so many unknown pixels are given."""
        if precision is np.float32:
            return MOST_SINGLE
        return PATIENCE_SMALL if self.band.count <= SMALL else PATIENCE if self.band.count <= FACTORED else MOST_DOUBLE
