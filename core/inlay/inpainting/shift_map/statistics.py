"""Dominant offsets: how far similar patches of a picture lie from each other."""

from __future__ import annotations

import numpy as np

from inlay.arrays.pool import available_threads
from inlay.arrays.progress import Progress, silent
from inlay.inpainting.shift_map.levels import Level

#: Side of a patch in pixels, and of its principal components how many are compared.
PATCH, COMPONENTS = 8, 12
#: Patches that look for a similar one, patches among which they look, and how many of the most similar are looked at.
QUERIES, PATCHES, NEAREST = 6000, 60_000, 24
#: Offsets are found as the highest peaks of their histogram, smoothed by a Gaussian of so many pixels.
SMOOTHING = 1.4
#: How near a similar patch may be, as a part of the longer side of the picture, and at least in pixels.
NEAR, NEAREST_PIXELS = 1 / 20, 6


def dominant_offsets(
    level: Level, view: int, count: int, among: np.ndarray | None, threads: int | None, progress: Progress = silent
) -> np.ndarray:
    """The offsets between similar patches that occur most often.

    Parameters
    ----------
    level : Level
        Where to look.
    view : int
        In which of the level's pictures the similar patches are.
    count : int
        How many offsets.
    among : ndarray of bool, (height, width), or None
        Where the patches lie that look for similar ones; None for wherever the picture is known.
    threads : int or None
        As in `poisson.solve`.
    progress : callable
        Is given the fraction done; may raise to stop.

    Returns
    -------
    ndarray of int, (offsets, 2)
        Rows and columns from a patch to the one in the view, the most frequent first.

    References
    ----------
    K. He, J. Sun: Statistics of patch offsets for image completion, ECCV 2012,
    https://doi.org/10.1007/978-3-642-33709-3_2
    """
    from scipy.spatial import cKDTree

    random = np.random.default_rng(0)
    queries = _places(level.known, QUERIES, random, among)
    targets = _places(level.usable[1 + view], PATCHES, random)
    if not len(queries) or len(targets) < 2:
        return np.zeros((0, 2), np.int64)
    mine, theirs = _reduced(_patches(level.pictures[0], queries), _patches(level.pictures[view], targets))
    progress(0.3)
    tree = cKDTree(theirs, balanced_tree=False, compact_nodes=False)
    workers = threads or available_threads()
    near = max(NEAREST_PIXELS, NEAR * max(level.hole.shape)) if view == 0 else 0
    found = []
    for start in range(0, len(queries), 500):
        progress(0.3 + 0.6 * start / len(queries))
        part = np.s_[start : start + 500]
        _, similar = tree.query(mine[part], min(NEAREST, len(theirs)), eps=0.5, workers=workers)
        offsets = targets[similar.reshape(len(mine[part]), -1)] - queries[part][:, None]
        far = (offsets**2).sum(axis=2) >= near**2
        rows = np.flatnonzero(far.any(axis=1))
        found.append(offsets[rows, far[rows].argmax(axis=1)])
    return _peaks(np.concatenate(found), level.hole.shape, count)


def _places(usable: np.ndarray, count: int, random: np.random.Generator, among: np.ndarray | None = None) -> np.ndarray:
    """Corners of usable patches, at most so many of them."""
    from scipy import ndimage

    if min(usable.shape) < PATCH:
        return np.zeros((0, 2), np.int64)
    # A minimum over a window of even size is centred behind its middle.
    whole = ndimage.minimum_filter(usable.view(np.uint8), PATCH, mode="constant", origin=-PATCH // 2)
    corners = whole[: 1 - PATCH, : 1 - PATCH]
    if among is not None:
        middles = tuple(slice(PATCH // 2, size - PATCH + 1 + PATCH // 2) for size in usable.shape)
        corners = corners & among[middles]
    places = np.argwhere(corners)
    return places if len(places) <= count else places[np.sort(random.permutation(len(places))[:count])]


def _patches(picture: np.ndarray, places: np.ndarray) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(picture, (PATCH, PATCH), axis=(0, 1))
    return windows[places[:, 0], places[:, 1]].reshape(len(places), -1)


def _reduced(mine: np.ndarray, theirs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Patches by their principal components."""
    mean = theirs.mean(axis=0)
    mine, theirs = mine - mean, theirs - mean
    few = theirs[:: max(1, len(theirs) // 8000)]
    _, directions = np.linalg.eigh(few.T @ few)
    directions = directions[:, -COMPONENTS:]
    return mine @ directions, theirs @ directions


def _peaks(offsets: np.ndarray, shape: tuple[int, ...], count: int) -> np.ndarray:
    """The most frequent offsets that are higher than those around them in a smoothed histogram."""
    from scipy import ndimage

    height, width = shape
    histogram = np.zeros((2 * height + 1, 2 * width + 1), np.float32)
    np.add.at(histogram, (offsets[:, 0] + height, offsets[:, 1] + width), 1)
    smooth = ndimage.gaussian_filter(histogram, SMOOTHING, mode="constant", truncate=3)
    highest = (smooth == ndimage.maximum_filter(smooth, 5)) & (smooth > 0)
    places = np.argwhere(highest)
    order = np.argsort(-smooth[highest], kind="stable")[:count]
    return places[order] - (height, width)
