"""A picture beside a hole without its noise, so that slopes show: planes fitted to what is around each pixel."""

from __future__ import annotations

from itertools import count

import numpy as np

from inlay.arrays.progress import Progress, silent

#: How far a Gaussian is read, in standard deviations.
CUT = 3
#: Part of the weight a fit has to have across a direction for its slope to count.
LEAST = 1e-6


def smoothed(picture: np.ndarray, usable: np.ndarray, sigma: float, progress: Progress = silent) -> np.ndarray:
    """Replace each pixel by the plane that fits best what is usable around it, weighted by a Gaussian.

    Parameters
    ----------
    picture : ndarray, (height, width, channels)
        Of floating point; pixels that are not usable may hold anything.
    usable : ndarray of bool, (height, width)
        Which pixels count.
    sigma : float
        Standard deviation in pixels.
    progress : callable
        Is given the fraction done; may raise to stop.

    Returns
    -------
    ndarray
        Of the picture's shape, in double precision. Planes stay as they are, also beside a hole, where a plain mean
        would lag behind (Knutsson, Westin: Normalized and differential convolution, CVPR 1993,
        https://doi.org/10.1109/CVPR.1993.341081). 0 where nothing usable is near.
    """
    from scipy import ndimage

    reach = int(np.ceil(CUT * sigma))
    distance = np.arange(-reach, reach + 1)
    gaussian = np.exp(-0.5 * (distance / sigma) ** 2)
    done = count()
    kernels = [gaussian * distance**power for power in range(3)]

    def moment(plane: np.ndarray, down: int, across: int) -> np.ndarray:
        progress(next(done) / (6 + 3 * picture.shape[2]))
        rows = ndimage.correlate1d(plane, kernels[down], 0, mode="constant")
        return ndimage.correlate1d(rows, kernels[across], 1, mode="constant")

    there = usable.astype(np.float64)
    n, y, x = moment(there, 0, 0), moment(there, 1, 0), moment(there, 0, 1)
    yy, xy, xx = moment(there, 2, 0), moment(there, 1, 1), moment(there, 0, 2)
    near = n > LEAST
    n = np.where(near, n, 1)
    # Central moments; a little more on the diagonal where all that is near lies on a line.
    least = LEAST * sigma**2 * n
    yy, xy, xx = yy - y * y / n + least, xy - x * y / n, xx - x * x / n + least
    determinant = yy * xx - xy * xy
    result = np.zeros(picture.shape)
    for channel in range(picture.shape[2]):
        values = np.where(usable, picture[..., channel], 0).astype(np.float64)
        mean = moment(values, 0, 0) / n
        by_y, by_x = moment(values, 1, 0) - y * mean, moment(values, 0, 1) - x * mean
        slope_y = (by_y * xx - by_x * xy) / determinant
        slope_x = (by_x * yy - by_y * xy) / determinant
        result[..., channel] = np.where(near, mean - (slope_y * y + slope_x * x) / n, 0)
    return result
