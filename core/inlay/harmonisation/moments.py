"""Mean and covariance of weighted colours, and the linear map that carries one pair of them to another."""

from __future__ import annotations

import numpy as np

#: Variance that every direction is given besides its own: what is flat has no spread that could be stretched.
_FLAT = 1e-7


def moments(picture: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance of the colours of a picture.

    Parameters
    ----------
    picture : ndarray, (height, width, channels)
    weight : ndarray, (height, width)
        How much each pixel counts; not negative, above 0 somewhere.

    Returns
    -------
    mean : ndarray of float64, (channels,)
    covariance : ndarray of float64, (channels, channels)
    """
    colours = picture.reshape(-1, picture.shape[-1]).astype(np.float64)
    share = weight.ravel() / weight.sum(dtype=np.float64)
    mean = share @ colours
    apart = colours - mean
    return mean, (apart * share[:, None]).T @ apart


def transport(covariance: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The symmetric matrix T with ``T covariance T = wanted`` that moves colours least, in the mean of squares.

    Pitie, Kokaram: The linear Monge-Kantorovitch linear colour mapping for example-based colour transfer, CVMP 2007,
    https://doi.org/10.1049/cp:20070055: ``T = A^-1/2 (A^1/2 B A^1/2)^1/2 A^-1/2``, the optimal transport between
    normal distributions with the covariances A and B.
    """
    apart = _FLAT * np.eye(len(covariance))
    root, inverse = _powers(covariance + apart)
    middle, _ = _powers(root @ (wanted + apart) @ root)
    found: np.ndarray = inverse @ middle @ inverse
    return found


def _powers(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The square root of a symmetric positive matrix, and what is inverse to it."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    roots = np.sqrt(np.maximum(values, np.finfo(np.float64).tiny))
    return (vectors * roots) @ vectors.T, (vectors / roots) @ vectors.T
