"""Closed-form matting of a scene."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from inlay.arrays.warning import warn
from inlay.errors import InlayError, InlayWarning, ParameterError, ResourceError
from inlay.matting.scene import Estimate, Scene

SOLVERS = ("multigrid", "pyamg")


def solve(
    scene: Scene,
    *,
    epsilon: float = 1e-7,
    tolerance: float = 0.5 / 255,
    solver: str | None = None,
    threads: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Estimate:
    """Minimise ``alpha' L alpha`` plus the scene's prior, with alpha as the trimap says where it knows it.

    L is the matting Laplacian: in every 3x3 window, alpha differs as little as possible from a linear function of the
    colours. Windows that hold an absent pixel are left out.

    Parameters
    ----------
    scene : Scene
        Picture, trimap and, if any, prior.
    epsilon : float
        How strongly slopes of the linear functions are held small.
    tolerance : float
        The iteration ends when neither of two successive steps changes alpha by more and the estimated error is at
        most twice as large. By default alpha is good to an 8-bit level.
    solver : {"multigrid", "pyamg"}, optional
        Conjugate gradients with grids of local colour models, or with algebraic multigrid, in double precision, several
        times slower and without numba; by default multigrid where numba is installed.
    threads : int, optional
        By default as many as there are processors, at most four. The result is the same to the bit.
    progress : callable, optional
        Is given the fraction done between pieces of a few milliseconds; may raise to stop the work.

    Returns
    -------
    Estimate
        Alpha, number of iterations, estimated largest error, and the pixels that nothing holds, with alpha 0.

    Raises
    ------
    ParameterError
        If an option is out of range.
    ResourceError
        If memory runs out.

    Warns
    -----
    InlayWarning
        With the code ``accuracy``, if alpha did not settle; `Estimate.error` then says how far off it may be.

    References
    ----------
    .. [1] A. Levin, D. Lischinski, Y. Weiss: A closed-form solution to natural image matting, IEEE Transactions on
       Pattern Analysis and Machine Intelligence 30(2), 2008, https://doi.org/10.1109/TPAMI.2007.1177, eq. 12 and 15
    """
    if not 0 < epsilon < 1:
        raise ParameterError(f"epsilon is {epsilon!r}.", "Give a small positive number, such as 1e-7.")
    if not 0 < tolerance < 1:
        raise ParameterError(f"tolerance is {tolerance!r}.", "Give a fraction of the range of alpha, such as 0.002.")
    name = choose(solver)
    try:
        if name == "pyamg":
            from inlay.matting.closed_form import algebraic

            estimate = algebraic.solve(scene, epsilon, progress)
        else:
            from inlay.matting.closed_form import geometric

            estimate = geometric.solve(scene, epsilon, tolerance, threads, progress)
    except MemoryError:
        raise ResourceError(
            f"There is not enough memory to cut out a picture of {scene.width} x {scene.height} pixels.",
            "Make the unknown part of the trimap smaller, or close other programs.",
        ) from None
    if not estimate.error <= 2 * tolerance:
        message = f"Alpha may be off by {estimate.error:.1%} of its range in places: its equations are hardly solvable."
        warn(InlayWarning("accuracy", message, "Mark more of the trimap as known."))
    return estimate


def choose(solver: str | None) -> str:
    """The solver to use: the one asked for, or the fastest that there is.

    Raises
    ------
    ParameterError
        If there is no such solver.
    InlayError
        If what it needs is not installed.
    """
    if solver not in (None, *SOLVERS):
        raise ParameterError(f"solver is {solver!r}.", f"Choose one of {', '.join(SOLVERS)}.")
    needs = {"multigrid": "numba", "pyamg": "pyamg"}
    for name in SOLVERS if solver is None else [solver]:
        if _is_installed(needs[name]):
            return name
    missing = " or ".join(needs.values()) if solver is None else needs[solver]
    raise InlayError(f"Closed-form matting needs {missing}.", "Install it into Inlay's environment.")


def _is_installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except (ImportError, ValueError):
        return False
