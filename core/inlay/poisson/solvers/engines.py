"""The ways to a solution: multigrid in single precision, refined to double precision, and the algebraic solver."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

import numpy as np

from inlay.arrays import checks
from inlay.arrays.effort import Effort
from inlay.arrays.packages import has_numba
from inlay.arrays.pool import Pool
from inlay.arrays.rows import BAND, strips
from inlay.contract.language import _
from inlay.errors import InlayError, ParameterError, ResourceError
from inlay.poisson.composition import compose
from inlay.poisson.energies import measured
from inlay.poisson.guidance import Mixture, right_hand_side
from inlay.poisson.problem import Problem
from inlay.poisson.region import SMALL_BOX
from inlay.poisson.solution import Solution
from inlay.poisson.solvers.block_elimination import BlockElimination, suits

if TYPE_CHECKING:
    from inlay.poisson.solvers.algebraic import Algebraic
    from inlay.poisson.solvers.membrane import Membrane
    from inlay.poisson.solvers.multigrid import Multigrid

SOLVERS = ("composite", "multigrid", "pyamg", "transform")
#: Largest error of 8-bit samples, in their own unit; of others, as a fraction of the range.
BYTE_TOLERANCE = 0.25 / 255
FINE_TOLERANCE = 1e-5
#: Single precision is good for 8-bit samples down to this fraction of the range.
SINGLE_PRECISION = 1e-4
#: Weaker screening than this is rounded away in single precision, where relaxation comes to rest before slow changes
#: add up: white that fades to black over 300 pixels would be off by three thousandths. It is of no matter if over the
#: whole box it adds up to less than the second.
WEAK, NEGLIGIBLE = 1e-4, 2.5e-4
#: What part of the tolerance is asked of the estimates; less where they see too little: where a region may err as a
#: whole, where its outline is rough, and where weights or screening vary. Where they vary, the spectrum that
#: conjugate gradients see tells more.
SAFETY, SAFETY_SCREENED, SAFETY_VARYING, SAFETY_LOOSE = 0.6, 0.15, 0.25, 1 / 40
#: Passes over the box that a channel is expected to take, and those that all of them take on a composite grid.
SINGLE_PASSES, DOUBLE_PASSES, COMPOSITE_PASSES = 9, 30, 1.5


class Engine(Protocol):
    """Solves ``A e = residual`` in double precision."""

    steps: int
    error: float
    stalled: bool

    def solve(self, residual: np.ndarray, tolerance: float) -> np.ndarray: ...


def tolerance_for(dtype: np.dtype) -> float:
    """Largest error of samples of a type, as a fraction of the range, where none is asked for."""
    return BYTE_TOLERANCE if dtype == np.uint8 else FINE_TOLERANCE


def choose(solver: str | None) -> str:
    """The solver to use: the one asked for, or the fastest that there is."""
    if solver is None:
        return "multigrid" if has_numba() else "pyamg"
    checks.choice(solver, SOLVERS, "solver")
    if solver in ("composite", "multigrid") and not has_numba():
        raise InlayError(
            _("The {solver} solver needs numba.", solver=solver), _("Install numba, or choose the solver 'pyamg'.")
        )
    return solver


def run(problem: Problem, out: np.ndarray, image: np.ndarray, effort: Effort) -> Solution:
    """Solve all channels into `out`, a view of `image`."""
    dtype = problem.destination.image.dtype
    fraction = effort.tolerance or tolerance_for(dtype)
    name = _choose_for(problem, None if effort.solver == "composite" else effort.solver)
    if name == "multigrid" and effort.solver is None and suits(problem.region.box):
        name = "block elimination"
    membrane = None if name == "block elimination" else _membrane(problem, effort.solver, fraction)
    is_easy = name == "multigrid" and _is_easy(problem, fraction)
    passes = SINGLE_PASSES if is_easy or name == "transform" else DOUBLE_PASSES
    work = COMPOSITE_PASSES if membrane is not None else passes * problem.channels
    with effort.pool(work * problem.region.box.area) as pool:
        try:
            found = None if membrane is None else membrane.solve(out, pool, effort.kept)
            if found is None:
                allowed = fraction * (np.iinfo(dtype).max if dtype.kind == "u" else problem.spread(pool))
            if found is not None:
                steps, error, name = *found, "composite"
            elif name == "transform":
                steps, error = _with_transforms(problem, out, allowed, pool)
            elif name == "block elimination":
                steps, error, name = _with_block_elimination(problem, out, allowed, pool)
            elif name == "pyamg":
                steps, error = _with_algebraic(problem, out, allowed, pool)
            else:
                steps, error, name = _with_multigrid(problem, out, allowed, is_easy, pool)
        except MemoryError:
            raise ResourceError(
                _(
                    "There is not enough memory for a region of {width} x {height} pixels.",
                    width=problem.region.box.width,
                    height=problem.region.box.height,
                ),
                _("Select less, or close other programs."),
            ) from None
        pool.finish()
    measure = partial(measured, problem, out, effort)
    return Solution(image, steps, error, name, problem.warnings(), measure)


def _membrane(problem: Problem, solver: str | None, fraction: float) -> Membrane | None:
    """The problem as one for a composite grid, if it is asked for or faster."""
    if solver not in (None, "composite") or not has_numba():
        return None
    from inlay.poisson.solvers.membrane import Membrane

    found = Membrane.of(problem, fraction)
    if solver == "composite":
        if found is None:
            raise ParameterError(
                _(
                    "A composite grid solves one picture's own gradients in a region that something holds, in single "
                    "precision, to a hundred thousandth of the range at best and to a two thousandth with a screening."
                ),
                _("Leave the choice of the solver to the program."),
            )
        return found
    return found if found is not None and found.is_smooth else None


def _with_multigrid(
    problem: Problem, out: np.ndarray, allowed: float, is_easy: bool, pool: Pool
) -> tuple[int, float, str]:
    from inlay.poisson.solvers.aggregation.multigrid import AggregationMultigrid
    from inlay.poisson.solvers.iterative_refinement import Refinement
    from inlay.poisson.solvers.multigrid import Multigrid

    system = problem.system
    multigrid = Multigrid(system, pool)
    safe = allowed * _safety(problem, multigrid)
    safest = allowed * SAFETY_VARYING
    engine: Refinement | None = None
    steps, error, name = 0, 0.0, "multigrid"
    for channel in range(problem.channels):
        if is_easy:
            is_easy = _in_single_precision(problem, out, channel, multigrid, safe, pool)
            if is_easy:
                steps, error = max(steps, multigrid.cycles), max(error, multigrid.error)
                continue
        engine = engine or Refinement(system, multigrid, pool)
        engine.may_stall = name == "multigrid" and not system.is_plain
        demanded = safe if system.is_plain else safest
        if not _in_double_precision(problem, out, channel, engine, demanded, pool):
            engine, name = Refinement(system, AggregationMultigrid(system, pool), pool), "multigrid, aggregation"
            _in_double_precision(problem, out, channel, engine, demanded, pool)
        steps, error = max(steps, engine.steps), max(error, engine.error)
    return steps, error, name


def _is_easy(problem: Problem, fraction: float) -> bool:
    """Whether single precision is promising."""
    region = problem.held
    return (
        problem.destination.image.dtype != np.float64
        and fraction >= SINGLE_PRECISION
        and not _loses_screening(problem)
        and region.linked is None
        and region.box.area >= SMALL_BOX
        and not region.is_barely_held
    )


def _loses_screening(problem: Problem) -> bool:
    """Whether single precision would lose a uniform screening that counts."""
    screening, box = problem.screening, problem.region.box
    if screening is None or isinstance(screening.weight, np.ndarray):
        return False
    counts = screening.weight * max(box.height, box.width) ** 2 > NEGLIGIBLE
    return counts and screening.weight < WEAK


def _choose_for(problem: Problem, solver: str | None) -> str:
    """The solver for a problem: transforms where they are possible and either asked for, needed, or simply faster."""
    if solver is None and problem.screening is None and not any(problem.is_periodic):
        return choose(solver)
    is_possible = problem.ends is not None
    if any(problem.is_periodic):
        if not is_possible:
            raise ParameterError(
                _("A periodic image cannot have weights of edges, or a screening that varies."),
                _("Leave them out, or choose another boundary."),
            )
        if solver not in (None, "transform"):
            raise ParameterError(
                _("The solver {solver} does not know periodic images.", solver=repr(solver)), _("Choose 'transform'.")
            )
        return "transform"
    if solver == "transform" and not is_possible:
        raise ParameterError(
            _("Transforms solve rectangles whose opposite sides are alike, without weights and variable screening."),
            _("Leave the choice of the solver to the program."),
        )
    if solver is None and is_possible:
        return "transform"
    return choose(solver)


def _with_block_elimination(problem: Problem, out: np.ndarray, allowed: float, pool: Pool) -> tuple[int, float, str]:
    engine = BlockElimination(problem.system)
    for channel in range(problem.channels):
        if not _in_double_precision(problem, out, channel, engine, allowed, pool):
            return _with_multigrid(problem, out, allowed, False, pool)
    return engine.steps, engine.error, "block elimination"


def _with_transforms(problem: Problem, out: np.ndarray, allowed: float, pool: Pool) -> tuple[int, float]:
    from inlay.poisson.solvers.transforms import Transforms

    if problem.means is None and not problem.keeps_means:
        problem.check_held()
    engine, error = Transforms(problem, pool), 0.0
    is_single = problem.destination.image.dtype == np.uint8
    for channel in range(problem.channels):
        if is_single:
            engine.solve(out, channel, np.float32)
            is_single = engine.error <= allowed
        if not is_single:
            engine.solve(out, channel, np.float64)
        error = max(error, engine.error)
    return 1, error


def _safety(problem: Problem, multigrid: Multigrid) -> float:
    """What part of the tolerance is asked of the estimates of cycles in single precision."""
    from inlay.poisson.solvers import hierarchy

    screening = problem.screening
    varies = problem.weights is not None or not (screening is None or screening.is_constant)
    if varies or problem.held.is_loosely_held or multigrid.is_rough:
        return SAFETY_LOOSE
    return SAFETY if screening is None or hierarchy.can_screen(problem.system) else SAFETY_SCREENED


def _with_algebraic(problem: Problem, out: np.ndarray, allowed: float, pool: Pool) -> tuple[int, float]:
    allowed *= SAFETY_LOOSE if problem.held.is_loosely_held else SAFETY
    engine = _algebraic(problem, pool)
    steps, error = 0, 0.0
    for channel in range(problem.channels):
        _in_double_precision(problem, out, channel, engine, allowed, pool)
        steps, error = max(steps, engine.steps), max(error, engine.error)
    return steps, error


def _algebraic(problem: Problem, pool: Pool) -> Algebraic:
    from inlay.poisson.solvers.algebraic import Algebraic

    pixels = problem.region.box.area
    return Algebraic(problem.system, lambda: pool.advance(max(pixels, 1 << 18)))


def _in_double_precision(
    problem: Problem, out: np.ndarray, channel: int, engine: Engine, allowed: float, pool: Pool
) -> bool:
    """Solve one channel; False, with nothing written, if the engine gives up."""
    e = engine.solve(problem.residual(channel, pool), allowed)
    if engine.stalled:
        return False
    problem.set_means(e, channel)

    def write(top: int, bottom: int) -> None:
        for first, last in strips(bottom, problem.region.box.width, BAND, first=top, fewest=8):
            compose(out, problem.destination, problem.region, channel, e[first:last], first)

    pool.run(write, *e.shape)
    return True


def _in_single_precision(
    problem: Problem, out: np.ndarray, channel: int, multigrid: Multigrid, allowed: float, pool: Pool
) -> bool:
    """Solve one channel; False, with nothing written, if the cycles do not get there."""
    from inlay.poisson.solvers import relaxation
    from inlay.poisson.solvers import right_hand_side as from_pictures

    region, guidance, below = problem.held, problem.guidance, problem.destination
    system = problem.system
    plane = multigrid.red_f, multigrid.black_f

    def fill(top: int, bottom: int) -> None:
        for first, last in strips(bottom, problem.region.box.width, BAND, first=top, fewest=8):
            if isinstance(guidance, Mixture) and guidance.is_plain:
                left, right = columns = multigrid.columns(first, last)
                from_pictures.split_rows(
                    *guidance.samples(channel, first, last, columns),
                    guidance.share,
                    guidance.gradients == "stronger",
                    np.ascontiguousarray(region.unknown[first:last, left:right]),
                    system.terms(channel, first, last, columns),
                    *plane,
                    first,
                    np.uint32(left),
                )
            else:
                rows = right_hand_side(guidance, below, system, channel, first, last, np.float32)
                relaxation.separate_rows(rows, 1.0, *plane, first)

    def write(top: int, bottom: int) -> None:
        e = multigrid.framed_rows(top, bottom)[1:]
        for first, last in strips(bottom, problem.region.box.width, BAND, first=top, fewest=8):
            columns = multigrid.columns(first, last)
            compose(out, below, region, channel, e[first - top : last - top], first, columns, margin=1)

    pool.run(fill, *region.unknown.shape)
    multigrid.solve(allowed)
    if multigrid.converged:
        pool.run(write, *region.unknown.shape)
    return multigrid.converged
