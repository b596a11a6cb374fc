"""Alpha from a Laplacian: known pixels are eliminated, the unknown ones solved for by conjugate gradients."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from inlay.matting.laplacians.conjugate_gradients import Solution, conjugate_gradients
from inlay.matting.laplacians.progress import Report, attentively, nothing
from inlay.matting.laplacians.restricted import Restricted
from inlay.matting.scene import FOREGROUND, UNKNOWN, Estimate, Scene

#: Takes the matrix of the unknown pixels and their positions; gives the solution of a nearby, easier problem.
Preconditioner = Callable[[sparse.csr_array, np.ndarray], Callable[[np.ndarray], np.ndarray]]


def solve(
    scene: Scene,
    laplacian: Restricted,
    preconditioner: Preconditioner,
    report: Report = nothing,
) -> Estimate:
    """Minimise ``alpha' L alpha`` plus the scene's prior, with alpha as the trimap says where it knows it.

    Parameters
    ----------
    laplacian : Restricted
        Its rows must be whole wherever the trimap is unknown.
    preconditioner : callable
        See `Preconditioner`; one that fits the Laplacian.
    report : callable
        Takes the fraction done; may raise.
    """
    report(0.0)
    trimap = scene.trimap.ravel()[laplacian.pixels]
    is_unknown = trimap == UNKNOWN
    unknown = laplacian.pixels[is_unknown]
    rows = laplacian.matrix[is_unknown]
    report(0.02)
    known_alpha = (trimap == FOREGROUND).astype(np.float64)
    right = -(rows @ known_alpha)
    is_held = rows @ (~is_unknown).astype(np.float64) != 0
    matrix = rows[:, is_unknown]
    del rows
    report(0.04)
    if scene.prior is not None:
        weight = scene.prior.weight.ravel()[unknown].astype(np.float64)
        right += weight * scene.prior.value.ravel()[unknown]
        matrix = (matrix + sparse.dia_array((weight[np.newaxis], [0]), matrix.shape)).tocsr()
        is_held |= weight > 0
    held = connected(matrix, is_held)
    if not held.all():
        matrix, right = matrix[held][:, held], right[held]
    report(0.06)
    values = np.zeros(unknown.size)
    solution = Solution(right, 0, 0.0)
    if held.any():
        precondition = attentively(lambda: preconditioner(matrix, unknown[held]), report, 0.06)
        report(0.2)
        solution = conjugate_gradients(
            lambda vector: matrix @ vector, right, precondition, lambda done: report(0.2 + 0.8 * done)
        )
        values[held] = solution.values
    return estimate(scene, unknown, values, held, solution)


def connected(matrix: sparse.csr_array, is_held: np.ndarray) -> np.ndarray:
    """Which unknowns are connected, directly or over others, to one that is held."""
    if is_held.all():
        return is_held
    count, labels = connected_components(matrix, directed=False)
    anchored = np.zeros(count, bool)
    anchored[labels[is_held]] = True
    return anchored[labels]


def estimate(scene: Scene, unknown: np.ndarray, values: np.ndarray, held: np.ndarray, solution: Solution) -> Estimate:
    """Alpha of the picture from the `values` of its `unknown` pixels, of which some may not be `held`."""
    alpha = (scene.trimap == FOREGROUND).astype(np.float32)
    alpha.ravel()[unknown] = values.clip(0, 1)
    loose = None
    if not held.all():
        loose = np.zeros(alpha.shape, bool)
        loose.ravel()[unknown[~held]] = True
    return Estimate(alpha, solution.iterations, solution.error, loose)
