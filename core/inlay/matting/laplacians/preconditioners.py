"""Preconditioners of conjugate gradients, one fit for each Laplacian."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse

from inlay.matting.laplacians.restricted import colours
from inlay.matting.scene import Scene

#: How pyamg treats the coarsest level: it is small, and factored.
COARSEST = {"max_coarse": 300, "coarse_solver": "splu"}

Precondition = Callable[[np.ndarray], np.ndarray]


def diagonal(matrix: sparse.csr_array) -> Precondition:
    """Division by the diagonal."""
    inverse = 1 / matrix.diagonal()
    return lambda vector: inverse * vector


def smoothed_aggregation(matrix: sparse.csr_array, candidates: np.ndarray | None = None) -> Precondition:
    """A cycle of algebraic multigrid whose coarse spaces hold the `candidates`, (n, any); constants without.

    P. Vanek, J. Mandel, M. Brezina: Algebraic Multigrid by Smoothed Aggregation. Computing 56, 1996,
    https://doi.org/10.1007/BF02238511. Without pyamg it is the diagonal.
    """
    pyamg = _pyamg()
    if pyamg is None:
        return diagonal(matrix)
    return _cycle(pyamg.smoothed_aggregation_solver(sparse.csr_matrix(matrix), B=candidates, **COARSEST))


def aggregation(matrix: sparse.csr_array, candidates: np.ndarray | None = None) -> Precondition:
    """The same with plain aggregates: for graphs that would fill up if the aggregates were smoothed."""
    pyamg = _pyamg()
    if pyamg is None:
        return diagonal(matrix)
    return _cycle(pyamg.smoothed_aggregation_solver(sparse.csr_matrix(matrix), B=candidates, smooth=None, **COARSEST))


def ruge_stuben(matrix: sparse.csr_array) -> Precondition:
    """A cycle of classical algebraic multigrid: for graphs whose weights differ by orders of magnitude.

    J. W. Ruge, K. Stueben: Algebraic Multigrid, in: Multigrid Methods, SIAM 1987. Without pyamg it is the diagonal.
    """
    pyamg = _pyamg()
    if pyamg is None:
        return diagonal(matrix)
    return _cycle(pyamg.ruge_stuben_solver(sparse.csr_matrix(matrix), **COARSEST))


def colour_models(scene: Scene, pixels: np.ndarray) -> np.ndarray:
    """Candidates that are linear in colour, (n, 1 + channels): windows that fit models of colour hardly charge them."""
    return np.column_stack([np.ones(pixels.size), colours(scene.image, scene.scale, pixels)])


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
