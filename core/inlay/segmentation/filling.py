"""Filled outlines: which polygon each pixel lies in, the colours below, and antialiased pixels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.arrays.progress import Progress, silent
from inlay.arrays.rows import pieces
from inlay.segmentation.contours import Contours, LabelledContours

#: Samples of a strip of rows that is worked on at a time.
_STRIP = 1 << 19
#: Less coverage than this is rounding.
_NOTHING = 1e-5
#: An edge that moves by less than this within a row is upright.
_UPRIGHT = 1e-6


def polygons(contours: Contours) -> np.ndarray:
    """For each ring the outer ring of the polygon that it belongs to: itself, or its parent if it is a hole."""
    return np.where(contours.depths % 2 == 0, np.arange(len(contours)), contours.parents)


def labels(
    contours: LabelledContours, inside: np.ndarray, polygon: np.ndarray, *, progress: Progress = silent
) -> np.ndarray:
    """Which polygon each pixel's centre lies in.

    Parameters
    ----------
    contours : LabelledContours
    inside : ndarray of bool, (height, width)
        Where the plane that was traced is at or above the level.
    polygon : ndarray of int, (rings,)
        What to write for a pixel that lies directly inside of each ring, or in the polygon of which it is a hole.

    Returns
    -------
    ndarray of int32, (height, width)
        -1 outside.
    """
    found = np.empty(inside.shape, np.int32)
    numbers = polygon.astype(np.int32)
    for top, bottom in _strips(inside.shape, 1):
        _label(contours.crossings[top:bottom], inside[top:bottom], numbers, found[top:bottom])
        progress(top / inside.shape[0])
    return found


def mean_colours(
    places: np.ndarray,
    count: int,
    colours: np.ndarray,
    weights: np.ndarray | None = None,
    *,
    progress: Progress = silent,
) -> np.ndarray:
    """The mean colour of each polygon's pixels.

    Parameters
    ----------
    places : ndarray of int32, (height, width)
        From `labels`.
    count : int
        How many polygons there are.
    colours : ndarray, (height, width, channels)
    weights : ndarray, optional, (height, width)
        How much each pixel counts; colours may be anything where it is 0.

    Returns
    -------
    ndarray, (count, channels), float64
        NaN for a polygon in which nothing counts.
    """
    sums = np.zeros((count, colours.shape[2] + 1))
    for top, bottom in _strips(places.shape, colours.shape[2]):
        rows = np.s_[top:bottom]
        share = np.ones(places[rows].shape, np.float32) if weights is None else weights[rows].astype(np.float32)
        _add(places[rows], colours[rows].astype(np.float32), share, sums)
        progress(top / places.shape[0])
    with np.errstate(invalid="ignore", divide="ignore"):
        return sums[:, :-1] / sums[:, -1:]


def median_colours(
    places: np.ndarray,
    count: int,
    colours: np.ndarray,
    weights: np.ndarray | None = None,
    *,
    progress: Progress = silent,
) -> np.ndarray:
    """As `mean_colours`, the median of each channel; pixels count alike wherever their weight is above 0."""
    bounds = np.zeros(count + 1, np.int64)
    for top, bottom in _strips(places.shape, 1):
        own = places[top:bottom][_counted(places, weights, top, bottom)]
        bounds[1:] += np.bincount(own, minlength=count)
        progress(0.2 * top / places.shape[0])
    np.cumsum(bounds, out=bounds)
    chosen, ends = np.empty(bounds[-1], np.int64), bounds[:-1].copy()
    for top, bottom in _strips(places.shape, 1):
        _gather(places, _counted(places, weights, top, bottom), top, ends, chosen)
        progress(0.2 + 0.2 * top / places.shape[0])
    pixels = colours.reshape(-1, colours.shape[2])
    medians = np.full((count, colours.shape[2]), np.nan)
    for polygon in range(count):
        own = chosen[bounds[polygon] : bounds[polygon + 1]]
        for channel in range(colours.shape[2] if own.size else 0):
            medians[polygon, channel] = np.median(pixels[own, channel])
            progress(0.4 + 0.6 * bounds[polygon] / max(1, chosen.size))
    return medians


def _counted(places: np.ndarray, weights: np.ndarray | None, top: int, bottom: int) -> np.ndarray:
    """Which pixels of some rows lie in a polygon and count."""
    inside = places[top:bottom] >= 0
    return inside if weights is None else inside & (weights[top:bottom] > 0)


class Strip(NamedTuple):
    """Some rows of a filled picture: `colours` ``(rows, width, channels)`` and `alpha` ``(rows, width)``, float64."""

    top: int
    bottom: int
    colours: np.ndarray
    alpha: np.ndarray


def filled(
    contours: Contours, colours: np.ndarray, shape: tuple[int, int], *, progress: Progress = silent
) -> Iterator[Strip]:
    """Fill rings with colours, strip by strip.

    Every pixel's alpha is the exact area of what covers it; where several polygons do, their colours are mixed.

    Parameters
    ----------
    contours : Contours
        Positive outer rings and negative holes.
    colours : ndarray, (rings, channels)
        A hole has the colour of its polygon.
    shape : tuple of int
        Height and width of the picture.

    References
    ----------
    Signed areas as in Raph Levien's font-rs: every edge adds what it takes from the pixels to its right.
    """
    height, width = shape
    values = np.hstack((colours, np.ones((len(contours), 1))))
    extents = _extents(contours.points, contours.starts)
    for top, bottom in _strips(shape, values.shape[1]):
        sums = np.zeros((bottom - top, width + 2, values.shape[1]))
        _add_edges(contours.points, contours.starts, extents, values, top, sums)
        _finish(sums)
        progress(top / height)
        yield Strip(top, bottom, sums[:, :width, :-1], sums[:, :width, -1])


def coverage(contours: Contours, shape: tuple[int, int], *, progress: Progress | None = None) -> np.ndarray:
    """How much of each pixel lies inside of the rings, ``(height, width)``, float32, from 0 to 1."""
    covered = np.empty(shape, np.float32)
    for strip in filled(contours, np.empty((len(contours), 0)), shape, progress=progress or silent):
        covered[strip.top : strip.bottom] = strip.alpha
    return covered


def _strips(shape: tuple[int, ...], channels: int) -> list[tuple[int, int]]:
    return pieces(shape[0], max(1, _STRIP // (shape[1] * channels)))


@kernel
def _label(crossings, inside, numbers, found):
    for y in range(inside.shape[0]):
        number = -1
        for x in range(inside.shape[1]):
            ring = crossings[y, x]
            if ring > 0:
                number = numbers[ring - 1]
            found[y, x] = number if inside[y, x] else -1


@kernel
def _add(places, colours, weights, sums):
    channels = colours.shape[2]
    for y in range(places.shape[0]):
        for x in range(places.shape[1]):
            place, weight = places[y, x], weights[y, x]
            if place >= 0 and weight > 0:
                sums[place, channels] += weight
                for channel in range(channels):
                    sums[place, channel] += weight * colours[y, x, channel]


@kernel
def _gather(places, counted, top, ends, chosen):
    """Put the numbers of pixels that count behind those of the same polygon that are there already."""
    for y in range(counted.shape[0]):
        for x in range(counted.shape[1]):
            if counted[y, x]:
                place = places[top + y, x]
                chosen[ends[place]] = (top + y) * places.shape[1] + x
                ends[place] += 1


@kernel
def _extents(points, starts):
    """The least and the largest y of each ring."""
    extents = np.empty((len(starts) - 1, 2))
    for ring in range(len(starts) - 1):
        extents[ring, 0] = extents[ring, 1] = points[starts[ring], 1]
        for place in range(starts[ring], starts[ring + 1]):
            extents[ring, 0] = min(extents[ring, 0], points[place, 1])
            extents[ring, 1] = max(extents[ring, 1], points[place, 1])
    return extents


@kernel
def _add_edges(points, starts, extents, values, top, sums):
    """Add the edges of all rings to a strip of rows; what a pixel holds then is the sum of all to its left."""
    rows, limit = sums.shape[0], sums.shape[1] - 2.0
    for ring in range(len(starts) - 1):
        if extents[ring, 0] >= top + rows or extents[ring, 1] <= top:
            continue
        before = starts[ring + 1] - 1
        for place in range(starts[ring], starts[ring + 1]):
            x, y = points[before, 0], points[before, 1] - top
            end_x, end_y = points[place, 0], points[place, 1] - top
            before = place
            sign = 1.0
            if y < end_y:
                x, y, end_x, end_y, sign = end_x, end_y, x, y, -1.0
            # From here on the edge leads upwards, from y down to end_y.
            if y <= 0 or end_y >= rows or y == end_y:
                continue
            slope = (x - end_x) / (y - end_y)
            row = int(max(end_y, 0.0))
            while row < rows and row < y:
                upper, lower = max(end_y, float(row)), min(y, row + 1.0)
                one = min(max(end_x + slope * (upper - end_y), 0.0), limit)
                other = min(max(end_x + slope * (lower - end_y), 0.0), limit)
                _add_piece(sums[row], min(one, other), max(one, other), sign * (lower - upper), values[ring])
                row += 1


@kernel
def _add_piece(sums, left, right, height, value):
    """Add a piece of an edge within a row: to each pixel the part of its area that lies to the right of the piece."""
    width = right - left
    first, last = int(left), int(right)
    before = 0.0
    for x in range(first, last + 2):
        if x > last:
            part = 1.0
        elif first == last or width < _UPRIGHT:
            part = min(max(x + 1 - (left + right) / 2, 0.0), 1.0)
        else:
            part = (_ramp(x + 1 - left) - _ramp(x + 1 - right)) / width
        for channel in range(len(value)):
            sums[x, channel] += height * (part - before) * value[channel]
        before = part


@kernel
def _ramp(length):
    """The integral from 0 to a length of what is cut off at 1."""
    if length <= 0:
        return 0.0
    return length * length / 2 if length < 1 else length - 0.5


@kernel
def _finish(sums):
    """Turn what every pixel adds into colours and, last, alpha."""
    rows, width, channels = sums.shape
    total = np.empty(channels)
    for row in range(rows):
        for channel in range(channels):
            total[channel] = 0.0
        for x in range(width):
            for channel in range(channels):
                total[channel] += sums[row, x, channel]
            alpha = total[channels - 1]
            for channel in range(channels - 1):
                sums[row, x, channel] = total[channel] / alpha if alpha > _NOTHING else 0.0
            sums[row, x, channels - 1] = min(alpha, 1.0) if alpha > _NOTHING else 0.0
