"""The mean of a square window, in time that hardly depends on its size."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from inlay.arrays import checks
from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.contract.boxes import Box
from inlay.filters.neighbourhood import Neighbourhood, Part, mirrored, needed, neighbourhood
from inlay.filters.reach import LARGEST_MEAN
from inlay.filters.smoothing import divided


def window_mean(
    image: np.ndarray,
    radius: int,
    *,
    alpha: np.ndarray | None = None,
    part: Part | None = None,
    threads: int | None = 1,
    progress: Progress | None = None,
) -> np.ndarray:
    """Replace every pixel by the mean of the square of ``2 radius + 1`` pixels around it.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``, without opacity.
    radius : int
        In pixels, 0 to 1000.
    alpha : ndarray, optional, (height, width)
        Opacity, in samples or from 0 to 1: a pixel counts by it, and colours of transparent pixels are never used.
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
    M. J. McDonnell: Box-Filtering Techniques. Computer Graphics and Image Processing 17(1), 1981.
    """
    around = neighbourhood(image, alpha, part)
    effort = Effort.of(threads, progress)
    radius = checks.whole_number(radius, LARGEST_MEAN, "radius")
    planes = around.channels + (around.alpha is not None)

    def stage(number: int) -> Effort:
        return effort.part(number / planes, (number + 1) / planes)

    out = around.empty()
    total: np.ndarray | None = None
    if around.alpha is not None:
        total = np.empty((around.height, around.width), around.working)
        _mean(around, _opacity, radius, total, None, stage(0))
    for channel in range(around.channels):
        _mean(
            around,
            partial(_colours, channel=channel),
            radius,
            out[..., channel],
            total,
            stage(planes - around.channels + channel),
        )
    return around.shaped(out)


def _opacity(around: Neighbourhood, area: Box) -> np.ndarray:
    opacity = around.opacity(area)
    assert opacity is not None
    return opacity


def _colours(around: Neighbourhood, area: Box, channel: int) -> np.ndarray:
    opacity = around.opacity(area)
    colours = around.numbers(channel, area)
    return colours if opacity is None else colours * opacity


def _mean(
    around: Neighbourhood,
    read: Callable[[Neighbourhood, Box], np.ndarray],
    radius: int,
    out: np.ndarray,
    total: np.ndarray | None,
    effort: Effort,
) -> None:
    """Write the mean of one plane, down the columns first and then along the rows; weighted if there is a `total`."""
    side, part = 2 * radius + 1, around.part
    first, behind = needed(part.x - radius, part.right + radius, around.image.shape[1])
    tall = np.empty((around.height, behind - first), around.working)
    high = part._replace(y=part.y - radius, height=part.height + 2 * radius)

    def downwards(left: int, right: int) -> None:
        area = high._replace(x=first + left, width=right - left)
        tall[:, left:right] = window_sums(read(around, area), side, 0)

    def along(top: int, bottom: int) -> None:
        wide = Box(part.x - radius - first, top, part.width + 2 * radius, bottom - top)
        values = window_sums(mirrored(tall, wide), side, 1)
        values *= values.dtype.type(1 / side**2)
        around.store(out[top:bottom], values if total is None else divided(values, total[top:bottom]))

    operations = 4 * (8 + math.log2(side))
    effort.part(0, 0.5).in_strips(downwards, behind - first, high.height, operations)
    effort.part(0.5, 1).in_strips(along, around.height, around.width + 2 * radius, operations)


def window_sums(plane: np.ndarray, side: int, axis: int) -> np.ndarray:
    """Sums of `side` neighbours along an axis.

    Windows of 1, 2, 4 ... pixels are made of two of the size before, and `side` of those of its binary digits. Every
    sum is taken in the same order, wherever it lies: no running total whose rounding depends on where it began.
    """

    def from_(array: np.ndarray, first: int, count: int) -> np.ndarray:
        return array[first : first + count] if axis == 0 else array[:, first : first + count]

    length = plane.shape[axis] - side + 1
    total: np.ndarray | None = None
    power, reached, sums = 1, 0, plane
    while True:
        if side & power:
            piece = from_(sums, reached, length)
            total = piece.copy() if total is None else np.add(total, piece, out=total)
            reached += power
        if reached == side:
            assert total is not None
            return total
        count = sums.shape[axis] - power
        sums = from_(sums, 0, count) + from_(sums, power, count)
        power *= 2
