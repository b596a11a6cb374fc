"""The equations of a thin plate on large regions: conjugate gradients, preconditioned by Poisson's equation twice."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.arrays.pool import Pool
from inlay.arrays.rows import strips
from inlay.poisson.region import Region, place
from inlay.poisson.solvers.iterative_refinement import Spectrum
from inlay.poisson.solvers.multigrid import Multigrid
from inlay.poisson.solvers.relaxation import separate_rows
from inlay.poisson.system import System

MOST_STEPS = 3000
#: Pixels of the pieces whose sums are added in order: the same for any number of threads.
PIECE = 1 << 18
#: Steps whose estimates of the spectrum are refreshed each time; later ones now and then.
EAGER, SELDOM = 40, 10
#: Steps after which a channel is reported to be half done.
HALF = 20
#: Which second differences count at a pixel: across, down, and in the square that begins with it.
ACROSS, DOWN, SQUARE = 1, 2, 4


@kernel
def bend_rows(p, counts, unknown, q, top, bottom):
    """q = A p in some rows, and the sum of p q over them; `p` and `counts` have a ring of two pixels, p zeros in it."""
    curvature = 0.0
    for row in range(top, bottom):
        y = row + 2
        for column in range(q.shape[1]):
            x = column + 2
            value = 0.0
            if unknown[row, column]:
                here = p[y, x]
                if counts[y, x - 1] & ACROSS:
                    value += p[y, x - 2] - 2 * p[y, x - 1] + here
                if counts[y, x] & ACROSS:
                    value -= 2 * (p[y, x - 1] - 2 * here + p[y, x + 1])
                if counts[y, x + 1] & ACROSS:
                    value += here - 2 * p[y, x + 1] + p[y, x + 2]
                if counts[y - 1, x] & DOWN:
                    value += p[y - 2, x] - 2 * p[y - 1, x] + here
                if counts[y, x] & DOWN:
                    value -= 2 * (p[y - 1, x] - 2 * here + p[y + 1, x])
                if counts[y + 1, x] & DOWN:
                    value += here - 2 * p[y + 1, x] + p[y + 2, x]
                if counts[y, x] & SQUARE:
                    value += 2 * ((here - p[y, x + 1]) - (p[y + 1, x] - p[y + 1, x + 1]))
                if counts[y, x - 1] & SQUARE:
                    value -= 2 * ((p[y, x - 1] - here) - (p[y + 1, x - 1] - p[y + 1, x]))
                if counts[y - 1, x] & SQUARE:
                    value -= 2 * ((p[y - 1, x] - p[y - 1, x + 1]) - (here - p[y, x + 1]))
                if counts[y - 1, x - 1] & SQUARE:
                    value += 2 * ((p[y - 1, x - 1] - p[y - 1, x]) - (p[y, x - 1] - here))
                curvature += value * here
            q[row, column] = value
    return curvature


class Iterative:
    """Solver of the plate's equations for one plane after another.

    Attributes
    ----------
    steps : int
        Steps of the last solution.
    error : float
        Its estimated largest error.
    """

    def __init__(
        self,
        unknown: np.ndarray,
        linked: np.ndarray,
        threads: int | None,
        progress: Callable[[float], None] | None,
        channels: int,
    ) -> None:
        height, width = unknown.shape
        self.steps = 0
        self.error = 0.0
        self._pool = Pool(threads, self._tell)
        self._progress = progress or (lambda fraction: None)
        self._channels = channels
        self._done = 0
        self._unknown = np.array(unknown)  # together in memory, for one kind of machine code
        self._counts = counts_of(linked)
        self._region = _held(unknown, linked)
        self._multigrid = Multigrid(System(self._region), self._pool)
        self._box = self._region.box.slices
        self._pieces = strips(height, width, PIECE)
        self._image = np.empty((height, width))
        self._padded = np.zeros((height + 4, width + 4))
        self._smooth = np.zeros(self._region.unknown.shape, np.float32)

    def solve(self, values: np.ndarray, allowed: float) -> np.ndarray:
        """What is to be added to a plane so that it bends least in the region, to an error of `allowed`."""
        with self._pool:
            self._padded[2:-2, 2:-2] = values
            self.steps = 0
            self._apply()
            residual = -self._image
            e = np.zeros(values.shape)
            direction = self._padded[2:-2, 2:-2]
            direction[:] = 0
            spectrum = Spectrum()
            self.error, contraction, curvature = 0.0, 0.9, 0.0
            while self.steps < MOST_STEPS:
                z = self._preconditioned(residual)
                if z is None:
                    break
                conjugate = -float(np.vdot(z, self._image)) / curvature if self.steps else 0.0
                direction *= conjugate
                direction += z
                slope = float(np.vdot(direction, residual))
                curvature = self._apply()
                if curvature <= 0:
                    break
                length = slope / curvature
                e += length * direction
                residual -= length * self._image
                change = abs(length) * float(max(direction.max(), -direction.min()))
                self.steps += 1
                spectrum.add(length, conjugate)
                if self.steps <= EAGER or self.steps % SELDOM == 0:
                    contraction = spectrum.contraction
                self.error = change * contraction / (1 - contraction)
                if self.error <= allowed and self.steps > 2:
                    break
            self._done += 1
            return e

    def _tell(self, _: float) -> None:
        self._progress((self._done + self.steps / (self.steps + HALF)) / self._channels)

    def _apply(self) -> float:
        """Put A p into the image, p being what is padded; returns the sum of p A p over the region."""

        def apply(top: int, bottom: int) -> float:
            return bend_rows(self._padded, self._counts, self._unknown, self._image, top, bottom)

        return sum(self._pool.each(apply, self._pieces, 2 * self._image.shape[1]))

    def _preconditioned(self, residual: np.ndarray) -> np.ndarray | None:
        """Solve Poisson's equation for the residual, and once more for the solution; None if nothing is left."""
        scale = float(max(residual.max(), -residual.min()))
        if scale == 0:
            return None
        self._poisson(np.ascontiguousarray(residual[self._box]), 1 / scale)
        largest = float(max(self._smooth.max(), -self._smooth.min())) or 1.0
        self._poisson(self._smooth.astype(np.float64), 1 / largest)
        solution = np.zeros(residual.shape)
        np.multiply(self._smooth, scale * largest, out=solution[self._box])
        return solution

    def _poisson(self, right: np.ndarray, scale: float) -> None:
        multigrid = self._multigrid

        def split(top: int, bottom: int) -> None:
            separate_rows(right[top:bottom], scale, multigrid.red_f, multigrid.black_f, top)

        def take(top: int, bottom: int) -> None:
            rows = multigrid.preconditioned_rows(top, bottom)
            np.multiply(rows, self._region.unknown[top:bottom], out=self._smooth[top:bottom])

        self._pool.run(split, *right.shape)
        multigrid.precondition()
        self._pool.run(take, *right.shape)


def counts_of(linked: np.ndarray) -> np.ndarray:
    """Which second differences have all their pixels linked, (height + 4, width + 4)."""
    framed = np.pad(linked, 3)
    inner = framed[1:-1, 1:-1]
    across = inner & framed[1:-1, :-2] & framed[1:-1, 2:]
    down = inner & framed[:-2, 1:-1] & framed[2:, 1:-1]
    square = inner & framed[1:-1, 2:] & framed[2:, 1:-1] & framed[2:, 2:]
    return (across * ACROSS + down * DOWN + square * SQUARE).astype(np.uint8)


def _held(unknown: np.ndarray, linked: np.ndarray) -> Region:
    """The region of Poisson's equation, each part of it without a boundary value held at one pixel."""
    region = place(unknown, None if linked.all() else linked)
    assert region is not None
    labels, floating = region.components()
    for label in floating:
        rows, columns = np.nonzero(labels == label)
        region = region.pinned((rows[:1], columns[:1]))
    return region
