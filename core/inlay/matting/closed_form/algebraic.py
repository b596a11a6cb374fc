"""The second solver: the same equations as a sparse matrix, by conjugate gradients with algebraic multigrid.

For checking, and for machines without numba. The preconditioner is pyamg's smoothed aggregation (Vanek, Mandel,
Brezina: Algebraic multigrid by smoothed aggregation, Computing 56, 1996, https://doi.org/10.1007/BF02238511), whose
coarse spaces are told to hold local linear colour models.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse

from inlay.arrays.progress import Stages
from inlay.matting.laplacians import closed_form, restricted, solving
from inlay.matting.scene import FOREGROUND, UNKNOWN, Estimate, Scene

#: Unknowns of the coarsest grid, which is factored.
COARSEST = 300


def solve(scene: Scene, epsilon: float, progress: Callable[[float], None] | None) -> Estimate:
    """Alpha in double precision, to an eighth of an 8-bit level."""
    unknown = scene.trimap == UNKNOWN
    if not unknown.any():
        return Estimate((scene.trimap == FOREGROUND).astype(np.float32), 0, 0.0)
    steps = Stages(progress)
    laplacian = closed_form.assemble(scene.image, scene.scale, epsilon, scene.present, unknown, steps.part(0.2))
    estimate = solving.solve(
        scene, laplacian, lambda matrix, pixels: _preconditioner(scene, matrix, pixels), steps.part(1.0)
    )
    if progress is not None:
        progress(1.0)
    return estimate


def _preconditioner(scene: Scene, matrix: sparse.csr_array, pixels: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """A V-cycle for the equations of some pixels."""
    import pyamg

    colours = restricted.colours(scene.image, scene.scale, pixels)
    models = np.column_stack([np.ones(pixels.size), colours])
    hierarchy = pyamg.smoothed_aggregation_solver(
        sparse.csr_matrix(matrix), B=models, max_coarse=COARSEST, coarse_solver="splu"
    )
    cycle: Callable[[np.ndarray], np.ndarray] = hierarchy.aspreconditioner().matvec
    cycle(np.zeros(pixels.size))  # factors the coarsest grid now, not in the first iteration
    return cycle
