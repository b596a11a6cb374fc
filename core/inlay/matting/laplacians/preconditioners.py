"""Preconditioners of conjugate gradients, one fit for each Laplacian."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse

from inlay.matting.laplacians.restricted import colours
from inlay.matting.scene import Scene

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
    cycle = pyamg.smoothed_aggregation_solver(sparse.csr_matrix(matrix), B=candidates, max_coarse=300)
    return cycle.aspreconditioner().matvec


def _pyamg() -> Any:
    try:
        import pyamg
    except ImportError:
        return None
    return pyamg


def colour_models(scene: Scene) -> Callable[[sparse.csr_array, np.ndarray], Precondition]:
    """Smoothed aggregation whose coarse spaces hold alpha that is linear in colour: what such Laplacians hardly charge."""

    def build(matrix: sparse.csr_array, pixels: np.ndarray) -> Precondition:
        samples = colours(scene.image, scene.scale, pixels)
        return smoothed_aggregation(matrix, np.column_stack([np.ones(pixels.size), samples]))

    return build
