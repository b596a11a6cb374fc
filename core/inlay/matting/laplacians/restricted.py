"""A Laplacian on the pixels that take part in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse


@dataclass(frozen=True, eq=False)
class Restricted:
    """A Laplacian on some pixels of a picture.

    Attributes
    ----------
    matrix : scipy.sparse.csr_array, (n, n), float64
        Symmetric; row k belongs to ``pixels[k]``.
    pixels : ndarray, (n,)
        Positions in the flattened picture, ascending.
    """

    matrix: sparse.csr_array
    pixels: np.ndarray

    def expanded(self, count: int) -> sparse.csr_array:
        """The same matrix for all `count` pixels of the picture; the rows of the others are empty."""
        return placed(self.matrix, self.pixels, count, self.pixels)


def placed(
    matrix: sparse.csr_array, rows: np.ndarray, count: int, columns: np.ndarray | None = None
) -> sparse.csr_array:
    """The (count, count) matrix that has the rows of `matrix` at the places `rows`, and its columns at `columns`."""
    ends = np.zeros(count + 1, np.int64)
    ends[rows + 1] = np.diff(matrix.indptr)
    np.cumsum(ends, out=ends)
    indices = matrix.indices if columns is None else columns[matrix.indices]
    kind = np.int32 if max(count, ends[-1]) < np.iinfo(np.int32).max else np.int64
    return sparse.csr_array((matrix.data, indices.astype(kind), ends.astype(kind)), (count, count))


def total(parts: list[tuple[float, Restricted]]) -> Restricted:
    """The weighted sum of Laplacians on the union of their pixels."""
    pixels = np.unique(np.concatenate([each.pixels for _, each in parts]))
    matrix = sparse.csr_array((pixels.size, pixels.size))
    for factor, each in parts:
        places = np.searchsorted(pixels, each.pixels)
        matrix = matrix + factor * placed(each.matrix, places, pixels.size, places)
    return Restricted(matrix, pixels)
