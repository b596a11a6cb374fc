"""Closed-form matting: alpha is, in every small window, as nearly as possible a linear function of the colours.

A. Levin, D. Lischinski, Y. Weiss: A Closed-Form Solution to Natural Image Matting. IEEE Transactions on Pattern
Analysis and Machine Intelligence 30(2), 2008, https://doi.org/10.1109/TPAMI.2007.1177
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from inlay.arrays.effort import Effort
from inlay.arrays.packages import has_numba, has_pyamg
from inlay.arrays.progress import Progress
from inlay.arrays.warning import warn
from inlay.contract.language import _, joined
from inlay.errors import InlayError, InlayWarning, ParameterError, ResourceError
from inlay.matting import checking
from inlay.matting.scene import FOREGROUND, UNKNOWN, Estimate, Estimator, Scene

SOLVERS = ("multigrid", "pyamg")
#: Bytes beyond the picture, the trimap and the result, measured in double precision; single takes two thirds of it.
BYTES_PER_UNKNOWN, BYTES_PER_PIXEL = 256.0, 2.0
#: The same for windows of larger radii, whose matrix is written down.
BYTES_BY_RADIUS = {1: BYTES_PER_UNKNOWN, 2: 5000.0, 3: 9500.0}


def estimate(
    scene: Scene,
    *,
    epsilon: float = 1e-7,
    tolerance: float = 0.5 / 255,
    radius: int = 1,
    solver: str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Estimate:
    """Minimise ``alpha' L alpha`` plus the scene's prior, with alpha as the trimap says where it knows it (eq. 15).

    L is the matting Laplacian (eq. 12): in every window, alpha differs as little as possible from a linear function
    of the colours. Windows that hold an absent pixel are left out.

    Parameters
    ----------
    scene : Scene
        Picture, trimap and, if any, prior.
    epsilon : float
        How strongly slopes of the linear functions are kept small.
    tolerance : float
        The iteration ends when neither of two successive iterations changes alpha by more and the estimated error is at
        most twice as large. By default alpha is good to an 8-bit level.
    radius : {1, 2, 3}
        Of the windows, which have ``(2 radius + 1)^2`` pixels. Larger ones than the paper's lead alpha over what is
        thinner than they are, and cost ten times as much time and more: they are solved for in double precision, to a
        twentieth of an 8-bit level, whatever the tolerance.
    solver : {"multigrid", "pyamg"}, optional
        Conjugate gradients with grids of local colour models, or with algebraic multigrid, in double precision, several
        times slower and without numba; by default multigrid where numba is installed. Larger windows have a solver of
        their own.
    threads : int, optional
        By default as many as there are processors, at most four. The result is the same to the bit.
    progress : callable, optional
        Is given the fraction done between pieces of a few milliseconds; may raise to stop the work.

    Returns
    -------
    Estimate
        Alpha, number of iterations, estimated largest error, and the unconstrained pixels, with alpha 0.

    Raises
    ------
    ParameterError
        If an option is out of range.
    ResourceError
        If memory runs out.

    Warns
    -----
    InlayWarning
        With the code ``accuracy``, if alpha did not converge; `Estimate.error` then says how far off it may be.
    """
    if not 0 < epsilon < 1:
        raise ParameterError(
            _("epsilon is {epsilon}.", epsilon=repr(epsilon)), _("Give a small positive number, such as 1e-7.")
        )
    if not 0 < tolerance < 1:
        raise ParameterError(
            _("tolerance is {tolerance}.", tolerance=repr(tolerance)),
            _("Give a fraction of the range of alpha, such as 0.002."),
        )
    checking.window_radius(radius)
    solver, effort = _available(solver), Effort.of(threads, progress)
    if not (scene.trimap == UNKNOWN).any():
        return Estimate((scene.trimap == FOREGROUND).astype("float32"), 0, 0.0)
    try:
        if radius > 1:
            estimate = _with_larger_windows(scene, epsilon, radius, effort)
        elif solver == "multigrid":
            from inlay.matting.laplacians.unknown_band import equations
            from inlay.matting.solvers import unknown_band

            estimate = unknown_band.solve(scene, equations.assemble, epsilon, tolerance, effort)
        else:
            estimate = _by_pyamg(scene, epsilon, effort)
    except MemoryError:
        raise ResourceError(
            _(
                "There is not enough memory to cut out a picture of {width} x {height} pixels.",
                width=scene.width,
                height=scene.height,
            ),
            _("Make the unknown part of the trimap smaller, or close other programs."),
        ) from None
    if not estimate.error <= 2 * tolerance:
        message = _(
            "Alpha may be off by {error} of its range in places: its equations are hardly solvable.",
            error=f"{estimate.error:.1%}",
        )
        warn(InlayWarning("accuracy", message, _("Mark more of the trimap as known.")))
    return estimate


def with_radius(radius: int) -> Estimator:
    """The estimator with windows of another radius.

    Raises
    ------
    ParameterError
        If there are no such windows.
    """
    checking.window_radius(radius)
    return replace(ESTIMATOR, estimate=partial(estimate, radius=radius), bytes_per_unknown=BYTES_BY_RADIUS[radius])


def _with_larger_windows(scene: Scene, epsilon: float, radius: int, effort: Effort) -> Estimate:
    """From the sparse matrix, by two levels: windows that are larger tie the pixels of a block more closely."""
    from inlay.matting.laplacians import closed_form
    from inlay.matting.laplacians.domain import Domain
    from inlay.matting.solvers import dirichlet, preconditioners

    domain = Domain.of(scene)
    laplacian = closed_form.assemble(domain, effort.part(0.0, 0.5), epsilon, radius)
    return dirichlet.solve(scene, laplacian, preconditioners.colour_blocks(domain), effort.part(0.5, 1.0))


def _by_pyamg(scene: Scene, epsilon: float, effort: Effort) -> Estimate:
    """From the sparse matrix, to an eighth of an 8-bit level: for checking, and for machines without numba."""
    from inlay.matting.laplacians import closed_form
    from inlay.matting.laplacians.domain import Domain
    from inlay.matting.solvers import dirichlet, preconditioners

    domain = Domain.of(scene)
    laplacian = closed_form.assemble(domain, effort.part(0.0, 0.2), epsilon)
    return dirichlet.solve(scene, laplacian, preconditioners.smoothed_aggregation(domain), effort.part(0.2, 1.0))


def _available(solver: str | None) -> str:
    """The solver that was asked for, or the fastest that there is.

    Raises
    ------
    ParameterError
        If there is no such solver.
    InlayError
        If what it needs is not installed.
    """
    if solver not in (None, *SOLVERS):
        raise ParameterError(
            _("solver is {solver}.", solver=repr(solver)), _("Choose one of {solvers}.", solvers=", ".join(SOLVERS))
        )
    needs = {"multigrid": ("numba", has_numba), "pyamg": ("pyamg", has_pyamg)}
    wanted = SOLVERS if solver is None else (solver,)
    for name in wanted:
        if needs[name][1]():
            return name
    missing = joined(_(" or "), (needs[name][0] for name in wanted))
    raise InlayError(
        _("Closed-form matting needs {missing}.", missing=missing), _("Install it into Inlay's environment.")
    )


ESTIMATOR = Estimator(
    id="closed-form",
    name="Closed form",
    summary="Alpha as a linear function of the colours nearby; fast, for hair and soft edges of all kinds.",
    estimate=estimate,
    bytes_per_unknown=BYTES_PER_UNKNOWN,
    bytes_per_pixel=BYTES_PER_PIXEL,
    with_radius=with_radius,
)
