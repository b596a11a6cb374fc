"""The discrete Poisson equation of a clone as a sparse system, for those who take one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from tests.core.poisson import reference


@dataclass(frozen=True, eq=False)
class Equations:
    """``matrix @ values = right`` for the pixels of a region.

    Attributes
    ----------
    matrix : csr_matrix, (pixels, pixels)
    right : ndarray, (pixels, channels)
    destination : ndarray, (height, width, channels)
    region : ndarray of bool, (height, width)
    """

    matrix: sparse.csr_matrix
    right: np.ndarray
    destination: np.ndarray
    region: np.ndarray

    @classmethod
    def of(cls, source: np.ndarray, destination: np.ndarray, region: np.ndarray, stronger: bool = False) -> Equations:
        """Those of Perez, Gangnet, Blake 2003, eq. 7, with the gradients of eq. 11, or the stronger ones of eq. 13."""
        field = reference.field(source, destination, "stronger" if stronger else "source")
        matrix, right = reference.system(field, destination, region)
        return cls(matrix, right, destination, region)

    def picture(self, values: np.ndarray) -> np.ndarray:
        """The destination with the values in the region."""
        found = self.destination.astype(np.float64)
        found[self.region] = values
        return found
