"""Coarse spaces of alpha that is linear in colour on each block of pixels.

Laplacians that fit models of colour charge next to nothing for such functions, and what they hardly charge is what
smoothing cannot correct: a coarse space of constants alone, as multigrid usually has it, misses three of four.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

#: Directions of a block in which its colours spread less than this, squared and beside the widest, are left out.
SPREAD = 1e-8


def basis(pixels: np.ndarray, colours: np.ndarray, block: int, width: int) -> sparse.csr_array:
    """Orthonormal models of colour of all blocks of `block` x `block` pixels that hold any, (pixels, models).

    Parameters
    ----------
    pixels : ndarray, (n,)
        Positions in the flattened picture of this `width`.
    colours : ndarray, (n, channels)

    Returns
    -------
    scipy.sparse.csr_array, (n, blocks * (1 + channels))
        The columns of directions without spread are 0.
    """
    y, x = np.divmod(pixels, width)
    places, number = np.unique(y // block * (width // block + 1) + x // block, return_inverse=True)
    features = np.column_stack([np.ones(len(colours)), colours])
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


def factored(matrix: sparse.csr_array, ridge: float) -> Callable[[np.ndarray], np.ndarray] | None:
    """The inverse of a positive semidefinite matrix to which `ridge` times its largest diagonal is added.

    Empty rows stay alone. None if rounding has left nothing positive of it.
    """
    diagonal = matrix.diagonal()
    largest = float(diagonal.max(initial=0.0))
    added = np.where(diagonal > ridge * largest, ridge * largest, largest or 1.0)
    lifted = sparse.csc_array(matrix + sparse.diags_array(added))
    factors = splu(lifted, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    return None if (factors.U.diagonal() <= 0).any() else factors.solve
