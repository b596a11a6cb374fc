"""Alpha from a Laplacian: known pixels are eliminated, the unknown ones solved for by conjugate gradients."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from inlay.arrays.progress import Progress, attentively, silent
from inlay.matting.laplacians import coarse_models
from inlay.matting.laplacians.conjugate_gradients import Solution, safely
from inlay.matting.laplacians.large_kernel import LargeKernel
from inlay.matting.laplacians.restricted import Restricted
from inlay.matting.scene import FOREGROUND, UNKNOWN, Estimate, Scene

#: Takes the matrix of the unknown pixels and their positions; gives the solution of a nearby, easier problem.
Preconditioner = Callable[[sparse.csr_array, np.ndarray], Callable[[np.ndarray], np.ndarray]]


def solve(
    scene: Scene,
    laplacian: Restricted,
    preconditioner: Preconditioner,
    report: Progress = silent,
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
    pixels = laplacian.pixels[is_unknown]
    rows = laplacian.matrix[is_unknown]
    report(0.02)
    right = -(rows @ (trimap == FOREGROUND).astype(np.float64))
    is_held = rows @ (~is_unknown).astype(np.float64) != 0
    matrix = rows[:, is_unknown]
    del rows
    report(0.04)
    weight, value = _prior(scene, pixels)
    right += weight * value
    matrix = sparse.csr_array(matrix + sparse.diags_array(weight))
    held = connected(matrix, is_held | (weight > 0))
    if not held.all():
        matrix, right, pixels = matrix[held][:, held], right[held], pixels[held]
    report(0.06)
    if not pixels.size:
        return estimate(scene, pixels, Solution(right, 0, 0.0))
    precondition = attentively(lambda: preconditioner(matrix, pixels), report, 0.06)
    solution = safely(
        lambda vector: matrix @ vector,
        right,
        precondition,
        matrix.diagonal(),
        lambda done: report(0.2 + 0.8 * done),
    )
    return estimate(scene, pixels, solution)


def solve_products(scene: Scene, kernel: LargeKernel, report: Progress = silent) -> Estimate:
    """The same for the Laplacian of large windows, which is never written down."""
    report(0.0)
    trimap = scene.trimap.ravel()[kernel.pixels]
    is_unknown = trimap == UNKNOWN
    right = -kernel.product((trimap == FOREGROUND).astype(np.float64))[is_unknown]
    known = np.flatnonzero(kernel.boxes.sums((~is_unknown).astype(np.float64)[:, np.newaxis])[:, 0])
    kernel = kernel.among(is_unknown)
    weight, value = _prior(scene, kernel.pixels)
    right += weight * value
    report(0.1)
    held = _reached(kernel, known, weight > 0)
    if not held.all():
        kernel, right, weight = kernel.among(held), right[held], weight[held]
    if not kernel.pixels.size:
        return estimate(scene, kernel.pixels, Solution(right, 0, 0.0))
    precondition = attentively(lambda: coarse_models.preconditioner(kernel, weight, scene.width), report, 0.1)
    solution = safely(
        lambda vector: kernel.product(vector) + weight * vector,
        right,
        precondition,
        kernel.diagonal() + weight,
        lambda done: report(0.3 + 0.7 * done),
    )
    return estimate(scene, kernel.pixels, solution)


def connected(matrix: sparse.csr_array, is_held: np.ndarray) -> np.ndarray:
    """Which unknowns are connected, directly or over others, to one that is held."""
    if is_held.all():
        return is_held
    count, labels = connected_components(matrix, directed=False)
    anchored = np.zeros(count, bool)
    anchored[labels[is_held]] = True
    return anchored[labels]


def _reached(kernel: LargeKernel, known: np.ndarray, is_held: np.ndarray) -> np.ndarray:
    """Which pixels are in one of the `known` windows, or connected to one over windows that overlap."""
    windows = np.zeros(len(kernel.windows))
    windows[known] = 1
    held = is_held.copy()
    while not held.all():
        windows[kernel.boxes.sums(held.astype(np.float64)[:, np.newaxis])[:, 0] > 0] = 1
        now = held | (kernel.boxes.spread(windows[:, np.newaxis])[:, 0] > 0)
        if (now == held).all():
            break
        held = now
    return held


def _prior(scene: Scene, pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weight and value of the prior of some pixels; 0 without one."""
    if scene.prior is None:
        return np.zeros(pixels.size), np.zeros(pixels.size)
    place = np.divmod(pixels, scene.width)
    return scene.prior.weight[place].astype(np.float64), scene.prior.value[place].astype(np.float64)


def estimate(scene: Scene, pixels: np.ndarray, solution: Solution) -> Estimate:
    """Alpha of the picture from the values of its `pixels`; the other unknown pixels have only their prior, if any."""
    alpha = (scene.trimap == FOREGROUND).astype(np.float32)
    loose = scene.trimap == UNKNOWN
    if scene.prior is not None:
        lone = loose & (scene.prior.weight > 0)
        alpha[lone] = scene.prior.value[lone]
        loose &= ~lone
    place = np.divmod(pixels, scene.width)
    alpha[place] = solution.values
    loose[place] = False
    return Estimate(alpha.clip(0, 1), solution.iterations, solution.error, loose if loose.any() else None)
