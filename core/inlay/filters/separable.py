"""Weighted sums down the columns and along the rows, with or without numba."""

from __future__ import annotations

import numpy as np

from inlay.arrays.packages import has_numba


def gaussian_weights(sigma: float, reach: int) -> np.ndarray:
    """A Gaussian at whole pixels, (2 reach + 1,), whose sum is 1; `sigma` is its standard deviation in pixels."""
    line = np.exp(-0.5 * np.square(np.arange(-reach, reach + 1) / max(sigma, 1e-3)))
    return line / line.sum()


def weighed(plane: np.ndarray, line: np.ndarray) -> np.ndarray:
    """Weigh each pixel and its neighbours by a line, down the columns and along the rows.

    Parameters
    ----------
    plane : ndarray of float32, (height, width), contiguous
    line : ndarray, (2 reach + 1,)
        The weights; the middle one is that of the pixel itself.

    Returns
    -------
    ndarray of float32, (height - 2 reach, width - 2 reach)
        Of the pixels whose neighbours are all there.
    """
    if has_numba():
        from inlay.filters.correlation import Taps, correlate

        return correlate(correlate(plane, Taps.of(line[:, np.newaxis])), Taps.of(line[np.newaxis]))
    from scipy import ndimage

    reach = line.size // 2
    for axis in (0, 1):
        plane = ndimage.correlate1d(plane, line, axis=axis)
    return plane[reach : plane.shape[0] - reach, reach : plane.shape[1] - reach]
