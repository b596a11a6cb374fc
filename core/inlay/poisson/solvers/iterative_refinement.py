"""Any accuracy: iterative refinement in double precision of what multigrid finds in single precision.

Where multigrid converges at its usual rate each step is hundreds of times closer, and multigrid's own estimate tells
when to stop. Where it does not, it preconditions conjugate gradients. They solve what multigrid alone does not:
regions cut by thin lines, held by a single pixel, or next to absent pixels (there the multigrid solves a larger region
that takes these pixels in: a fictitious domain).

The flexible variant of the method is used, since the preconditioner is not quite symmetric: Notay: Flexible
conjugate gradients, SIAM Journal on Scientific Computing 2000, https://doi.org/10.1137/S1064827599362314.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Protocol

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.arrays.pool import Pool
from inlay.arrays.rows import strips
from inlay.poisson.gradients import Gradient
from inlay.poisson.region import SMALL_BOX
from inlay.poisson.solvers.multigrid import Multigrid
from inlay.poisson.system import System

#: V-cycles of one step, and at most of one that may be the last.
CYCLES, LAST_CYCLES = 2, 4
#: Steps of refinement before conjugate gradients take over, or earlier if one leaves more than this of the residual.
MOST_REFINEMENTS, WORTHWHILE = 6, 0.2
MOST_STEPS, MOST_WEIGHTED_STEPS = 200, 5000
#: Where the weights are so rough that the multigrid helps little, another preconditioner is faster: after so many
#: steps, or earlier if each of them gains less than this.
PATIENCE, LONGEST_PATIENCE = 20, 120
STUBBORN = 0.99
#: Bounds of the estimated contraction of one step. Where little holds the region a small change says little:
#: single modes converge late.
FASTEST, FASTEST_LOOSE, SLOWEST = 0.01, 0.5, 0.95
#: Smallest part of the largest eigenvalue; below it a mode is as good as singular.
SINGULAR = 1e-18
#: Largest sum of absolute values in a row of the matrix with weights of 1: four neighbours and their number.
MOST_COUPLED = 8
#: A residual whose square is still a number; what is smaller is below any tolerance.
NOTHING = 1e-150
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
            around = (p[y + 1, x] + p[y + 1, x + 2]) + (p[y, x + 1] + p[y + 2, x + 1])
            value = count * here - around if count > 0 else 0.0
            q[y, x] = value
            curvature += value * here
            slope += residual[y, x] * here
    return curvature, slope


@kernel
def refine_rows(e, is_first, r, z, neighbours, scale, largest, top, bottom):
    """e += scale z, r -= A (scale z) in some rows, or e = scale z at first; `z` has a ring around them.

    Finds the largest residual that is left in each column.
    """
    width = neighbours.shape[1]
    for y in range(top, bottom):
        i = y - top + 1
        for x in range(width):
            count, here = neighbours[y, x], np.float64(z[i, x + 1])
            around = (np.float64(z[i, x]) + z[i, x + 2]) + (np.float64(z[i - 1, x + 1]) + z[i + 1, x + 1])
            e[y, x] = scale * here + (0.0 if is_first else e[y, x])
            left = r[y, x] - scale * (count * here - around) if count > 0 else 0.0
            r[y, x] = left
            largest[x] = max(largest[x], abs(left))


@kernel
def add_rows(e, is_first, z, scale, top):
    """e += scale z in some rows, or e = scale z at first."""
    for y in range(z.shape[0]):
        for x in range(z.shape[1]):
            e[top + y, x] = scale * np.float64(z[y, x]) + (0.0 if is_first else e[top + y, x])


@kernel
def apply_weighted_rows(p, unknown, down, right, residual, q, top, bottom):
    """As `apply_rows`, with a weight for each edge."""
    width = q.shape[1]
    curvature = 0.0
    slope = 0.0
    for y in range(top, bottom):
        for x in range(width):
            here = p[y + 1, x + 1]
            across = right[y, x] * (here - p[y + 1, x]) + right[y, x + 1] * (here - p[y + 1, x + 2])
            along = down[y, x] * (here - p[y, x + 1]) + down[y + 1, x] * (here - p[y + 2, x + 1])
            value = across + along if unknown[y, x] else 0.0
            q[y, x] = value
            curvature += value * here
            slope += residual[y, x] * here
    return curvature, slope


@kernel
def screen_rows(p, mass, q, top):
    """q += mass p in some rows; returns the sum of mass p^2."""
    curvature = 0.0
    for y in range(mass.shape[0]):
        for x in range(mass.shape[1]):
            here = p[top + y + 1, x + 1]
            q[top + y, x] += mass[y, x] * here
            curvature += mass[y, x] * here * here
    return curvature


@kernel
def product_rows(a, b):
    """Sum of the products of two planes, one in single precision."""
    total = 0.0
    for y in range(a.shape[0]):
        for x in range(a.shape[1]):
            total += np.float64(a[y, x]) * b[y, x]
    return total


@kernel
def direction_rows(p, z, scale, conjugate, top):
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


class Spectrum:
    """What the steps of conjugate gradients tell about the spectrum of the preconditioned matrix (Lanczos).

    Slow modes show here long before the changes of single steps show them.
    """

    def __init__(self) -> None:
        self._lengths: list[float] = []
        self._conjugates: list[float] = []

    def add(self, length: float, conjugate: float) -> None:
        """Take in one step: its length, and the part of the last direction in its direction."""
        self._lengths.append(length)
        self._conjugates.append(max(0.0, conjugate))

    @property
    def contraction(self) -> float:
        """The factor by which each further step brings the error down at worst."""
        lengths, conjugates = np.array(self._lengths), np.array(self._conjugates)
        diagonal = 1 / lengths
        diagonal[1:] += conjugates[1:] / lengths[:-1]
        beside = np.sqrt(conjugates[1:]) / lengths[:-1]
        values = np.linalg.eigvalsh(np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1))
        if values[0] <= SINGULAR * values[-1]:
            return 1 - 1e-9
        root = float(np.sqrt(values[-1] / values[0]))
        return (root - 1) / (root + 1)


class Preconditioner(Protocol):
    """What conjugate gradients ask of a multigrid: a step towards the solution, symmetric and positive."""

    def put(self, residual: np.ndarray, scale: float) -> None: ...

    def precondition(self) -> None: ...

    def preconditioned_rows(self, top: int, bottom: int) -> np.ndarray: ...


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
    stalled : bool
        Whether the last solution was given up, since the preconditioner does not fit the system; only if allowed to.
    """

    def __init__(self, system: System, multigrid: Preconditioner, pool: Pool) -> None:
        region = system.region
        self._system = system
        self._region = region
        self._multigrid = multigrid
        self._fastest = FASTEST_LOOSE if region.is_loosely_held else FASTEST
        self._pool = pool
        height, width = region.unknown.shape
        self._pieces = strips(height, width, PIECE)
        self._is_reliable = region.linked is None and region.box.area >= SMALL_BOX and not region.is_loosely_held
        self._is_reliable = self._is_reliable and system.is_plain
        self._is_reliable = self._is_reliable and isinstance(multigrid, Multigrid) and not multigrid.is_rough
        self.steps = 0
        self.error = 0.0
        self.converged = True
        self.stalled = False
        self.may_stall = False

    def solve(self, residual: np.ndarray, tolerance: float) -> np.ndarray:
        """Solution for the right-hand side `residual`, which is overwritten by what is left of it.

        The next call overwrites the solution.
        """
        e = self._solution
        self.steps, self.error, self.converged, self.stalled = 0, 0.0, True, False
        left = float(max(residual.max(), -residual.min()))
        if self._is_reliable and left > NOTHING:
            left = self._refine(e, residual, left, tolerance)
        else:
            e[:] = 0
        if left > NOTHING:
            self._conjugate(e, residual, left, tolerance)
        return e

    def _refine(self, e: np.ndarray, residual: np.ndarray, left: float, tolerance: float) -> float:
        """Put what multigrid finds for the residual, as long as it pays, into e; returns the residual, 0 at the end."""
        multigrid = self._multigrid
        assert isinstance(multigrid, Multigrid)
        for self.steps in range(1, MOST_REFINEMENTS + 1):
            multigrid.put(residual, 1 / left)
            multigrid.solve(tolerance / left, CYCLES if self.steps == 1 else LAST_CYCLES)
            self.error, self.converged = multigrid.error * left, multigrid.converged
            if self.converged:
                self._add(multigrid, e, left)
                return 0.0
            last, left = left, self._correct(multigrid, e, residual, left)
            if left <= NOTHING or left > WORTHWHILE * last:
                break
        return left

    def _add(self, multigrid: Multigrid, e: np.ndarray, scale: float) -> None:
        """Add what multigrid has found, without looking at what is left."""

        def add(top: int, bottom: int) -> None:
            add_rows(e, self.steps == 1, multigrid.rows(top, bottom), scale, top)

        self._pool.run(add, *e.shape)

    def _correct(self, multigrid: Multigrid, e: np.ndarray, residual: np.ndarray, scale: float) -> float:
        """Add what multigrid has found, and return the largest residual that is left."""

        def correct(top: int, bottom: int) -> float:
            largest = np.zeros(e.shape[1])
            z = multigrid.framed_rows(top, bottom)
            refine_rows(e, self.steps == 1, residual, z, self._region.neighbours, scale, largest, top, bottom)
            return float(largest.max())

        return max(self._pool.run(correct, *e.shape))

    def _conjugate(self, e: np.ndarray, residual: np.ndarray, left: float, tolerance: float) -> None:
        """Add what conjugate gradients find for the residual."""
        self._reserve()
        most = MOST_STEPS if self._system.is_plain else MOST_WEIGHTED_STEPS
        change, contraction, curvature, estimate = 0.0, self._fastest, 0.0, np.inf
        spectrum = Spectrum()
        self.steps, self.converged = 0, True
        while left > NOTHING and self.steps < most:
            self._precondition(residual, left)
            conjugate = -self._product(self._preconditioned, self._image) * left / curvature if self.steps else 0.0
            self._update_direction(left, conjugate)
            curvature, slope = self._apply(residual)
            if not np.isfinite(curvature):
                self.converged, self.stalled = False, self.may_stall
                break
            if curvature <= 0:
                break
            length = slope / curvature
            last, previous = change, estimate
            change, left = self._step(e, residual, length)
            self.steps += 1
            if self.steps > 1:
                contraction = float(np.clip(change / max(last, 1e-300), self._fastest, SLOWEST))
            if not self._system.is_plain and self.steps <= LONGEST_PATIENCE:
                spectrum.add(length, conjugate)
                contraction = max(contraction, spectrum.contraction)
            # Whatever the changes say, an error leaves at most this times as much as residual.
            estimate = max(change * contraction / (1 - contraction), left / self._most_coupled)
            # Where weights differ a mode may hide behind a step that by chance is small.
            self.error = estimate if self._system.is_plain else max(estimate, previous)
            self.converged = self.error <= tolerance
            if self.converged:
                break
            if self.may_stall and self.steps >= PATIENCE:
                self.stalled = contraction > STUBBORN or self.steps >= LONGEST_PATIENCE
                if self.stalled:
                    break

    @cached_property
    def _solution(self) -> np.ndarray:
        return np.empty(self._region.unknown.shape)

    @cached_property
    def _edges(self) -> Gradient | None:
        return None if self._system.weights is None else self._system.all_edges(self._pool)

    @cached_property
    def _most_coupled(self) -> float:
        """Largest sum of absolute values in a row of the matrix."""
        coupled = MOST_COUPLED * (1.0 if self._edges is None else max(float(e.max()) for e in self._edges))
        return coupled if self._system.screening is None else coupled + float(self._system.mass().max())

    def _reserve(self) -> None:
        """Make room for conjugate gradients, the first time that they are needed."""
        height, width = self._region.unknown.shape
        if not hasattr(self, "_image"):
            self._direction = np.zeros((height + 2, width + 2))
            self._image = np.empty((height, width))
            self._preconditioned = np.empty((height, width), np.float32)
        self._direction[:] = 0

    def _precondition(self, residual: np.ndarray, largest: float) -> None:
        """Solve for the residual, divided by its largest value so that any range fits single precision."""
        multigrid, z, unknown = self._multigrid, self._preconditioned, self._region.unknown
        multigrid.put(residual, 1 / largest)
        if self._system.is_plain:
            assert isinstance(multigrid, Multigrid)
            multigrid.solve(cycles=CYCLES)
            rows: Callable[[int, int], np.ndarray] = multigrid.rows
        else:
            multigrid.precondition()
            rows = multigrid.preconditioned_rows

        def take(top: int, bottom: int) -> None:
            np.multiply(rows(top, bottom), unknown[top:bottom], out=z[top:bottom])

        self._pool.run(take, *residual.shape)

    def _product(self, a: np.ndarray, b: np.ndarray) -> float:
        def product(top: int, bottom: int) -> float:
            return product_rows(a[top:bottom], b[top:bottom])

        return sum(self._pool.each(product, self._pieces, b.shape[1]))

    def _update_direction(self, scale: float, conjugate: float) -> None:
        def turn(top: int, bottom: int) -> None:
            direction_rows(self._direction, self._preconditioned[top:bottom], scale, conjugate, top)

        self._pool.each(turn, self._pieces, self._image.shape[1])

    def _apply(self, residual: np.ndarray) -> tuple[float, float]:
        edges = self._edges

        def apply(top: int, bottom: int) -> tuple[float, float]:
            p, q = self._direction, self._image
            if edges is None:
                curvature, slope = apply_rows(p, self._region.neighbours, residual, q, top, bottom)
            else:
                curvature, slope = apply_weighted_rows(p, self._region.unknown, *edges, residual, q, top, bottom)
            if self._system.screening is not None:
                mass = np.ascontiguousarray(self._system.mass(top, bottom), np.float64)
                curvature += screen_rows(p, mass, q, top)
            return curvature, slope

        curvatures, slopes = zip(*self._pool.each(apply, self._pieces, self._image.shape[1]), strict=True)
        return sum(curvatures), sum(slopes)

    def _step(self, e: np.ndarray, residual: np.ndarray, length: float) -> tuple[float, float]:
        def step(top: int, bottom: int) -> tuple[float, float]:
            return step_rows(e, residual, self._direction, self._image, length, top, bottom)

        changes, residuals = zip(*self._pool.each(step, self._pieces, e.shape[1]), strict=True)
        return max(changes), max(residuals)
