"""Full multigrid for the equations of a region, in single precision.

Brandt: Multi-level adaptive solutions to boundary-value problems, Mathematics of Computation 1977,
https://doi.org/10.1090/S0025-5718-1977-0431719-X. The way up of one V-cycle and the way down of the next are one pass
over each level (`relaxation.fused_pass`).
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.pool import Pool
from inlay.poisson.solvers import hierarchy, weighted_hierarchy
from inlay.poisson.solvers.hierarchy import Level
from inlay.poisson.solvers.relaxation import NOTHING, separate_rows
from inlay.poisson.system import System

#: Relaxations, of both colours each, in a cycle.
SWEEPS = 4
#: Relaxations on each way of a symmetric cycle: chains that coarse grids miss are left to them.
LEG_SWEEPS = 6
#: Relaxations of the coarsest grid: those that solve a tiny one, and those for one that is larger since no point of
#: the next would be active.
TINY_SWEEPS, ISOLATED_SWEEPS = 60, 12
#: Bounds of the estimated contraction of one cycle, and its value where nothing is known.
FASTEST, SLOWEST, USUAL = 0.1, 0.95, 0.3
#: By how much the error falls more slowly than the restricted residual, on all kinds of regions.
LAG = 2.0
#: Up to this contraction the estimate is about the error; of slower cycles it sees too little, and is doubled.
RELIABLE, DOUBT = 0.15, 2.0
#: Unresolved points for each pixel of half the perimeter of the box: a smooth outline has none.
ROUGH = 0.005
#: A contraction with which cycles in single precision are not worth their while.
STUBBORN = 0.6
PATIENCE = 4
MOST_CYCLES = 12


class Multigrid:
    """Solver of ``|N_p| e_p - sum_{q in N_p and Omega} e_q = f_p``, e = 0 outside Omega.

    Put f, split into colours, into `red_f` and `black_f`, call `solve`, and take the solution from `rows`.

    Parameters
    ----------
    system : System
        Omega and N_p, weights and screening.
    pool : Pool
        Who does the work.

    Attributes
    ----------
    cycles : int
        V-cycles that the last solution took, on top of the full multigrid that starts it.
    error : float
        Estimated largest error of the last solution.
    converged : bool
        Whether the estimate fell below the tolerance.
    """

    def __init__(self, system: System, pool: Pool) -> None:
        self._pool = pool
        if system.is_plain or hierarchy.can_screen(system):
            mass = system.screening.weight if system.screening is not None else 0.0
            self.levels = hierarchy.build(system.region, pool, float(mass))
        else:
            self.levels = weighted_hierarchy.build(system, pool)
        self._red = np.zeros(self.finest.plane, np.float32)
        self._spare = np.zeros(self.finest.plane, np.float32)
        self.cycles = 0
        self.error = 0.0
        self.converged = True

    def __repr__(self) -> str:
        sizes = ", ".join(f"{level.height}x{level.width}" for level in self.levels)
        return f"<Multigrid of {len(self.levels)} levels: {sizes}>"

    @property
    def finest(self) -> Level:
        return self.levels[0]

    @property
    def is_rough(self) -> bool:
        """Whether the coarse grids miss so much of the region's shape that some errors fall slowly and unseen."""
        return sum(level.unresolved for level in self.levels) > ROUGH * (self.finest.height + self.finest.width)

    @property
    def red_f(self) -> np.ndarray:
        return self.finest.red_f

    @property
    def black_f(self) -> np.ndarray:
        return self.finest.black_f

    def columns(self, top: int, bottom: int) -> tuple[int, int]:
        """Columns between which the unknown pixels of some rows lie; the first one is even."""
        first, behind = self.finest.stencil.first[top:bottom], self.finest.stencil.behind[top:bottom]
        filled = first < behind
        if not filled.any():
            return 0, 0
        return 2 * int(first[filled].min()), min(self.finest.width, 2 * int(behind.max()))

    def solve(self, tolerance: float = 0.0, cycles: int = MOST_CYCLES) -> None:
        """Run full multigrid and V-cycles until the estimated largest error is below `tolerance`, at most `cycles`.

        With d_k the largest change in cycle k and the contraction r = d_k / d_(k-1), the cycle that is already under
        way brings the error to about d_k r^2 / (1 - r). Before there are two changes, r follows from the residual
        that the first cycle leaves to the coarse grids. The residual alone would be no measure: a small uniform
        residual over a large region belongs to a large error.
        """
        self._start()
        left, change, contraction = self._coarse_residual(), np.inf, USUAL
        self.converged, self.error = False, np.inf
        for self.cycles in range(1, cycles + 1):
            self._solve_coarse(1)
            if self.cycles > 1:
                self.error = change * contraction**2 / (1 - contraction) * (DOUBT if contraction > RELIABLE else 1)
                self.converged = self.error <= tolerance
            is_stuck = (self.cycles > PATIENCE and contraction > STUBBORN) or (
                self.cycles > 2 and contraction >= SLOWEST
            )
            if self.converged or is_stuck or self.cycles == cycles:
                return
            last, change = change, self._next_cycle()
            done, before = (change, last) if self.cycles > 1 else (LAG * self._coarse_residual(), left)
            contraction = float(np.clip(done / before, FASTEST, SLOWEST)) if before > 0 else USUAL

    def put(self, residual: np.ndarray, scale: float) -> None:
        """Take `scale` times a residual as right-hand side."""

        def put(top: int, bottom: int) -> None:
            separate_rows(residual[top:bottom], scale, self.red_f, self.black_f, top)

        self._pool.run(put, *residual.shape)

    def precondition(self) -> None:
        """Run one V-cycle from zero but for its last pass, which `preconditioned_rows` makes.

        There are as many relaxations on the way down as on the way up. It is symmetric and positive, as conjugate
        gradients ask of a preconditioner, even where it does not converge.
        """
        self._solve_symmetrically(0)

    def preconditioned_rows(self, top: int, bottom: int) -> np.ndarray:
        """Rows ``top .. bottom - 1`` of what `precondition` finds."""
        return self.rows(top, bottom, 0 if len(self.levels) == 1 else LEG_SWEEPS)

    def rows(self, top: int, bottom: int, sweeps: int = 0) -> np.ndarray:
        """Rows ``top .. bottom - 1`` of the solution, after the relaxations that end the last cycle."""
        return self.framed_rows(top, bottom, sweeps)[1:-1, 1 : self.finest.width + 1]

    def framed_rows(self, top: int, bottom: int, sweeps: int = 0) -> np.ndarray:
        """The same with a row more on either side, and a column more of zeros on the left and on the right."""
        level = self.finest
        natural = np.empty((bottom - top + 2, 2 * level.half + 2), np.float32)
        natural[[0, -1]] = 0
        first, last = max(0, top - 1), min(level.height, bottom + 1)
        level.sweep(
            self._red,
            self._correction(0),
            level.stencil,
            level.red_f,
            level.black_f,
            sweeps or self._sweeps,
            first,
            last,
            NOTHING,
            natural[first - top + 1 : last - top + 1],
            NOTHING,
            NOTHING,
        )
        return natural

    @property
    def _sweeps(self) -> int:
        """Relaxations in a cycle: a grid that is tiny to begin with has nothing but relaxations."""
        return TINY_SWEEPS if self.finest.is_tiny else SWEEPS

    def _coarse_residual(self) -> float:
        """Largest residual that waits for the coarse grids."""
        if len(self.levels) == 1:
            return 0.0
        waiting = self.levels[1].red_f, self.levels[1].black_f
        return max(float(max(each.max(), -each.min())) for each in waiting)

    def _start(self) -> None:
        """Full multigrid: down to the coarsest level and, level by level, up to red values of the finest."""
        if len(self.levels) == 1:
            self._red[:] = 0
            return
        self._pass(0, sweeps=0, restricts=True)
        self._solve_coarse(1, full=True)
        self._pass(0, correction=True, red_out=self._red, restricts=True)

    def _next_cycle(self) -> float:
        """End a cycle on the finest level, begin the next one, and return the largest change."""
        restricts = len(self.levels) > 1
        change = self._pass(0, red_in=self._red, correction=restricts, red_out=self._spare, restricts=restricts)
        self._red, self._spare = self._spare, self._red
        return change

    def _solve_coarse(self, n: int, full: bool = False) -> None:
        """Solve level n from zero by one V-cycle, or by one F-cycle."""
        if n >= len(self.levels):
            return
        if n == len(self.levels) - 1:
            self._pass(n, sweeps=TINY_SWEEPS if self.levels[n].is_tiny else ISOLATED_SWEEPS, natural=True)
            return
        self._pass(n, sweeps=0, restricts=True)
        self._solve_coarse(n + 1, full)
        if not full:
            self._pass(n, correction=True, natural=True)
            return
        red = np.zeros(self.levels[n].plane, np.float32)
        self._pass(n, correction=True, red_out=red, restricts=True)
        self._solve_coarse(n + 1)
        self._pass(n, red_in=red, correction=True, natural=True)

    def _solve_symmetrically(self, n: int) -> None:
        """Solve level n from zero by a symmetric V-cycle; the finest one but for the pass of `preconditioned_rows`."""
        if n == len(self.levels) - 1:
            if n > 0:
                self._pass(n, sweeps=TINY_SWEEPS if self.levels[n].is_tiny else ISOLATED_SWEEPS, natural=True)
            else:
                self._red[:] = 0
            return
        red = self._red if n == 0 else np.zeros(self.levels[n].plane, np.float32)
        self._pass(n, sweeps=LEG_SWEEPS, red_out=red, restricts=True)
        self._solve_symmetrically(n + 1)
        if n > 0:
            self._pass(n, red_in=red, correction=True, sweeps=LEG_SWEEPS, natural=True)

    def _correction(self, n: int) -> np.ndarray:
        return self.levels[n + 1].natural if n + 1 < len(self.levels) else NOTHING

    def _pass(
        self,
        n: int,
        *,
        red_in: np.ndarray = NOTHING,
        correction: bool = False,
        sweeps: int | None = None,
        red_out: np.ndarray = NOTHING,
        natural: bool = False,
        restricts: bool = False,
    ) -> float:
        """One fused pass over level n, in strips."""
        level = self.levels[n]
        incoming = self._correction(n) if correction else NOTHING
        coarse_red = self.levels[n + 1].red_f if restricts else NOTHING
        coarse_black = self.levels[n + 1].black_f if restricts else NOTHING

        def strip(top: int, bottom: int) -> float:
            return level.sweep(
                red_in,
                incoming,
                level.stencil,
                level.red_f,
                level.black_f,
                self._sweeps if sweeps is None else sweeps,
                top,
                bottom,
                red_out,
                level.natural[top:bottom] if natural else NOTHING,
                coarse_red,
                coarse_black,
            )

        return float(max(self._pool.run(strip, level.height, level.width)))
