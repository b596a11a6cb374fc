"""A preconditioner for weights that differ strongly: one V-cycle over levels of aggregates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from inlay.arrays.pool import Pool
from inlay.arrays.rows import BAND, strips
from inlay.poisson.solvers.aggregation import relaxation
from inlay.poisson.solvers.aggregation.aggregates import aggregate
from inlay.poisson.solvers.aggregation.galerkin import coarsen
from inlay.poisson.solvers.aggregation.graph import Graph, Grid
from inlay.poisson.system import System

#: Lengths of two steps that damp what has an eigenvalue from 0.5 to 2 most: the roots of a Chebyshev polynomial.
LENGTHS = np.float32(1 / 1.78033), np.float32(1 / 0.71967)
#: Nodes that a direct solver takes, and how many of them there are at most if no aggregates can be made.
COARSEST, MOST_COARSEST = 400, 20_000
#: Aggregates of fewer nodes than this in the mean are not worth a level.
WORTHWHILE = 1.2


@dataclass(eq=False)
class Level:
    """The equations of a level, the aggregate of each node, and vectors; the last value of each belongs to no node."""

    links: Graph | Grid
    b: np.ndarray
    x: np.ndarray
    spare: np.ndarray
    labels: np.ndarray

    @classmethod
    def of(cls, links: Graph | Grid, labels: np.ndarray) -> Level:
        b, x, spare = (np.zeros(links.ground.size + 1, np.float32) for _ in range(3))
        return cls(links, b, x, spare, labels)


class AggregationMultigrid:
    """Preconditioner of the equations of a system, symmetric and positive.

    Parameters
    ----------
    system : System
        The equations.
    pool : Pool
        Who does the work.
    """

    def __init__(self, system: System, pool: Pool) -> None:
        self._pool = pool
        grid = _finest(system, pool)
        links: Graph | Grid = grid
        graph = grid.graph
        self.levels: list[Level] = []
        while True:
            labels, count = aggregate(graph)
            self.levels.append(Level.of(links, labels))
            pool.advance(graph.size)
            if graph.size <= COARSEST or count * WORTHWHILE > graph.size or count == 0:
                break
            graph = links = coarsen(graph, labels, count)
        self._solve_coarsest = _direct(graph) if graph.size <= MOST_COARSEST else None

    def put(self, residual: np.ndarray, scale: float) -> None:
        """Take `scale` times a residual as right-hand side."""
        b = self._plane(self.levels[0].b)

        def put(top: int, bottom: int) -> None:
            np.multiply(residual[top:bottom], scale, out=b[top + 1 : bottom + 1, 1:-1], casting="unsafe")

        self._pool.run(put, *residual.shape)

    def precondition(self) -> None:
        """Run one V-cycle from zero, with as many relaxations on the way down as on the way up."""
        self._cycle(0)

    def preconditioned_rows(self, top: int, bottom: int) -> np.ndarray:
        """Rows ``top .. bottom - 1`` of what `precondition` finds."""
        return self._plane(self.levels[0].x)[top + 1 : bottom + 1, 1:-1]

    def _plane(self, vector: np.ndarray) -> np.ndarray:
        """A vector of the finest level as a plane with a ring of zeros."""
        grid = self.levels[0].links
        return vector[: grid.ground.size].reshape(grid.ground.shape)

    def _cycle(self, n: int) -> None:
        level = self.levels[n]
        level.x[:] = 0
        if n == len(self.levels) - 1:
            self._solve_last(level)
            return
        first, second = LENGTHS
        np.multiply(level.b[:-1], level.links.scale.ravel(), out=level.spare[:-1])
        level.spare *= first
        self._relax(level, level.spare, second, level.x)
        coarse = self.levels[n + 1]
        if isinstance(level.links, Grid):
            self._restrict_grid(level, coarse.b)
            self._cycle(n + 1)
            self._correct_grid(level, coarse.x)
        else:
            relaxation.restrict_nodes(*level.links, level.x, level.b, level.labels, level.spare, coarse.b)
            self._cycle(n + 1)
            relaxation.correct_nodes(*level.links, level.x, coarse.x, level.labels, level.spare)
        self._relax(level, level.x, second, level.spare)
        self._relax(level, level.spare, first, level.x)

    def _solve_last(self, level: Level) -> None:
        if self._solve_coarsest is not None:
            level.x[:-1] = self._solve_coarsest(level.b[:-1].astype(np.float64))
            return
        for length in (*LENGTHS, *LENGTHS[::-1]):
            self._relax(level, level.x, length, level.spare)
            level.x, level.spare = level.spare, level.x

    def _relax(self, level: Level, x: np.ndarray, length: np.float32, out: np.ndarray) -> None:
        if isinstance(level.links, Graph):
            relaxation.relax_nodes(*level.links, x, level.b, length, out)
            return
        x, b, out = (self._plane(each) for each in (x, level.b, out))
        self._run(lambda top, bottom: relaxation.relax_grid(*level.links, x, b, length, out, top, bottom))

    def _restrict_grid(self, level: Level, coarse: np.ndarray) -> None:
        x, b, damped, labels = (self._plane(each) for each in (level.x, level.b, level.spare, level.labels))
        self._run(lambda top, bottom: relaxation.damp_grid(*level.links, x, b, damped, top, bottom))
        row = np.empty(damped.shape[1], np.float32)
        relaxation.restrict_grid(*level.links, damped, labels, row, coarse)

    def _correct_grid(self, level: Level, coarse: np.ndarray) -> None:
        x, spread, labels = (self._plane(each) for each in (level.x, level.spare, level.labels))
        self._run(lambda top, bottom: relaxation.spread_grid(coarse, labels, spread, top, bottom))
        self._run(lambda top, bottom: relaxation.correct_grid(*level.links, x, spread, top, bottom))

    def _run(self, job: Callable[[int, int], None]) -> None:
        """Do a job on the rows of the finest level."""
        height, width = self._plane(self.levels[0].x).shape
        self._pool.run(job, height - 2, width - 2)


def _finest(system: System, pool: Pool) -> Grid:
    region = system.region
    height, width = region.unknown.shape
    right, down, ground = (np.zeros((height + 2, width + 2), np.float32) for _ in range(3))

    def fill(top: int, bottom: int) -> None:
        for first, last in strips(bottom, width, BAND, first=top, fewest=8):
            rows = slice(first + 1, last + 1)
            edges = system.edges(first, last)
            unknown = region.framed_unknown(first, last)
            here, below, beside = unknown[1:-1, 1:-1], unknown[2:, 1:-1], unknown[1:-1, 2:]
            right[rows, 1:-1] = edges.right[:, 1:] * (here & beside)
            down[rows, 1:-1] = edges.down[1:] * (here & below)
            held = edges.right[:, :-1] * ~unknown[1:-1, :-2] + edges.right[:, 1:] * ~beside
            held += edges.down[:-1] * ~unknown[:-2, 1:-1] + edges.down[1:] * ~below
            ground[rows, 1:-1] = (held + system.mass(first, last)) * here

    pool.run(fill, height, width)
    return Grid.of(right, down, ground)


def _direct(graph: Graph) -> Callable[[np.ndarray], np.ndarray]:
    """Solver of the equations of a small graph; nodes without links and ground stay at zero."""
    nodes, weights = np.arange(graph.size), graph.weights.astype(np.float64)
    rows = np.repeat(nodes, np.diff(graph.starts))
    diagonal = graph.ground + np.bincount(rows, weights, graph.size)
    diagonal[diagonal <= 0] = 1
    ends = np.concatenate((nodes, rows)), np.concatenate((nodes, graph.columns))
    a = sparse.coo_matrix((np.concatenate((diagonal, -weights)), ends)).tocsc()
    solve: Callable[[np.ndarray], np.ndarray] = splu(a).solve
    return solve
