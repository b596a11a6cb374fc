"""Pixels as points of colour and position, and the nearest of them to one another."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.progress import attentively
from inlay.matting.laplacians.domain import Domain

#: Points that are looked up at once.
PIECE = 1 << 12
#: Points in a leaf of a tree that is not balanced, and of one that is.
LEAF = 32, 64
#: Pixels of a strip whose surroundings are compared at once.
STRIP = 1 << 15
#: Rows and columns around a pixel that are looked at to bound how far its nearest points can be.
AROUND = 2


def points(domain: Domain, pixels: np.ndarray, distance_weight: float) -> np.ndarray:
    """Colour and weighted position of some pixels: (n, channels + 2); across the picture positions go from 0 to 1."""
    height, width, channels = domain.image.shape
    y, x = np.divmod(pixels, width)
    values = np.empty((pixels.size, channels + 2))
    values[:, :channels] = domain.image[y, x]
    values[:, :channels] *= domain.scale
    values[:, channels] = x * (distance_weight / max(1, width - 1))
    values[:, channels + 1] = y * (distance_weight / max(1, height - 1))
    return values


class Tree:
    """The pixels among which neighbours are searched.

    Parameters
    ----------
    candidates : ndarray of int
        Positions in the flattened picture.
    distance_weight : float
        How much the distance across the picture counts beside that from black to white.
    balanced : bool
        Halve the candidates at each node and not the space they lie in: that takes longer to build, and those who ask
        from far away, as nearly all pixels are from a few strokes, are answered in a third of the time.
    """

    def __init__(
        self, domain: Domain, candidates: np.ndarray, distance_weight: float, effort: Effort, *, balanced: bool = False
    ) -> None:
        from scipy.spatial import cKDTree

        self._domain, self._candidates, self._weight = domain, candidates, distance_weight
        self._tree = attentively(
            lambda: cKDTree(self._points(candidates), LEAF[balanced], balanced_tree=balanced, copy_data=False),
            effort.progress,
        )

    def _points(self, pixels: np.ndarray) -> np.ndarray:
        return points(self._domain, pixels, self._weight)

    def nearest(self, queries: np.ndarray, count: int, effort: Effort) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Piece by piece: some of the `queries`, and the positions of their `count` nearest candidates, (n, count).

        The nearest come first, a candidate being its own neighbour; there are fewer where there are few candidates.
        """
        count = min(count, self._candidates.size)
        for first in range(0, queries.size if count else 0, PIECE):
            effort.progress(first / queries.size)
            piece = queries[first : first + PIECE]
            _, found = self._tree.query(self._points(piece), np.arange(1, count + 1), workers=effort.threads or -1)
            yield piece, self._candidates[found]


def choosers(domain: Domain, count: int, distance_weight: float, effort: Effort) -> np.ndarray:
    """Positions of all pixels outside the region that may have one of its pixels among their `count` nearest points.

    The `count` nearest points of a pixel are no farther than those of the 5x5 pixels around it. Whoever is farther
    from the region than that, by position alone, need not search.
    """
    from scipy.ndimage import distance_transform_edt

    height, width = domain.shape
    present, region = domain.is_present(), domain.is_wanted()
    pitch = distance_weight / max(1, height - 1), distance_weight / max(1, width - 1)
    distance = attentively(lambda: distance_transform_edt(~region, sampling=pitch), effort.progress)
    rows = max(1, STRIP // width)
    found = []
    for top in range(0, height, rows):
        effort.progress(0.2 + 0.8 * top / height)
        strip = slice(top, min(height, top + rows))
        reach = _reach(domain, strip, count, pitch)
        near = (distance[strip] <= reach) & present[strip] & ~region[strip]
        found.append(np.flatnonzero(near) + top * width)
    return np.concatenate(found)


def _reach(domain: Domain, strip: slice, count: int, pitch: tuple[float, float]) -> np.ndarray:
    """How far the `count` nearest points of the pixels of some rows are at most; infinite where that is unknown."""
    image, width, size = domain.image, domain.shape[1], 2 * AROUND + 1
    shape = strip.stop - strip.start, width
    if count > size * size:
        return np.full(shape, np.inf)
    top, bottom = max(0, strip.start - AROUND), min(image.shape[0], strip.stop + AROUND)
    values = np.full((image.shape[2], shape[0] + 2 * AROUND, width + 2 * AROUND), np.inf)
    inner = values[:, top - strip.start + AROUND : bottom - strip.start + AROUND, AROUND:-AROUND]
    np.multiply(image[top:bottom].transpose(2, 0, 1), domain.scale, out=inner)
    if domain.present is not None:
        inner[:, ~domain.present[top:bottom]] = np.inf
    middle = values[:, AROUND:-AROUND, AROUND:-AROUND].copy()
    middle[np.isinf(middle)] = 0
    squares = np.empty((size * size, *shape))
    for k in range(size * size):
        y, x = divmod(k, size)
        there = values[:, y : y + shape[0], x : x + width]
        squares[k] = np.square(there - middle).sum(axis=0)
        squares[k] += (pitch[0] * (y - AROUND)) ** 2 + (pitch[1] * (x - AROUND)) ** 2
    squares.partition(count - 1, axis=0)
    return np.sqrt(squares[count - 1]) * (1 + 1e-9)
