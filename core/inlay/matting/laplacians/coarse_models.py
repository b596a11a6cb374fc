"""Preconditioner of the large-kernel Laplacian: one linear model of colour for each block of pixels, and the diagonal.

The blocks are as large as a window. The equations of their models are the Galerkin product of a thinned-out
Laplacian: of the windows, which overlap almost wholly, only some are taken.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from inlay.matting.laplacians import colour_models
from inlay.matting.laplacians.large_kernel import LargeKernel
from inlay.matting.laplacians.preconditioners import Precondition

#: Windows are taken in steps of this part of the radius.
THINNING = 2
#: Part of its diagonal that is added to the coarse matrix, which may be singular.
RIDGE = 1e-8
#: Least part of the number of windows that is left on the diagonal: rounding may leave nothing of it.
LEAST = 1e-12


def preconditioner(kernel: LargeKernel, weight: np.ndarray, width: int) -> Precondition:
    """An approximate inverse of ``L + diag(weight)``.

    Parameters
    ----------
    kernel : LargeKernel
        Among the unknown pixels.
    weight : ndarray, (n,)
        Of the prior.
    width : int
        Of the picture.
    """
    diagonal = np.maximum(kernel.diagonal(), LEAST * kernel.holding) + weight
    basis = colour_models.basis(kernel.pixels, kernel.colours, 2 * kernel.radius + 1, width)
    matrix = _coarse(kernel, basis, width) + basis.T @ sparse.diags_array(weight) @ basis
    solve = colour_models.factored(matrix, RIDGE)
    if solve is None:
        return lambda residual: residual / diagonal
    back = sparse.csr_array(basis.T)
    return lambda residual: residual / diagonal + basis @ solve(back @ residual)


def _coarse(kernel: LargeKernel, basis: sparse.csr_array, width: int) -> sparse.csr_array:
    """``basis' L basis`` with some of the windows, each of which stands for the ones left out around it."""
    radius = kernel.radius
    step = max(1, radius // THINNING)
    y, x = np.divmod(kernel.windows, width)
    taken = np.flatnonzero(((y - radius) % step == 0) & ((x - radius) % step == 0))
    members = kernel.boxes.members(taken)
    holding = members.T @ np.ones(len(taken))
    constants = members @ basis
    matrix = basis.T @ sparse.diags_array(holding) @ basis
    matrix = matrix - constants.T @ sparse.diags_array(1 / kernel.size[taken]) @ constants
    centred = [
        members @ (sparse.diags_array(kernel.colours[:, channel]) @ basis)
        - sparse.diags_array(kernel.mean[taken, channel]) @ constants
        for channel in range(kernel.colours.shape[1])
    ]
    for i, first in enumerate(centred):
        for j, second in enumerate(centred):
            matrix = matrix - first.T @ sparse.diags_array(kernel.slopes[taken, i, j]) @ second
    return matrix * float(step * step)
