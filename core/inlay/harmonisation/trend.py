"""The affine map that comes nearest to a change of colours: what detail too small for a small picture goes through."""

from __future__ import annotations

import numpy as np

#: Variance that speaks for each channel as it is: a flat piece has no contrast that could have changed.
_FLAT = 1e-4


def trend(old: np.ndarray, new: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The matrix M for which ``(old - mean) M`` is nearest to ``new - mean``, in the mean of squares.

    Parameters
    ----------
    old, new : ndarray, (height, width, channels)
    weight : ndarray, (height, width)
        How much each pixel counts; above 0 somewhere.

    Returns
    -------
    ndarray of float64, (channels, channels)
        The identity where all colours are the same.
    """
    share = weight.ravel() / weight.sum(dtype=np.float64)
    before, after = (each.reshape(-1, each.shape[-1]).astype(np.float64) for each in (old, new))
    before, after = before - share @ before, after - share @ after
    weighted = (before * share[:, None]).T
    apart = _FLAT * np.eye(before.shape[1])
    found: np.ndarray = np.linalg.solve(weighted @ before + apart, weighted @ after + apart)
    return found
