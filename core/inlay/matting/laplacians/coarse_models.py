"""Preconditioner of the large-kernel Laplacian: one linear model of colour for each block of pixels, and the diagonal.

The Laplacian charges next to nothing for alpha that is linear in colour across a window. Such functions are what the
diagonal alone cannot correct; the blocks are as large as a window, so that few models reach them. Their equations are
the Galerkin product of a thinned-out Laplacian: of the windows, which overlap almost wholly, only some are taken.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from inlay.matting.laplacians.large_kernel import LargeKernel
from inlay.matting.laplacians.preconditioners import Precondition

#: Windows are taken in steps of this part of the radius.
THINNING = 2
#: Directions of a block whose colours spread less than this, beside the widest, are left out.
SPREAD = 1e-8
#: Part of its diagonal that is added to the coarse matrix, which may be singular.
RIDGE = 1e-8


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
    diagonal = kernel.diagonal() + weight
    basis = _basis(kernel, width)
    matrix = _coarse(kernel, basis, width)
    matrix = matrix + basis.T @ sparse.diags_array(weight) @ basis
    empty = matrix.diagonal() <= 0
    ridge = RIDGE * float(matrix.diagonal().max(initial=1.0))
    matrix = sparse.csc_array(matrix + sparse.diags_array(np.where(empty, 1.0, ridge)))
    coarse = splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    if (coarse.U.diagonal() <= 0).any():
        return lambda residual: residual / diagonal
    back = sparse.csr_array(basis.T)
    return lambda residual: residual / diagonal + basis @ coarse.solve(back @ residual)


def _basis(kernel: LargeKernel, width: int) -> sparse.csr_array:
    """Orthonormal models of colour of all blocks, (pixels, blocks x models); what has no spread is 0."""
    block = 2 * kernel.radius + 1
    y, x = np.divmod(kernel.pixels, width)
    places, number = np.unique(y // block * (width // block + 1) + x // block, return_inverse=True)
    features = np.column_stack([np.ones(len(kernel.colours)), kernel.colours])
    size = features.shape[1]
    moments = np.empty((len(places), size, size))
    for i in range(size):
        for j in range(size):
            moments[:, i, j] = np.bincount(number, features[:, i] * features[:, j], len(places))
    spread, directions = np.linalg.eigh(moments)
    is_wide = spread > SPREAD * spread[:, -1:]
    factor = directions * np.where(is_wide, 1 / np.sqrt(np.where(is_wide, spread, 1)), 0)[:, np.newaxis]
    values = np.einsum("ni,nij->nj", features, factor[number])
    columns = number[:, np.newaxis] * size + np.arange(size)
    ends = np.arange(len(features) + 1) * size
    return sparse.csr_array((values.ravel(), columns.ravel(), ends), (len(features), len(places) * size))


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
