"""The Dirichlet problem of a matting Laplacian: alpha is given at the known pixels and solved for at the others."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from inlay.arrays.effort import Effort
from inlay.arrays.progress import attentively
from inlay.matting.laplacians.large_kernel import LargeKernel
from inlay.matting.laplacians.product_form import ProductForm
from inlay.matting.laplacians.restricted import Restricted
from inlay.matting.scene import FOREGROUND, UNKNOWN, Estimate, Scene
from inlay.matting.solvers import preconditioners
from inlay.matting.solvers.conjugate_gradients import Solution, safely
from inlay.matting.solvers.preconditioners import Preconditioner


def solve(
    scene: Scene,
    laplacian: Restricted,
    preconditioner: Preconditioner,
    effort: Effort,
    errors: sparse.csr_array | None = None,
) -> Estimate:
    """Minimise ``alpha' L alpha + |E alpha|^2`` plus the scene's prior, with alpha as the trimap says where it does.

    Parameters
    ----------
    laplacian : Restricted
        Its rows must be whole wherever the trimap is unknown.
    preconditioner : callable
        One of `preconditioners` that fits the Laplacian.
    errors : scipy.sparse.csr_array, (unknown, height * width), optional
        E: an error for each unknown pixel, in which the pixel itself has part. The Laplacian must hold all of these.
    """
    effort.progress(0.0)
    trimap = scene.trimap.ravel()[laplacian.pixels]
    is_unknown = trimap == UNKNOWN
    pixels = laplacian.pixels[is_unknown]
    rows = laplacian.matrix[is_unknown]
    effort.progress(0.02)
    right = -(rows @ (trimap == FOREGROUND).astype(np.float64))
    is_beside_known = rows @ (~is_unknown).astype(np.float64) != 0
    matrix = rows[:, is_unknown]
    del rows
    effort.progress(0.04)
    weight, value = _prior(scene, pixels)
    right += weight * value
    matrix = sparse.csr_array(matrix + sparse.diags_array(weight))
    if errors is not None:
        of_known = errors @ (scene.trimap.ravel() == FOREGROUND).astype(np.float64)
        is_beside_known |= errors @ (scene.trimap.ravel() != UNKNOWN).astype(np.float64) != 0
        errors = errors[:, pixels]
        right -= errors.T @ of_known
    constrained = _connected(matrix if errors is None else errors, is_beside_known | (weight > 0))
    if errors is not None and not constrained.all():
        constrained = _connected(abs(matrix) + abs(errors), constrained)
    if not constrained.all():
        matrix, right, pixels = matrix[constrained][:, constrained], right[constrained], pixels[constrained]
        errors = None if errors is None else errors[constrained][:, constrained]
    effort.progress(0.06)
    if not pixels.size:
        return _estimate(scene, pixels, Solution(right, 0, 0.0))
    whole = matrix if errors is None else ProductForm(matrix, errors)
    precondition = attentively(lambda: preconditioner(whole, pixels), effort.progress, 0.06)
    solution = safely(
        lambda vector: whole @ vector, right, precondition, whole.diagonal(), effort.part(0.2, 1.0).progress
    )
    effort.progress(1.0)
    return _estimate(scene, pixels, solution)


def solve_products(scene: Scene, kernel: LargeKernel, effort: Effort) -> Estimate:
    """The same for the Laplacian of large windows, which is never written down."""
    effort.progress(0.0)
    trimap = scene.trimap.ravel()[kernel.pixels]
    is_unknown = trimap == UNKNOWN
    right = -kernel.product((trimap == FOREGROUND).astype(np.float64))[is_unknown]
    known = np.flatnonzero(kernel.boxes.sums((~is_unknown).astype(np.float64)[:, np.newaxis])[:, 0])
    kernel = kernel.among(is_unknown)
    weight, value = _prior(scene, kernel.pixels)
    right += weight * value
    effort.progress(0.1)
    constrained = _connected_by_windows(kernel, known, weight > 0)
    if not constrained.all():
        kernel, right, weight = kernel.among(constrained), right[constrained], weight[constrained]
    if not kernel.pixels.size:
        return _estimate(scene, kernel.pixels, Solution(right, 0, 0.0))
    precondition = attentively(lambda: preconditioners.window_blocks(kernel, weight, scene.width), effort.progress, 0.1)
    solution = safely(
        lambda vector: kernel.product(vector) + weight * vector,
        right,
        precondition,
        kernel.diagonal() + weight,
        effort.part(0.3, 1.0).progress,
    )
    effort.progress(1.0)
    return _estimate(scene, kernel.pixels, solution)


def _connected(matrix: sparse.csr_array, is_constrained: np.ndarray) -> np.ndarray:
    """Which unknowns are connected, directly or over others, to one that is constrained itself."""
    if is_constrained.all():
        return is_constrained
    count, labels = connected_components(matrix, directed=False)
    anchored = np.zeros(count, bool)
    anchored[labels[is_constrained]] = True
    return anchored[labels]


def _connected_by_windows(kernel: LargeKernel, known: np.ndarray, is_constrained: np.ndarray) -> np.ndarray:
    """Which pixels are in one of the `known` windows, or connected to one over windows that overlap."""
    windows = np.zeros(len(kernel.windows))
    windows[known] = 1
    found = is_constrained.copy()
    while not found.all():
        windows[kernel.boxes.sums(found.astype(np.float64)[:, np.newaxis])[:, 0] > 0] = 1
        now = found | (kernel.boxes.spread(windows[:, np.newaxis])[:, 0] > 0)
        if (now == found).all():
            break
        found = now
    return found


def _prior(scene: Scene, pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weight and value of the prior of some pixels; 0 without one."""
    if scene.prior is None:
        return np.zeros(pixels.size), np.zeros(pixels.size)
    place = np.divmod(pixels, scene.width)
    return scene.prior.weight[place].astype(np.float64), scene.prior.value[place].astype(np.float64)


def _estimate(scene: Scene, pixels: np.ndarray, solution: Solution) -> Estimate:
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
