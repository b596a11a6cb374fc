"""The discrete Poisson equation of a clone as a sparse system, written down anew for those who take one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse


@dataclass(frozen=True, eq=False)
class Equations:
    """``matrix @ values = right`` for the pixels of a region.

    Attributes
    ----------
    matrix : csr_array, (pixels, pixels)
    right : ndarray, (pixels, channels)
    destination : ndarray, (height, width, channels)
    region : ndarray of bool, (height, width)
    """

    matrix: sparse.csr_array
    right: np.ndarray
    destination: np.ndarray
    region: np.ndarray

    @classmethod
    def of(cls, source: np.ndarray, destination: np.ndarray, region: np.ndarray, stronger: bool = False) -> Equations:
        """Those of Perez, Gangnet, Blake 2003, eq. 7, with the gradients of eq. 11, or the stronger ones of eq. 13."""
        number = np.full(region.shape, -1)
        pixels = np.count_nonzero(region)
        number[region] = np.arange(pixels)
        diagonal = np.zeros(region.shape)
        right = np.zeros(destination.shape)
        rows, columns = [], []
        for axis in (0, 1):
            near = tuple(slice(None, -1) if axis == each else slice(None) for each in (0, 1))
            far = tuple(slice(1, None) if axis == each else slice(None) for each in (0, 1))
            wanted = source[near].astype(np.float64) - source[far]
            if stronger:
                there = destination[near].astype(np.float64) - destination[far]
                wanted = np.where(np.abs(wanted) >= np.abs(there), wanted, there)
            for here, beside, sign in ((near, far, 1), (far, near, -1)):
                diagonal[here] += 1
                right[here] += sign * wanted
                right[here] += np.where(region[beside], 0, 1)[..., np.newaxis] * destination[beside]
                both = region[here] & region[beside]
                rows.append(number[here][both])
                columns.append(number[beside][both])
        rows, columns = np.concatenate(rows), np.concatenate(columns)
        links = sparse.coo_array((-np.ones(len(rows)), (rows, columns)), shape=(pixels, pixels))
        matrix = (links + sparse.diags_array(diagonal[region])).tocsr()
        return cls(matrix, right[region], destination, region)

    def picture(self, values: np.ndarray) -> np.ndarray:
        """The destination with the values in the region."""
        found = self.destination.astype(np.float64)
        found[self.region] = values
        return found
