"""The median of a square window, exact for every sample type and at any size."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product

import numpy as np

from inlay.arrays import checks
from inlay.arrays.contiguity import owned
from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.arrays.rows import pieces
from inlay.contract.boxes import Box
from inlay.filters.neighbourhood import Neighbourhood, Part, neighbourhood
from inlay.filters.reach import LARGEST_MEDIAN

_TILE = 256


def window_median(
    image: np.ndarray,
    radius: int,
    *,
    alpha: np.ndarray | None = None,
    part: Part | None = None,
    threads: int | None = 1,
    progress: Progress | None = None,
) -> np.ndarray:
    """Replace every sample by the median of the square of ``2 radius + 1`` pixels around it, channel by channel.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``, without opacity.
    radius : int
        In pixels, 0 to 200. With 8 bits the time hardly depends on it, with more little.
    alpha : ndarray, optional, (height, width)
        Opacity, in samples or from 0 to 1. Pixels that are not fully transparent count alike, all others not at all;
        where their number is even, the median is the lower one of the two in the middle. Where nothing counts it
        is 0.
    part : (slice, slice), optional
        Rows and columns that are wanted; what is around them is only read.
    threads : int, optional
        At most so many; None for one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1; may raise to stop.

    Returns
    -------
    ndarray
        The part, with the image's channels and type. Beyond its border the image is mirrored.

    Raises
    ------
    InputError
        If the image is not a picture, or a pixel in use is not finite.
    ParameterError
        If the radius is not possible.

    References
    ----------
    B. Weiss: Fast Median and Bilateral Filtering. ACM Transactions on Graphics 25(3), 2006 (more than 8 bits).
    S. Perreault, P. Hebert: Median Filtering in Constant Time. IEEE Transactions on Image Processing 16(9), 2007
    (8 bits).
    """
    around = neighbourhood(image, alpha, part)
    effort = Effort.of(threads, progress)
    radius = checks.whole_number(radius, LARGEST_MEDIAN, "radius")
    out = around.empty()
    bytes_only = around.image.dtype == np.uint8
    block = _bytes if bytes_only else _ranked
    tiles = list(_tiles(around, radius, bytes_only))

    def tile(first: int, behind: int) -> None:
        for channel, area in tiles[first:behind]:
            rows, columns = area.shift(-around.part.x, -around.part.y).slices
            out[rows, columns, channel] = block(around, channel, area, radius)

    effort.in_pieces(tile, pieces(len(tiles), 1))
    return around.shaped(out)


def _tiles(around: Neighbourhood, radius: int, bytes_only: bool) -> Iterator[tuple[int, Box]]:
    """Pieces of some ten milliseconds, large enough for the radius, small enough for the cache."""
    side, part = 2 * radius + 1, around.part
    if bytes_only:
        height, width = _TILE, max(_TILE, 2 * side)
    else:
        from inlay.filters.histograms import COLUMNS

        height = width = COLUMNS * max(2, math.ceil(1.5 * side / COLUMNS))
    for channel in range(around.channels):
        rows, columns = pieces(part.bottom, height, first=part.y), pieces(part.right, width, first=part.x)
        for (top, bottom), (left, right) in product(rows, columns):
            yield channel, Box(left, top, right - left, bottom - top)


def _bytes(around: Neighbourhood, channel: int, area: Box, radius: int) -> np.ndarray:
    from inlay.filters.histograms import median_of_bytes

    wide = area.grow(radius)
    out = np.zeros(area.shape, np.uint8)
    median_of_bytes(owned(around.samples(channel, wide)), _counted(around, wide), radius, out)
    return out


def _ranked(around: Neighbourhood, channel: int, area: Box, radius: int) -> np.ndarray:
    """The median of the samples' ranks, whatever their type."""
    from inlay.filters.histograms import median_of_ranks

    wide = area.grow(radius)
    samples = around.samples(channel, wide)
    flat = samples.ravel()
    order = np.argsort(flat, kind="stable" if flat.dtype == np.uint16 else None)  # 16 bits by their digits
    ranks = np.empty(flat.size, np.int32)
    ranks[order] = np.arange(flat.size, dtype=np.int32)
    out = np.zeros(area.shape, np.int32)
    median_of_ranks(ranks.reshape(samples.shape), _counted(around, wide), radius, out)
    found = flat[order][np.maximum(out, 0)]
    return np.where(out < 0, found.dtype.type(0), found)


def _counted(around: Neighbourhood, area: Box) -> np.ndarray:
    present = around.present(area)
    if present is None:
        return np.ones(area.shape, np.uint8)
    return np.ascontiguousarray(present).view(np.uint8)
