"""Dominant offsets: how far similar patches of a picture lie from each other."""

from __future__ import annotations

import numpy as np

from inlay.arrays.pool import available_threads
from inlay.arrays.progress import Progress, silent
from inlay.inpainting.shift_map.levels import Level

#: Side of a patch in pixels, and of its principal components how many are compared.
PATCH, COMPONENTS = 8, 12
#: Patches among which similar ones are looked for, and how many of the most similar are looked at.
PATCHES, NEAREST = 30_000, 24
#: Patches of which the principal components are found, and that are looked up between two calls of ``progress``.
SAMPLE, PIECE = 4000, 500
#: By how much similarity may differ and still count as the same, and what is no difference as a part of a patch's size:
#: where a texture repeats exactly, rounding does not choose.
TIE, EQUAL = 0.1, 1e-3
#: Offsets are found as the highest peaks of their histogram, smoothed by a Gaussian of so many pixels.
SMOOTHING = 1.4
#: How near a similar patch may be, as a part of the longer side of the picture, and at least in pixels.
NEAR, NEAREST_PIXELS = 1 / 20, 6


class PatchOffsets:
    """The offsets between similar patches of a level's picture and one of its views.

    Parameters
    ----------
    level : Level
        Where to look.
    view : int
        In which of its pictures the similar patches are.
    threads : int or None
        As in `poisson.solve`.

    References
    ----------
    K. He, J. Sun: Statistics of patch offsets for image completion, ECCV 2012,
    https://doi.org/10.1007/978-3-642-33709-3_2
    """

    def __init__(self, level: Level, view: int, threads: int | None = None) -> None:
        from scipy.spatial import cKDTree

        self._level, self._threads = level, threads or available_threads()
        self._random = np.random.default_rng(0)
        self._near = max(NEAREST_PIXELS, NEAR * max(level.hole.shape)) if view == 0 else 0.0
        self._targets = self._places(level.usable[1 + view], PATCHES)
        if len(self._targets) >= NEAREST:
            patches = _patches(level.pictures[view], self._targets)
            self._mean = patches.mean(axis=0)
            few = patches[:: max(1, len(patches) // SAMPLE)] - self._mean
            self._directions = np.linalg.eigh(few.T @ few)[1][:, -COMPONENTS:]
            components = (patches - self._mean) @ self._directions
            self._equal = EQUAL * float(np.sqrt((components**2).sum(axis=1).mean()))
            self._tree = cKDTree(components, balanced_tree=False, compact_nodes=False)

    def dominant(self, count: int, queries: int, among: np.ndarray | None, progress: Progress = silent) -> np.ndarray:
        """The offsets that occur most often.

        Parameters
        ----------
        count, queries : int
            How many offsets, and of how many patches.
        among : ndarray of bool, (height, width), or None
            Where the patches lie that look for similar ones; None for wherever the picture is known.
        progress : callable
            Is given the fraction done; may raise to stop.

        Returns
        -------
        ndarray of int, (offsets, 2)
            Rows and columns from a patch to the one in the view, the most frequent first.
        """
        places = self._places(self._level.known, queries, among)
        if not len(places) or len(self._targets) < NEAREST:
            return np.zeros((0, 2), np.int64)
        found = []
        for start in range(0, len(places), PIECE):
            progress(start / len(places))
            mine = places[start : start + PIECE]
            patches = (_patches(self._level.pictures[0], mine) - self._mean) @ self._directions
            distance, similar = self._tree.query(patches, NEAREST, eps=0.5, workers=self._threads)
            found.append(_nearest(self._targets[similar] - mine[:, None], distance + self._equal, self._near))
        return _peaks(np.concatenate(found), self._level.hole.shape, count)

    def _places(self, usable: np.ndarray, count: int, among: np.ndarray | None = None) -> np.ndarray:
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
        if len(places) <= count:
            return places
        return places[np.sort(self._random.permutation(len(places))[:count])]


def _patches(picture: np.ndarray, places: np.ndarray) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(picture, (PATCH, PATCH), axis=(0, 1))
    return windows[places[:, 0], places[:, 1]].reshape(len(places), -1)


def _nearest(offsets: np.ndarray, distance: np.ndarray, near: float) -> np.ndarray:
    """Of each patch the smallest offset, beyond what is too near, to those that are about as similar as the best."""
    length = np.sqrt((offsets**2).sum(axis=2))
    allowed = np.where(length >= near, distance, np.inf)
    least = allowed.min(axis=1, keepdims=True)
    length[allowed > least * (1 + TIE)] = np.inf
    rows = np.flatnonzero(np.isfinite(least[:, 0]))
    return offsets[rows, length[rows].argmin(axis=1)]


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
