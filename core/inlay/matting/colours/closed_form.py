"""The minimum itself: Levin, Lischinski and Weiss 2008, eq. 19, solved on the soft edge by conjugate gradients.

The preconditioner is the factorised matrix or, of a large picture, a multigrid cycle over the levels of `pyramid` down
to one that is factorised. Since plain squares alone would slow down with the size of the picture, every level between
takes two steps of conjugate gradients of its own: the K-cycle of Notay and Vassilevski, Numerical Linear Algebra with
Applications 15(5), 2008, https://doi.org/10.1002/nla.542.

A vector of colours holds F and B of one channel, (n, 2); a residual holds rho and kappa as `relaxation` has them.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from inlay.arrays.pool import Pool
from inlay.contract.language import _
from inlay.matting.colours import pyramid
from inlay.matting.colours.pyramid import REGULARIZATION, Level, Limits
from inlay.matting.colours.soft_edge import SoftEdge
from inlay.system import memory

#: Pixels of the level that is solved directly: but for the largest pictures the finest one. Where alpha has steps of
#: one level, as that of bytes, colours flow along a maze of strong edges that squares do not follow.
SMALLEST = 1_000_000
#: Memory for each pixel of that level, factorised.
BYTES = 3200
#: Relaxations before and after the correction from the coarser level.
SWEEPS = 2
#: Largest change of a F and b B in each of some successive steps with which the iteration ends, as a fraction of the
#: gamut.
TOLERANCE, CALM_STEPS = 0.02 / 255, 3
MOST_STEPS = 300
#: A preconditioner that is nearly exact takes steps of about 1.
LONGEST_STEP = 1e3
#: What keeps the direct solution from dividing by zero where alpha is the same throughout.
SHIFT = 1e-9
EVERYTHING = -np.float32(1e30), np.float32(1e30), REGULARIZATION


def solve(edge: SoftEdge, start: np.ndarray, limits: Limits, pool: Pool) -> np.ndarray:
    """Foreground and background of the edge.

    Parameters
    ----------
    edge : SoftEdge
    start : ndarray of float32, (n, 2 channels)
        Colours that are near, from `multilevel.solve`.
    limits : tuple of float32
        The lowest and the highest sample that a colour may have, and the regularization.
    pool : Pool
        Who does the work.

    Returns
    -------
    ndarray of float32, (n, 2 channels)
        F and then B of each pixel, in samples; clipped to the gamut.

    Raises
    ------
    ResourceError
        If there is too little memory.
    """
    size = min(edge.lattice.size, SMALLEST)
    memory.demand(BYTES * size, None, _("Solving for the exact colours"), _("Choose the multi-level method."))
    multigrid = Multigrid(edge, pool)
    tolerance = TOLERANCE * float(limits[1] - limits[0])
    pairs = np.empty_like(start)
    for channel in range(edge.channels):
        both = slice(channel, None, edge.channels)
        colours = np.ascontiguousarray(edge.colours[:, channel : channel + 1])
        pairs[:, both] = multigrid.minimise(colours, np.ascontiguousarray(start[:, both]), tolerance)
    np.clip(pairs, limits[0], limits[1], out=pairs)
    opaque, clear = edge.alpha == 1, edge.alpha == 0
    pairs[opaque, : edge.channels] = edge.colours[opaque]
    pairs[clear, edge.channels :] = edge.colours[clear]
    return pairs


class Multigrid:
    """Solver of eq. 19 on one edge, for one channel after another.

    Attributes
    ----------
    steps : int
        Steps of conjugate gradients that the last solution took.
    """

    def __init__(self, edge: SoftEdge, pool: Pool) -> None:
        self._pool = pool
        levels = pyramid.build(edge, SMALLEST, pool)
        self.levels = [levels[0].completed(pool), *levels[1:]]
        system = matrix(self.levels[-1])
        system += SHIFT * sparse.eye_array(system.shape[0], format="csc")
        self._coarsest = splu(
            system, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True}
        )
        self.steps = 0

    def __repr__(self) -> str:
        return f"<Multigrid of {len(self.levels)} levels: {', '.join(str(each.lattice.size) for each in self.levels)}>"

    def minimise(self, colours: np.ndarray, pairs: np.ndarray, tolerance: float) -> np.ndarray:
        """F and B of one channel, by flexible conjugate gradients (Notay 2000) from `pairs`, which is written to."""
        level = self.levels[0]
        sides = np.concatenate([colours, np.zeros_like(colours)], axis=1)
        left = level.residual(sides, pairs, self._pool)
        direction, product, energy, calm = np.zeros_like(pairs), np.zeros_like(pairs), 0.0, 0
        shares = np.concatenate([level.moments[:, 1:2], 1 - level.moments[:, 1:2]], axis=1)
        for self.steps in range(1, MOST_STEPS + 1):
            better = self._cycle(0, left)
            if energy > 0:
                better -= np.float32(level.product(better, product, self._pool) / energy) * direction
            direction = better
            product = -level.residual(None, direction, self._pool)
            energy = level.product(direction, product, self._pool)
            gain = level.product(direction, left, self._pool)
            if not energy > abs(gain) / LONGEST_STEP:
                break  # What is left are unconstrained colours, and rounding.
            step = np.float32(gain / energy)
            pairs += step * direction
            left -= step * product
            calm = calm + 1 if abs(step) * np.abs(shares * direction).max() <= tolerance else 0
            if calm == CALM_STEPS:
                break
        return pairs

    def _cycle(self, n: int, sides: np.ndarray) -> np.ndarray:
        """An approximate solution on level n: relax, correct from the coarser level, relax in the opposite order."""
        if n == len(self.levels) - 1:
            return self._directly(sides)
        level, coarse = self.levels[n], self.levels[n + 1]
        pairs = np.zeros_like(sides)
        for _sweep in range(SWEEPS):
            level.relax(sides, pairs, EVERYTHING, 0, self._pool)
        left = level.residual(sides, pairs, self._pool)
        correction = self._two_steps(n + 1, coarse.gathered(level, left, 1, self._pool))
        level.enter(coarse, correction, pairs, True, self._pool)
        for _sweep in range(SWEEPS):
            level.relax(sides, pairs, EVERYTHING, 1, self._pool)
        return pairs

    def _two_steps(self, n: int, sides: np.ndarray) -> np.ndarray:
        """Two steps of conjugate gradients on level n, each with a cycle as preconditioner."""
        first = self._cycle(n, sides)
        if n == len(self.levels) - 1:
            return first
        level = self.levels[n]
        product = -level.residual(None, first, self._pool)
        energy = level.product(first, product, self._pool)
        if energy <= 0:
            return first
        step = level.product(first, sides, self._pool) / energy
        left = sides - np.float32(step) * product
        second = self._cycle(n, left)
        shared = level.product(second, product, self._pool)
        rest = level.product(second, -level.residual(None, second, self._pool), self._pool) - shared**2 / energy
        if rest <= 0:
            return np.float32(step) * first
        more = level.product(second, left, self._pool) / rest
        return np.float32(step - shared * more / energy) * first + np.float32(more) * second

    def _directly(self, sides: np.ndarray) -> np.ndarray:
        a = self.levels[-1].moments[:, 1].astype(np.float64)
        rho, kappa = sides.T.astype(np.float64)
        right = np.stack([a * rho + kappa, (1 - a) * rho - kappa], axis=1)
        return self._coarsest.solve(right.reshape(-1)).reshape(-1, 2).astype(np.float32)


def matrix(level: Level) -> sparse.csc_array:
    """The matrix of a level: F and B of the first pixel, of the second, and so on."""
    lattice, size = level.lattice, level.lattice.size
    ends = []
    for axis, step in enumerate((1, lattice.stride)):
        other = lattice.flat[lattice.place + step]
        own = np.flatnonzero(other >= 0)
        ends.append((own, other[own], level.weights[own, axis].astype(np.float64)))
    first, second, weight = (np.concatenate(each) for each in zip(*ends, strict=True))
    links = sparse.coo_array((weight, (first, second)), (size, size))
    links = (links + links.T).tocsr()
    smooth = sparse.diags_array(np.asarray(links.sum(axis=1)).reshape(-1)) - links
    number, a, spread = level.moments.T.astype(np.float64)
    b = 1 - a
    cross = number * a * b - spread
    data = np.stack([number * a * a + spread, cross, cross, number * b * b + spread], axis=1).reshape(-1, 2, 2)
    blocks = sparse.bsr_array((data, np.arange(size), np.arange(size + 1)))
    return (sparse.kron(smooth, sparse.identity(2)) + blocks).tocsc()
