"""Preconditioners of conjugate gradients, one fit for each Laplacian."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse

from inlay.matting.laplacians import colour_models
from inlay.matting.laplacians.restricted import colours
from inlay.matting.scene import Scene

#: How pyamg treats the coarsest level: it is small, and factored.
COARSEST = {"max_coarse": 300, "coarse_solver": "splu"}

#: Pixels along a block of colour models, damping of Jacobi, and what is added to the diagonal of the coarse matrix.
BLOCK = 4
DAMPING = 0.7
RIDGE = 1e-14

Precondition = Callable[[np.ndarray], np.ndarray]


def diagonal(matrix: sparse.csr_array) -> Precondition:
    """Division by the diagonal."""
    inverse = 1 / matrix.diagonal()
    return lambda vector: inverse * vector


def colour_blocks(scene: Scene) -> Callable[[sparse.csr_array, np.ndarray], Precondition]:
    """Two levels: damped Jacobi, and models of colour of blocks of 4x4 pixels, solved for exactly.

    For Laplacians that fit models of colour in small windows.
    """

    def build(matrix: sparse.csr_array, pixels: np.ndarray) -> Precondition:
        basis = colour_models.basis(pixels, colours(scene.image, scene.scale, pixels), BLOCK, scene.width)
        back = sparse.csr_array(basis.T)
        solve = colour_models.factored(back @ matrix @ basis, RIDGE)
        if solve is None:
            return diagonal(matrix)
        damped = DAMPING / matrix.diagonal()

        def precondition(residual: np.ndarray) -> np.ndarray:
            z = damped * residual
            z += basis @ solve(back @ (residual - matrix @ z))
            z += damped * (residual - matrix @ z)
            return z

        return precondition

    return build


def aggregation(matrix: sparse.csr_array, pixels: np.ndarray) -> Precondition:
    """A cycle of algebraic multigrid on plain aggregates: for graphs that would fill up if these were smoothed.

    P. Vanek, J. Mandel, M. Brezina: Algebraic Multigrid by Smoothed Aggregation. Computing 56, 1996,
    https://doi.org/10.1007/BF02238511. Without pyamg it is the diagonal.
    """
    return _aggregation(matrix, np.ones((pixels.size, 1)))


def colour_aggregation(scene: Scene) -> Callable[[sparse.csr_array, np.ndarray], Precondition]:
    """The same, with models of colour on the aggregates: for graphs beside windows that fit models of colour."""

    def build(matrix: sparse.csr_array, pixels: np.ndarray) -> Precondition:
        samples = colours(scene.image, scene.scale, pixels)
        return _aggregation(matrix, np.column_stack([np.ones(pixels.size), samples]))

    return build


def _aggregation(matrix: sparse.csr_array, candidates: np.ndarray) -> Precondition:
    pyamg = _pyamg()
    if pyamg is None:
        return diagonal(matrix)
    return _cycle(pyamg.smoothed_aggregation_solver(sparse.csr_matrix(matrix), B=candidates, smooth=None, **COARSEST))


def factors(matrix: sparse.csr_array, pixels: np.ndarray) -> Precondition:
    """The solution itself, by sparse factors: for graphs of neighbours in the plane, which hardly fill up.

    Where weights differ by eight orders of magnitude every multigrid of pyamg may stall; factors do not notice.
    """
    return colour_models.factored(matrix, 0.0) or diagonal(matrix)


def _cycle(hierarchy: Any) -> Precondition:
    """One symmetric V-cycle; the coarsest matrix is factored now, not when the first one runs."""
    cycle: Precondition = hierarchy.aspreconditioner().matvec
    cycle(np.zeros(hierarchy.levels[0].A.shape[0]))
    return cycle


def _pyamg() -> Any:
    try:
        import pyamg
    except ImportError:
        return None
    return pyamg
