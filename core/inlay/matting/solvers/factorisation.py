"""Exact solution of few equations, for bands so torn that the iteration is slow."""

from __future__ import annotations

import numpy as np

from inlay.matting.laplacians.unknown_band.band import REACH, Band
from inlay.matting.laplacians.unknown_band.equations import CENTRE, PLANES, Equations


def solve(equations: Equations, band: Band) -> np.ndarray:
    """Solution in the order of the band, by the factors of the sparse matrix."""
    from scipy import sparse
    from scipy.sparse.linalg import splu

    unknown = band.unknown
    inside = np.repeat(unknown.start[:, REACH] + REACH - np.cumsum(unknown.length) + unknown.length, unknown.length)
    pixels = inside + np.arange(band.count)
    number = np.zeros(band.size, np.int32)
    number[pixels] = np.arange(band.count)
    run = np.repeat(np.arange(unknown.length.size), unknown.length)
    links = sparse.csc_matrix((band.count, band.count))
    for plane in range(1, PLANES):
        place = CENTRE + plane
        start = unknown.start[:, place // 5] + place % 5
        others = pixels + (start - unknown.start[:, REACH] - REACH)[run]
        values = equations.planes[plane, pixels].astype(np.float64)
        linked = values != 0
        links += sparse.csc_matrix(
            (values[linked], (np.flatnonzero(linked), number[others[linked]])), (band.count, band.count)
        )
    links += links.T
    diagonal = equations.planes[0, pixels] - np.asarray(links.sum(axis=1)).ravel()
    matrix = (links + sparse.diags(diagonal)).tocsc()
    factors = splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    solution = np.zeros(band.size)
    solution[pixels] = factors.solve(equations.force[pixels].astype(np.float64))
    return solution
