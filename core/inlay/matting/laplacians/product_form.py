"""Laplacians that are a sum of squared errors and are not multiplied out, which would fill them up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse


@dataclass(frozen=True, eq=False)
class ProductForm:
    """The matrix ``L + E'E`` with its product left undone.

    Attributes
    ----------
    matrix : scipy.sparse.csr_array, (n, n), float64
        L, symmetric.
    errors : scipy.sparse.csr_array, (any, n), float64
        E, one error a row.
    """

    matrix: sparse.csr_array
    errors: sparse.csr_array

    def __matmul__(self, vector: np.ndarray) -> np.ndarray:
        return self.matrix @ vector + self.errors.T @ (self.errors @ vector)

    def diagonal(self) -> np.ndarray:
        return self.matrix.diagonal() + self.errors.power(2).sum(axis=0)

    def projected(self, basis: sparse.csr_array) -> np.ndarray:
        """The Galerkin product with a basis of few columns, (n, columns), as a dense array."""
        errors = self.errors @ basis
        return np.asarray((basis.T @ (self.matrix @ basis) + errors.T @ errors).toarray())
