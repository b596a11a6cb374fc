"""Corrections that are smooth but for the rim of a region and for seams, solved for where they are not smooth.

A. Agarwala: Efficient gradient-domain compositing using quadtrees, ACM Transactions on Graphics 26(3), 2007,
https://doi.org/10.1145/1276377.1276495, has the idea; here the grid is made of tiles and solved by multigrid.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inlay.arrays.pool import POLL, Pool
from inlay.arrays.tiles import FRAME, FULL
from inlay.poisson.composite import cycle
from inlay.poisson.composite.correction import Correction
from inlay.poisson.composite.dense import Dense
from inlay.poisson.composite.equations import Cells, Equations, Values, Weights, coarser_screening, corners
from inlay.poisson.composite.geometry import Geometry, cells
from inlay.poisson.composite.outline import Data, Outline
from inlay.poisson.composite.tiles import LevelTiles, gathered
from inlay.poisson.solvers import hierarchy
from inlay.poisson.solvers.hierarchy import SMALL_MASS, Points, Walls

#: Points of the dense level, at most.
DENSE = 1 << 15
MOST_CYCLES = 30
#: A contraction with which cycles are not worth their while, after the first few.
STUBBORN, PATIENCE = 0.55, 4
#: Bounds of the estimated contraction of one cycle, and its value where nothing is known.
FASTEST, SLOWEST, USUAL = 0.1, 0.95, 0.3


class Grid:
    """Solver of ``sum over neighbours q of p of (c_p - c_q) + screening c_p = b_p``, c = 0 outside the region.

    Parameters
    ----------
    outline : Outline
        The region.
    screening : float
        The same for all pixels.
    pool : Pool, optional
        Who does the work on the dense level; what is told of the progress.
    ring : int
        How many tiles the refined ones reach beyond those that touch the rim or a seam. Interpolation between coarse
        points adds up to 1e-4 of the largest values of c where it is 0, and 4e-6 where it is 1.
    dense : int, optional
        Points of the dense level, at most; by default some ten thousand.

    Attributes
    ----------
    cycles : int
        That the last solution took, on top of the full multigrid that starts it.
    error : float
        Estimated largest error that the last solution's cycles have left.
    converged : bool
        Whether it is below the tolerance.
    """

    def __init__(
        self,
        outline: Outline,
        screening: float = 0.0,
        pool: Pool | None = None,
        *,
        ring: int = 0,
        dense: int | None = None,
    ) -> None:
        self.outline = outline
        pool = pool or Pool()
        self.is_held = screening > 0 or not all(outline.extent.natural) or bool((outline.states != FULL).any())
        self.levels = self._levels(ring, dense or DENSE)
        self.tiles = gathered(self.levels)
        self._equations, self._dense = self._build(screening, pool)
        self._values: Values | None = None
        self.cycles, self.error, self.converged = 0, 0.0, True

    def __repr__(self) -> str:
        counts = ", ".join(str(level.count) for level in self.levels)
        height, width = self.tiles.sizes[-1]
        return f"<Grid of {counts} tiles and {height} x {width} points>"

    @property
    def pool(self) -> Pool:
        return self._dense.pool

    @pool.setter
    def pool(self, pool: Pool) -> None:
        self._dense.pool = pool

    def solve(
        self, tolerance: float, data: Data | None = None, mean: Sequence[float] | np.ndarray | None = None
    ) -> Correction:
        """Solve for data on the outline; a second time the search begins at what was found before.

        Parameters
        ----------
        tolerance : float
            Largest error that the cycles may leave, by estimate. What interpolation between coarse points adds does
            not depend on it.
        data : Data, optional
            The right-hand side; by default what was read with the outline.
        mean : sequence of float, optional
            Of c in each channel over the region, where nothing holds it; 0 by default.

        Returns
        -------
        Correction
            It holds until the next call.
        """
        data = data or self.outline.data
        numbers = np.zeros(len(self.tiles.places), np.int32)
        finest = slice(self.tiles.starts[0], self.tiles.stops[0])
        numbers[finest] = data.numbers[tuple(self.tiles.places[finest].T)]
        if self._values is None:
            self._start(data.frames, numbers)
        cycle.smooth(self._equations, self._values, data.frames, numbers)
        change, contraction = np.inf, USUAL
        for self.cycles in range(1, MOST_CYCLES + 1):
            last, change = change, self._cycle(0, data.frames, numbers)
            if self.cycles > 1:
                contraction = float(np.clip(change / last, FASTEST, SLOWEST)) if last > 0 else FASTEST
            self.error = change * contraction / (1 - contraction)
            self.converged = self.error <= tolerance
            if self.converged or (self.cycles > PATIENCE and contraction > STUBBORN):
                break
        assert self._values is not None
        correction = Correction(self.outline, self.levels, self._equations, self._values)
        if not self.is_held:
            wanted = np.zeros(self.outline.channels) if mean is None else np.asarray(mean)
            return correction.shifted(wanted - correction.mean())
        return correction

    def _levels(self, ring: int, dense: int) -> list[LevelTiles]:
        levels = [self.outline.refined(ring)]
        while np.prod(levels[-1].extent.coarser[:2]) > dense:
            levels.append(levels[-1].coarser)
        return levels

    def _build(self, screening: float, pool: Pool) -> tuple[Equations, Dense]:
        walls, mass = Walls(), screening
        geometry = Geometry.finest(self.outline, self.levels[0])
        starts, rows, columns, numbers, frames, resolved, masses = [], [], [], [], [], [], []
        first_row = first_column = first_frame = 0
        for place, tiles in enumerate(self.levels):
            if place:
                walls = walls.coarsened(*geometry.tiles.extent[:2])
                geometry, mass = geometry.coarser(tiles), coarser_screening(mass)
            along = cells(walls, tiles.extent)
            if not place:
                along = np.ones_like(along[0]), np.ones_like(along[1])
            own, weights = geometry.weights(along, mass)
            starts.append((first_row, first_column))
            numbers.append(own + np.int32(first_frame))
            first_row, first_column, first_frame = (
                first_row + tiles.extent.height,
                first_column + tiles.extent.width,
                first_frame + len(weights),
            )
            rows.append(along[0])
            columns.append(along[1])
            frames.append(weights)
            resolved.append(geometry.weights(along, 0)[1] if 0 < mass < SMALL_MASS else weights)
            masses.append(mass)
        walls, mass = walls.coarsened(*geometry.tiles.extent[:2]), coarser_screening(mass)
        extent = geometry.tiles.extent.coarser
        points = Points(*geometry.dense(), walls, mass, extent.natural)
        dense = Dense(hierarchy.build_coarse(points, pool), pool, self.is_held)
        along = cells(walls, extent)
        starts.append((first_row, first_column))
        equations = Equations(
            self.tiles,
            Weights.of(np.concatenate(numbers[::-1]), np.concatenate(frames), np.concatenate(resolved)),
            Cells(np.array(starts, np.int64), np.concatenate([*rows, along[0]]), np.concatenate([*columns, along[1]])),
            np.array(masses, np.float32),
            np.array([each if each < SMALL_MASS else 0 for each in masses], np.float32),
            corners(len(self.levels) + 1),
            np.float32(mass),
            dense.weight,
        )
        return equations, dense

    def _start(self, f: np.ndarray, numbers: np.ndarray) -> None:
        """Full multigrid: from the dense level up to the finest one."""
        values = self._values = self._reserved()
        cycle.begin(self._equations, values, f, numbers)
        self._dense.correct(values.dense_r, values.dense_e, full=True)
        values.dense_u[:] = values.dense_e
        for level in reversed(range(1, len(self.levels))):
            cycle.refine(self._equations, values, level, values.b, self._all_tiles)
            self._cycle(level, values.b, self._all_tiles)
        cycle.refine(self._equations, values, 0, f, numbers)

    def _cycle(self, top: int, f: np.ndarray, numbers: np.ndarray) -> float:
        values = self._values
        assert values is not None
        cycle.descend(self._equations, values, top, f, numbers, np.zeros_like(numbers))
        self._dense.correct(values.dense_r, values.dense_e, full=False)
        values.dense_u[:] += values.dense_e
        self.pool.advance(POLL)
        return float(cycle.ascend(self._equations, values, top, f, numbers, self._all_tiles))

    @property
    def _all_tiles(self) -> np.ndarray:
        return np.arange(len(self.tiles.places), dtype=np.int32)

    def _reserved(self) -> Values:
        count, coarse, channels = len(self.tiles.places), int(self.tiles.starts[0]), self.outline.channels
        height, width = self.tiles.sizes[-1] + 2
        frames = [np.zeros((n, channels, FRAME, FRAME), np.float32) for n in (count, count, coarse, coarse)]
        return Values(*frames, *(np.zeros((channels, height, width), np.float32) for _ in range(3)))
