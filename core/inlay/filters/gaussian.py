"""Gaussian blur: small ones as they are defined, large ones on a coarser grid that loses nothing."""

from __future__ import annotations

import math

import numpy as np

from inlay.arrays import checks
from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.contract.boxes import Box
from inlay.filters.correlation import Taps, correlate, place
from inlay.filters.neighbourhood import Neighbourhood, Part, mirrored, needed, neighbourhood
from inlay.filters.reach import CUT, LARGEST_GAUSSIAN
from inlay.filters.separable import gaussian_weights
from inlay.filters.smoothing import divided, smooth

#: Larger blurs work on a coarser grid.
_FINE = 7.0
#: Standard deviation, in steps of a coarse grid, of a blur before and after it that leaves less than 2e-7 of
#: whatever the grid cannot hold: exp(-(2 pi)^2 _SAFE^2 / 4).
_SAFE = 1.25


def gaussian_mean(
    image: np.ndarray,
    radius: float,
    *,
    alpha: np.ndarray | None = None,
    part: Part | None = None,
    threads: int | None = 1,
    progress: Progress | None = None,
) -> np.ndarray:
    """Replace every pixel by its neighbours' mean, weighted by a Gaussian.

    The weights are the Gaussian at whole pixels, up to 4.5 standard deviations, divided by their sum. The result is
    that within 2e-5 of the largest contrast, in time that hardly depends on the radius.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``, without opacity.
    radius : float
        Standard deviation in pixels, 0 to 500; below 0.1 nothing changes.
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
    T. Lindeberg: Discrete Approximations of Gaussian Smoothing and Gaussian Derivatives. Journal of Mathematical
    Imaging and Vision 66(5), 2024, the sampled Gaussian kernel, https://doi.org/10.1007/s10851-024-01196-9
    """
    around = neighbourhood(image, alpha, part)
    effort = Effort.of(threads, progress)
    radius = checks.within(radius, 0, LARGEST_GAUSSIAN, "radius")
    blur = _coarse if radius > _FINE else _fine
    return around.shaped(blur(around, radius, effort))


def weights(radius: float) -> np.ndarray:
    """The Gaussian at whole pixels from ``-ceil(CUT radius)`` on, as far as it is above 0; its sum is 1."""
    line = gaussian_weights(radius, math.ceil(CUT * radius))
    return line[line > 0]


def _fine(around: Neighbourhood, radius: float, effort: Effort) -> np.ndarray:
    out = around.empty()
    line = weights(radius)
    down, right = Taps.of(line[:, np.newaxis]), Taps.of(line[np.newaxis])

    def strip(top: int, bottom: int) -> None:
        smooth(
            around,
            around.rows(top, bottom),
            line.size // 2,
            lambda plane: correlate(correlate(plane, down), right),
            out[top:bottom],
        )

    effort.in_strips(strip, around.height, around.width, around.channels * (line.size + 20))
    return out


def _coarse(around: Neighbourhood, radius: float, effort: Effort) -> np.ndarray:
    """Blur down the columns onto a coarse grid of rows, along these rows, and from them to all rows."""
    grid, part = _Grid(radius), around.part
    rows, columns = grid.rows(part.y, part.bottom), grid.rows(part.x, part.right)
    seen_rows, seen_columns = grid.seen(rows), grid.seen(columns)
    first, behind = needed(seen_columns.start, seen_columns.stop, around.image.shape[1])
    planes = around.channels + (around.alpha is not None)
    high = Box(0, seen_rows.start, 0, len(seen_rows))
    tall = np.empty((planes, len(rows), behind - first), around.working)
    lines = np.empty((planes, len(rows), around.width), around.working)
    out = around.empty()

    def downwards(left: int, right: int) -> None:
        area = high._replace(x=first + left, width=right - left)
        opacity = around.opacity(area)
        for channel in range(around.channels):
            colours = around.numbers(channel, area)
            tall[channel, :, left:right] = grid.shrink(colours if opacity is None else colours * opacity, len(rows))
        if opacity is not None:
            tall[-1, :, left:right] = grid.shrink(opacity, len(rows))

    def along(top: int, bottom: int) -> None:
        wide = Box(seen_columns.start - first, top, len(seen_columns), bottom - top)
        for plane in range(planes):
            shrunk = grid.shrink(np.ascontiguousarray(mirrored(tall[plane], wide).T), len(columns))
            lines[plane, top:bottom] = grid.grow(shrunk, columns.start, part.x, around.width).T

    def upwards(top: int, bottom: int) -> None:
        span = grid.rows(part.y + top, part.y + bottom)
        held = lines[:, span.start - rows.start : span.stop - rows.start]
        blurred = [grid.grow(plane, span.start, part.y + top, bottom - top) for plane in held]
        for channel in range(around.channels):
            values = blurred[channel]
            around.store(out[top:bottom, :, channel], values if around.alpha is None else divided(values, blurred[-1]))

    operations = 2 * planes * (12 + grid.down.weights.size / grid.step)
    stages = (
        (downwards, behind - first, len(seen_rows), operations, 0.0, 0.45),
        (along, len(rows), len(seen_columns), 2 * operations, 0.45, 0.55),
        (upwards, around.height, around.width, 2 * operations, 0.55, 1.0),
    )
    for work, count, width, each, start, stop in stages:
        effort.part(start, stop).in_strips(work, count, width, each)
    return out


class _Grid:
    """Every so manieth row, such that a blur onto it and one from it are together the blur that is wanted.

    Attributes
    ----------
    step : int
        Pixels between two rows; row k of the grid lies on row ``k step`` of the picture.
    reach : int
        Pixels that a row of the grid sees on either side.
    down : Taps
        From ``2 reach + 1`` pixels to a row of the grid.
    """

    def __init__(self, radius: float) -> None:
        self.step = int(radius / (_SAFE * math.sqrt(2)))
        self._after = _SAFE * self.step
        line = weights(math.sqrt(radius**2 - self._after**2))
        self.reach = line.size // 2
        self.down = Taps.of(line[:, np.newaxis])
        self._sides = math.ceil(CUT * _SAFE)

    def rows(self, start: int, stop: int) -> range:
        """The rows of the grid that pixels ``start .. stop - 1`` are made of."""
        return range(start // self.step - self._sides, (stop - 1) // self.step + self._sides + 2)

    def seen(self, rows: range) -> range:
        """The pixels that rows of the grid are made of."""
        return range(rows.start * self.step - self.reach, (rows.stop - 1) * self.step + self.reach + 1)

    def shrink(self, values: np.ndarray, count: int) -> np.ndarray:
        """As many rows of the grid, from all the pixels that they see."""
        shrunk = np.empty((count, values.shape[1]), values.dtype)
        place(values, 0, self.step, self.down, shrunk, 0, 1, count)
        return shrunk

    def grow(self, held: np.ndarray, first: int, start: int, count: int) -> np.ndarray:
        """Pixels ``start .. start + count - 1`` from rows of the grid, of which `held` has those from `first` on."""
        held = np.ascontiguousarray(held)
        out = np.empty((count, held.shape[1]), held.dtype)
        for phase in range(min(self.step, count)):
            pixel = start + phase
            distances = np.arange(-self._sides, self._sides + 2) * self.step - pixel % self.step
            line = np.exp(-0.5 * np.square(distances / self._after))
            taps = Taps.of((line / line.sum())[:, np.newaxis])
            rows = -(-(count - phase) // self.step)
            place(held, pixel // self.step - self._sides - first, 1, taps, out, phase, self.step, rows)
        return out
