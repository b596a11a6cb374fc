"""The unconstrained pixels: no chain of windows connects them to a known pixel or to the prior."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.arrays.pool import Pool
from inlay.matting.laplacians.unknown_band.band import REACH, Band
from inlay.matting.laplacians.unknown_band.pixels import ABSENT, BandPixels
from inlay.matting.scene import UNKNOWN, Scene


def find(scene: Scene, pixels: BandPixels, band: Band, weight: np.ndarray | None, pool: Pool) -> np.ndarray | None:
    """Which pixels are unconstrained, in the order of the band; None if there are none.

    Pixels and windows are joined by union and find, and what is constrained is joined to one node more.

    Parameters
    ----------
    weight : ndarray, (size,), or None
        Of the prior.
    """
    has_windows = min(band.height, band.width) >= 3
    if has_windows and scene.present is None and band.count < band.height * band.width:
        return None  # every chain of windows ends at a known pixel
    parents = np.arange(2 * band.size + 1, dtype=np.int32)
    if weight is not None:
        parents[: band.size][weight > 0] = 2 * band.size
    found = np.zeros(band.size, bool)
    for top, bottom in band.pieces:
        join(pixels.kind, band.unknown, top, bottom, parents)
        pool.advance(16 * (bottom - top) * band.work)
    for top, bottom in band.pieces:
        mark(band.unknown, top, bottom, parents, found)
        pool.advance((bottom - top) * band.work)
    return found if found.any() else None


@kernel
def root(parents, node):
    """The node that stands for all that `node` is joined with."""
    while parents[node] != node:
        parents[node] = parents[parents[node]]
        node = parents[node]
    return node


@kernel
def join(kind, unknown, top, bottom, parents):
    """Join unknown pixels with their windows, and windows that hold a known pixel with the last node."""
    size = kind.size
    for run in range(unknown.first[top], unknown.first[bottom]):
        starts = unknown.start[run]
        for i in range(unknown.length[run]):
            pixel = root(parents, starts[REACH] + REACH + i)
            for window in range(9):
                row, column = window // 3, window % 3
                is_whole, is_constrained = True, False
                for place in range(9):
                    there = kind[starts[row + place // 3] + column + place % 3 + i]
                    is_whole = is_whole and there != ABSENT
                    is_constrained = is_constrained or there != UNKNOWN
                if is_whole:
                    centre = root(parents, size + starts[row + 1] + column + 1 + i)
                    parents[centre] = pixel
                    if is_constrained:
                        parents[pixel] = root(parents, 2 * size)
                        pixel = parents[pixel]


@kernel
def mark(unknown, top, bottom, parents, found):
    """Mark the unknown pixels that are not joined with the last node."""
    for run in range(unknown.first[top], unknown.first[bottom]):
        own = unknown.start[run, REACH] + REACH
        for i in range(unknown.length[run]):
            found[own + i] = root(parents, own + i) != root(parents, parents.size - 1)
