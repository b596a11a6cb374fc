"""A Laplacian on the pixels that take part in it, and how samples of a picture are read as colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from inlay.errors import InputError


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
    pixels = np.unique(np.concatenate([part.pixels for _, part in parts]))
    matrix = sparse.csr_array((pixels.size, pixels.size))
    for factor, part in parts:
        places = np.searchsorted(pixels, part.pixels)
        matrix = matrix + factor * placed(part.matrix, places, pixels.size, places)
    return Restricted(matrix, pixels)


def samples(image: np.ndarray) -> tuple[np.ndarray, float]:
    """The picture as (height, width, channels), and what its samples are multiplied by so that white is 1.

    Raises
    ------
    InputError
        If it is not a gray or colour picture of integers or floating-point numbers.
    """
    image = np.asarray(image)
    if image.ndim == 2:
        image = image[..., np.newaxis]
    if image.ndim != 3 or image.shape[2] not in (1, 3) or image.size == 0 or image.dtype.kind not in "uf":
        raise InputError(
            f"A picture of shape {image.shape} and type {image.dtype} has no Laplacian.",
            "Give gray or RGB samples, (height, width) or (height, width, 3), as unsigned integers or floats.",
        )
    return image, 1.0 if image.dtype.kind == "f" else 1.0 / np.iinfo(image.dtype).max


def mask(values: np.ndarray | None, image: np.ndarray, name: str) -> np.ndarray | None:
    """A boolean plane as large as the picture, or None.

    Raises
    ------
    InputError
        If the sizes differ.
    """
    if values is None:
        return None
    values = np.asarray(values, bool)
    if values.shape != image.shape[:2]:
        raise InputError(
            f"The plane '{name}' has shape {values.shape}, the picture {image.shape[:2]}.", "Make them the same size."
        )
    return values


def colours(image: np.ndarray, scale: float, pixels: np.ndarray) -> np.ndarray:
    """Colours of some pixels, given by their positions in the flattened picture: (..., channels), float64."""
    return image[np.divmod(pixels, image.shape[1])].astype(np.float64) * scale
