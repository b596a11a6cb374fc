"""Coarser and coarser levels of the equations for the colours, and what is done on one of them.

See `relaxation` for the mathematics. With numba its kernels are used, else their twins in `vectorised`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import ModuleType

import numpy as np

from inlay.arrays.pool import Pool
from inlay.matting.colours.soft_edge import Band, Lattice, number

#: What is added to the differences of alpha as weight of smoothness.
REGULARIZATION = np.float32(1e-5)
#: Work on a pixel of a level, next to that on a pixel of a mask.
WEIGHT = 2
NO_WEIGHTS = np.zeros((0, 2), np.float32)

Limits = tuple[np.float32, np.float32, np.float32]


@dataclass(frozen=True, eq=False)
class Level:
    """The equations of one level.

    Attributes
    ----------
    inside : ndarray of bool, (height, width) of the level
    lattice : Lattice
        Its pixels, or squares of pixels.
    moments : ndarray of float32, (n, 3)
        How many pixels of the picture each one is, the mean of their alphas, and the sum of its squared deviations. Of
        the finest level (n, 1), alpha alone.
    weights : ndarray of float32, (n, 2)
        Of the edges to the right and downwards; 0 where there is none. Of the finest level none: they follow from
        alpha.
    """

    inside: np.ndarray
    lattice: Lattice
    moments: np.ndarray
    weights: np.ndarray

    @classmethod
    def finest(cls, band: Band) -> Level:
        return cls(band.inside, band.lattice, band.alpha[:, None], NO_WEIGHTS)

    def halved(self, pool: Pool) -> Level:
        """The next coarser level."""
        inside = np.zeros([(side + 1) // 2 for side in self.inside.shape], bool)
        for down in (0, 1):
            for right in (0, 1):
                child = self.inside[down::2, right::2]
                inside[: child.shape[0], : child.shape[1]] |= child
                pool.advance(child.size)
        lattice = number(inside, pool)
        moments, weights = np.empty((lattice.size, 3), np.float32), np.empty((lattice.size, 2), np.float32)

        def coarsen(top: int, bottom: int) -> None:
            fine = self.lattice.index, self.moments, self.weights
            kernels().coarsen(
                top, bottom, lattice.starts, lattice.place, lattice.stride, *fine, REGULARIZATION, moments, weights
            )

        pool.run(coarsen, lattice.height, WEIGHT * lattice.stride)
        return Level(inside, lattice, moments, weights)

    def gathered(self, fine: Level, fine_sides: np.ndarray, channels: int, pool: Pool) -> np.ndarray:
        """Right-hand sides of this level from those of the next finer one, (n, 2 channels)."""
        lattice = self.lattice
        sides = np.empty((lattice.size, 2 * channels), np.float32)

        def gather(top: int, bottom: int) -> None:
            below = fine.lattice.index, fine.moments, fine_sides
            kernels().gather_sides(
                top, bottom, lattice.starts, lattice.place, lattice.stride, *below, self.moments, sides
            )

        pool.run(gather, lattice.height, WEIGHT * lattice.stride)
        return sides

    def completed(self, pool: Pool) -> Level:
        """The finest level with all its moments and weights."""
        lattice, alpha = self.lattice, self.moments[:, 0]
        moments, weights = np.zeros((lattice.size, 3), np.float32), np.zeros((lattice.size, 2), np.float32)
        moments[:, 0], moments[:, 1] = 1, alpha

        def weigh(first: int, last: int) -> None:
            for axis, step in enumerate((1, lattice.stride)):
                other = lattice.flat[lattice.place[first:last] + step]
                differences = REGULARIZATION + np.abs(alpha[first:last] - alpha[other])
                weights[first:last, axis] = np.where(other >= 0, differences, 0)

        pool.run(weigh, lattice.size, 4 * WEIGHT)
        return Level(self.inside, lattice, moments, weights)

    def enter(self, coarse: Level, coarse_pairs: np.ndarray, pairs: np.ndarray, adds: bool, pool: Pool) -> None:
        """Write the next coarser level's F and B to `pairs`, or add them."""
        lattice, index = self.lattice, coarse.lattice.index

        def enter(top: int, bottom: int) -> None:
            kernels().enter(
                top, bottom, lattice.starts, lattice.place, lattice.stride, index, coarse_pairs, pairs, adds
            )

        pool.run(enter, lattice.height, lattice.stride)

    def relax_finest(self, colours: np.ndarray, pairs: np.ndarray, limits: Limits, pool: Pool) -> None:
        """One relaxation of the finest level."""
        lattice, alpha = self.lattice, self.moments[:, 0]
        arrays = lattice.starts, lattice.place, lattice.stride, lattice.flat, alpha, colours, pairs, limits
        self._in_halves(lambda bounds: kernels().relax_finest(bounds, *arrays), pool)

    def relax(self, sides: np.ndarray, pairs: np.ndarray, limits: Limits, first_half: int, pool: Pool) -> None:
        """One relaxation of a level that has all its moments and weights."""
        lattice = self.lattice
        arrays = (
            first_half,
            lattice.starts,
            lattice.place,
            lattice.stride,
            lattice.flat,
            self.moments,
            self.weights,
            sides,
            pairs,
            limits,
        )
        self._in_halves(lambda bounds: kernels().relax(bounds, *arrays), pool)

    def residual(self, sides: np.ndarray | None, pairs: np.ndarray, pool: Pool) -> np.ndarray:
        """What is left of the right-hand sides, or of 0, when the gradient at `pairs` is taken away."""
        lattice, out = self.lattice, np.empty_like(pairs)
        given = np.zeros_like(pairs) if sides is None else sides

        def leave(first: int, last: int) -> None:
            arrays = lattice.place, lattice.stride, lattice.flat, self.moments, self.weights
            kernels().residual(first, last, *arrays, given, pairs, out)

        pool.run(leave, lattice.size, 4 * WEIGHT)
        return out

    def product(self, pairs: np.ndarray, sides: np.ndarray, pool: Pool) -> float:
        """The inner product of colours and a residual of one channel; summed by rows, whoever does it."""
        lattice, sums = self.lattice, np.empty(self.lattice.height)

        def add(top: int, bottom: int) -> None:
            kernels().products(top, bottom, lattice.starts, self.moments, pairs, sides, sums)

        pool.run(add, lattice.height, WEIGHT * lattice.stride)
        return float(sums.sum())

    def _in_halves(self, relax: Callable[[tuple[int, int, int, int]], None], pool: Pool) -> None:
        """Relax one half of the chess board and then the other, in one pass over the rows.

        The second half of the rows at the ends of a strip waits for the strip beside it.
        """
        height = self.lattice.height

        def strip(top: int, bottom: int) -> int:
            relax((top, bottom, top + (top > 0), bottom - (bottom < height)))
            return bottom

        def seam(above: int, below: int) -> None:
            relax((above, above, above, below))

        ends = pool.run(strip, height, WEIGHT * self.lattice.stride)
        pool.each(seam, [(end - 1, end + 1) for end in ends[:-1]], self.lattice.stride)


def build(band: Band, smallest: int, pool: Pool) -> list[Level]:
    """The levels, the finest first, down to one of at most `smallest` pixels."""
    levels = [Level.finest(band)]
    while levels[-1].lattice.size > smallest and max(levels[-1].inside.shape) > 1:
        levels.append(levels[-1].halved(pool))
    return levels


@cache
def kernels() -> ModuleType:
    """The functions that do the work on arrays."""
    try:
        from inlay.matting.colours import relaxation
    except ImportError:
        from inlay.matting.colours import vectorised

        return vectorised
    return relaxation
