"""The first solver: grids of local colour models on the unknown pixels, and sparse factors where those are too slow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from inlay.arrays.pool import POLL, Pool
from inlay.arrays.progress import attentively
from inlay.matting.closed_form import assembly, band, colours, direct, hierarchy, unconstrained
from inlay.matting.closed_form.assembly import Equations
from inlay.matting.closed_form.band import Band
from inlay.matting.closed_form.colours import Colours
from inlay.matting.closed_form.conjugate import ConjugateGradients
from inlay.matting.closed_form.convergence import Settling
from inlay.matting.closed_form.multigrid import Multigrid
from inlay.matting.scene import FOREGROUND, Estimate, Scene

#: So few unknown pixels are always solved in double precision, which costs nothing there.
SMALL = 1 << 15
#: So many may be factored: at once where absent pixels tear the band into chambers with narrow doors, which an
#: iteration may find late or never, and elsewhere if the iteration is slow.
FACTORED = 1 << 17
#: Where more of the pixels than this have the colour of their neighbours, epsilon alone decides how flat parts go
#: together, and single precision cannot tell.
FLAT = 0.35
#: Steps after which single precision gives way to double precision; steps of double precision after which few and
#: more unknown pixels are factored, and after which many are given up.
MOST_SINGLE, PATIENCE_SMALL, PATIENCE, MOST_DOUBLE = 60, 24, 120, 400
#: Largest estimated error in units of the tolerance; less where it costs nothing.
ALLOWED, ALLOWED_SMALL = 2.0, 0.5
#: Largest error of a solution by factors.
ROUNDING = float(np.finfo(np.float32).eps)
#: Work that is foreseen: on each unknown pixel, and passes over the picture.
EXPECTED, PASSES = 300, 6


def solve(
    scene: Scene,
    epsilon: float,
    tolerance: float,
    threads: int | None,
    progress: Callable[[float], None] | None,
) -> Estimate:
    """Alpha of the scene; see `solving.solve`."""
    trimap = colours.plain(scene.trimap, np.uint8)
    with Pool(threads, progress, EXPECTED * trimap.size) as pool:
        found = band.find(trimap, pool)
        if found.count == 0:
            return Estimate((trimap == FOREGROUND).astype(np.float32), 0, 0.0)
        pool.expected = EXPECTED * found.count + PASSES * trimap.size
        gathered = colours.gather(scene, found, pool)
        is_hard = found.count <= SMALL or colours.flatness(gathered, found, pool) > FLAT
        is_hard |= found.count <= FACTORED and colours.is_torn(gathered, found)
        outcome = None if is_hard else _attempt(scene, found, gathered, epsilon, np.float32, tolerance, pool)
        if outcome is None or not outcome.is_settled:
            outcome = _attempt(scene, found, gathered, epsilon, np.float64, tolerance, pool)
        if outcome.loose is not None:
            outcome.x[outcome.loose] = 0
        alpha = (trimap == FOREGROUND).astype(np.float32)
        _scatter(outcome.x, found, alpha, pool)
        loose = None
        if outcome.loose is not None:
            loose = np.zeros(trimap.shape, np.float32)
            _scatter(outcome.loose.astype(outcome.x.dtype), found, loose, pool)
        pool.finish()
    return Estimate(alpha, outcome.iterations, outcome.error, None if loose is None else loose > 0)


@dataclass(frozen=True, eq=False)
class _Outcome:
    """A solution in the order of the band."""

    x: np.ndarray
    loose: np.ndarray | None
    iterations: int
    error: float
    is_settled: bool


def _attempt(
    scene: Scene, found: Band, gathered: Colours, epsilon: float, precision: type, tolerance: float, pool: Pool
) -> _Outcome:
    """Solve in this precision; in double precision to the end, but for a few hopeless bands."""
    equations, loose = _equations(scene, found, gathered, epsilon, precision, pool)
    is_torn = colours.is_torn(gathered, found)
    if is_torn and found.count <= FACTORED:
        return _Outcome(_factored(equations, found, pool), loose, 0, ROUNDING, True)
    basis, levels = hierarchy.build(equations, gathered, found, pool)
    iteration = ConjugateGradients(equations, found, basis, levels[0].blocks, Multigrid(levels, pool), pool)
    settling = Settling()
    allowed = tolerance * (ALLOWED_SMALL if is_torn or found.count <= SMALL else ALLOWED)
    is_settled = _iterate(iteration, settling, tolerance, allowed, _patience(found.count, precision))
    error = settling.error
    if not is_settled and precision is np.float64 and found.count <= FACTORED:
        iteration.x += _factored(equations, found, pool)
        is_settled, error = True, ROUNDING
    return _Outcome(iteration.x, loose, len(settling.steps), error, is_settled)


def _factored(equations: Equations, found: Band, pool: Pool) -> np.ndarray:
    return attentively(lambda: direct.solve(equations, found), lambda _: pool.advance(POLL))


def _patience(count: int, precision: type) -> int:
    """Steps that so many unknown pixels are given."""
    if precision is np.float32:
        return MOST_SINGLE
    return PATIENCE_SMALL if count <= SMALL else PATIENCE if count <= FACTORED else MOST_DOUBLE


def _equations(
    scene: Scene, found: Band, gathered: Colours, epsilon: float, precision: type, pool: Pool
) -> tuple[Equations, np.ndarray | None]:
    """The equations with the prior, and the pixels that nothing holds, whose equations now say 0."""
    pool.advance(POLL)
    equations = assembly.assemble(gathered, found, epsilon, precision, pool)
    weight = None
    if scene.prior is not None:
        weight, force = colours.gather_prior(scene.prior, found, pool)
        equations.planes[0] += weight
        equations.force[:] += force
    loose = unconstrained.loose(scene, gathered, found, weight, pool)
    if loose is not None:
        equations.planes[0, loose] += 1
    return equations, loose


def _iterate(
    iteration: ConjugateGradients, settling: Settling, tolerance: float, largest_error: float, most: int
) -> bool:
    """Step until alpha is settled; whether it is after at most so many steps."""
    while len(settling.steps) < most:
        step = iteration.step()
        if np.isnan(step):
            return False
        settling.steps.append(step)
        if step == 0 or settling.is_settled(tolerance, largest_error):
            return True
    return False


def _scatter(vector: np.ndarray, found: Band, plane: np.ndarray, pool: Pool) -> None:
    def rows(top: int, bottom: int) -> None:
        colours.scatter_rows(vector, found.unknown, top, bottom, plane)

    pool.each(rows, found.pieces, found.work)
