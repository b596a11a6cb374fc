"""The nearest of a few centres, for many points."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel


@kernel
def assign(points, centres, labels, distances, sums, counts):
    """Label points by their nearest centre, the first of equally near ones, and gather the points of each centre.

    Parameters
    ----------
    points : ndarray of float32, (n, dimensions)
    centres : ndarray of float32, (k, dimensions)
    labels : ndarray of uint8, (n,)
        Is written.
    distances : ndarray of float32, (n,) or (0,)
        Squared distances to the nearest centre; written if there is room.
    sums : ndarray of float64, (k, dimensions)
    counts : ndarray of int64, (k,)
        Sums and numbers of the points of each centre, which are added to.
    """
    dimensions = points.shape[1]
    for n in range(len(points)):
        nearest = 0
        least = np.float32(np.inf)
        for k in range(len(centres)):
            distance = np.float32(0)
            for d in range(dimensions):
                apart = points[n, d] - centres[k, d]
                distance += apart * apart
            if distance < least:
                least = distance
                nearest = k
        labels[n] = nearest
        if distances.size:
            distances[n] = least
        counts[nearest] += 1
        for d in range(dimensions):
            sums[nearest, d] += points[n, d]
