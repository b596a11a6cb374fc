"""The labels among which the pixels of a hole choose: where pieces may come from."""

from __future__ import annotations

import numpy as np

from inlay.arrays.progress import Progress, part
from inlay.inpainting.offsets import PyramidLevel, best_places
from inlay.inpainting.shift_map.levels import Level
from inlay.inpainting.shift_map.statistics import PatchOffsets

#: Dominant offsets of the whole picture, and of the patches beside the hole, which lie no farther than this from it.
EVERYWHERE, BESIDE, RING = 50, 40, 12
#: Patches that look for similar ones, and with `coarse`.
QUERIES, COARSE_QUERIES = 5000, 1000
#: Dominant offsets of which also multiples are tried.
REPEATED = 16
#: Offsets that are tried besides, in sides of the hole, so that there are some where nothing repeats.
DISTANCES = (0.6, 1.1)
DIRECTIONS = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1))


def candidates(level: Level, radius: float, coarse: bool, threads: int | None, progress: Progress) -> np.ndarray:
    """Labels for a hole.

    Parameters
    ----------
    level : Level
        The hole.
    radius : float
        The largest offset in either direction, in pixels of the level.
    coarse : bool
        Whether to look less closely.
    threads : int or None
        As in `poisson.solve`.
    progress : callable
        Is given the fraction done; may raise to stop.

    Returns
    -------
    ndarray of int32, (candidates, 3)
        For each label which plane of `Level.usable` it refers to, and rows and columns to go there; none is there
        twice.
    """
    from scipy import ndimage

    beside = ndimage.distance_transform_edt(~level.hole) <= RING
    depth = float(ndimage.distance_transform_edt(~level.known).max())
    views = range(len(level.pictures))
    found = []
    for view in views:
        share = part(progress, 0.8 * view / len(views), 0.8 * (view + 1) / len(views))
        offsets = PatchOffsets(level, view, threads)
        for count, among, done in ((EVERYWHERE, None, part(share, 0.2, 0.6)), (BESIDE, beside, part(share, 0.6, 1.0))):
            queries = COARSE_QUERIES if coarse else QUERIES
            dominant = offsets.dominant(count, queries, among, done)
            found.append(_of_view(view, np.concatenate([dominant, _multiples(dominant[:REPEATED], depth)])))
    if not coarse:
        whole = PyramidLevel(level.pictures[0], level.usable[1], level.hole)
        places = best_places(whole, radius, part(progress, 0.8, 1.0))
        found.append(_of_view(0, np.array([place.offset for place in places], np.int64).reshape(-1, 2)))
    side = np.sqrt(np.count_nonzero(level.hole))
    around = np.array([np.multiply(step, distance * side) for distance in DISTANCES for step in DIRECTIONS])
    found.append(_of_view(0, np.rint(around).astype(np.int64)))
    every = np.concatenate(found)
    within = (np.abs(every[:, 1:]) <= radius).all(axis=1)
    every = every[within & ((every[:, 0] > 1) | (every[:, 1:] != 0).any(axis=1))]
    _, first = np.unique(every, axis=0, return_index=True)
    return every[np.sort(first)].astype(np.int32)


def _multiples(offsets: np.ndarray, depth: float) -> np.ndarray:
    """What repeats at an offset repeats at its multiples; without them nothing leads out of a hole that is deeper."""
    length = np.maximum(np.hypot(*offsets.T), 1)
    times = np.ceil(depth / length).astype(int)
    return np.concatenate([offsets[:0], *(offsets[times >= k] * k for k in range(2, times.max(initial=0) + 1))])


def _of_view(view: int, offsets: np.ndarray) -> np.ndarray:
    return np.column_stack([np.full(len(offsets), 1 + view), offsets])
