"""Thresholds: given ones, Otsu's, and those that follow the surroundings of each pixel."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from inlay.arrays import checks
from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.arrays.sample_types import white
from inlay.contract.language import _
from inlay.errors import InputError, ParameterError
from inlay.filters import window_mean

#: Classes that a plane can be divided into.
MOST_CLASSES = 8
#: Levels that a plane in floating point is counted in, from its least value to its largest.
LEVELS = 1 << 16
_OPERATIONS = 12


class Histogram(NamedTuple):
    """The values of a plane.

    Attributes
    ----------
    values : ndarray of float64, (n,)
        Those that occur, ascending, as parts of white.
    counts : ndarray, (n,)
        How often each does.
    """

    values: np.ndarray
    counts: np.ndarray

    @property
    def variances(self) -> np.ndarray:
        """Otsu's criterion, (n - 1,): the variance between two classes that part between a value and the next."""
        weights, sums = self._sums
        return sums[1:-1] ** 2 / (weights[1:-1] * (weights[-1] - weights[1:-1]))

    def thresholds(self, classes: int) -> np.ndarray:
        """Between so many classes, at most, as `otsu` gives them.

        Raises
        ------
        InputError
            If there is but one value.
        """
        values = self.values
        if not values.size:
            raise InputError(
                _("There is no pixel to find a threshold for."), _("Select a part that is not transparent.")
            )
        if values.size == 1:
            raise InputError(
                _("All pixels have the same value: nothing divides them."),
                _("Select another part, or choose another channel."),
            )
        splits = self._splits(min(classes, values.size))
        return (values[splits - 1] + values[splits]) / 2

    def _splits(self, classes: int) -> np.ndarray:
        """Where the classes after the first begin among the values."""
        if classes == 2:
            return np.array([int(self.variances.argmax()) + 1])
        from inlay.segmentation.natural_breaks import best_splits

        return best_splits(*self._sums, classes)

    @property
    def _sums(self) -> tuple[np.ndarray, np.ndarray]:
        """How many pixels lie before each value and after the last, and the sum of what they are."""
        weights = np.concatenate([[0.0], np.cumsum(self.counts, dtype=np.float64)])
        sums = np.concatenate([[0.0], np.cumsum(self.values * self.counts)])
        # Sums around the mean keep their digits where values are far from 0.
        return weights, sums - weights * (sums[-1] / weights[-1])


def luminance(
    colours: np.ndarray,
    weights: Sequence[float],
    *,
    present: np.ndarray | None = None,
    threads: int | None = 1,
    progress: Progress | None = None,
) -> np.ndarray:
    """The weighted sum of a picture's channels.

    Parameters
    ----------
    colours : ndarray, (height, width, channels)
        Of ``uint8``, ``uint16``, ``float16``, ``float32`` or ``float64``, without opacity.
    weights : sequence of float
        One for each channel, as `inlay.colour.luminance_weights` gives them.
    present : ndarray of bool, (height, width), optional
        Where the picture has colours; elsewhere the luminance is 0.

    Returns
    -------
    ndarray, (height, width)
        ``uint16`` for integers, else ``float32``, or ``float64`` for a picture of that type: one channel alone as it
        is stored.

    Raises
    ------
    InputError
        If a pixel in use is not finite.
    """
    if colours.shape[2] == 1:
        return _checked(colours[..., 0], present)
    integers = colours.dtype.kind == "u"
    working = np.dtype(np.float64 if colours.dtype == np.float64 else np.float32)
    scale = 65535 / np.iinfo(colours.dtype).max if integers else 1.0
    height, width = colours.shape[:2]
    out = np.empty((height, width), np.uint16 if integers else working)
    factors = [working.type(weight * scale) for weight in weights]

    def strip(top: int, bottom: int) -> None:
        total = np.full((bottom - top, width), working.type(0.5 if integers else 0))
        with np.errstate(invalid="ignore", over="ignore"):
            for channel, factor in enumerate(factors):
                if factor:
                    total += colours[top:bottom, :, channel] * factor
        out[top:bottom] = total if integers else _checked(total, None if present is None else present[top:bottom])

    Effort.of(threads, progress).in_strips(strip, height, width, _OPERATIONS * colours.shape[2])
    if integers and present is not None:
        out[~present] = 0
    return out


def within(
    plane: np.ndarray,
    low: float,
    high: float = math.inf,
    softness: float = 0.0,
    *,
    threads: int | None = 1,
    progress: Progress | None = None,
) -> np.ndarray:
    """Where a plane's values lie in a range.

    Parameters
    ----------
    plane : ndarray, (height, width)
        Of any type of samples; finite.
    low, high : float
        As a part of white; both belong to the range.
    softness : float
        Width of the ramp at either end, as a part of white: the mask is one half at `low` and at `high`.

    Returns
    -------
    ndarray, (height, width)
        Boolean without softness, else ``float32`` from 0 to 1.
    """
    if not low <= high or softness < 0 or math.isnan(softness):
        raise ParameterError(
            _("The range from {low} to {high} holds nothing.", low=low, high=high), _("Give the lower value first.")
        )
    one = white(plane.dtype)
    out = np.empty(plane.shape, np.float32 if softness else bool)

    def strip(top: int, bottom: int) -> None:
        values = plane[top:bottom]
        if not softness:
            np.greater_equal(values, low * one, out=out[top:bottom])
            if high < math.inf:
                out[top:bottom] &= values <= high * one
            return
        part = values.astype(np.float64) / one
        rising = (part - low) / softness + 0.5 if low > -math.inf else np.ones(part.shape)
        falling = (high - part) / softness + 0.5 if high < math.inf else np.ones(part.shape)
        out[top:bottom] = np.clip(np.minimum(rising, falling), 0, 1)

    Effort.of(threads, progress).in_strips(strip, len(plane), plane.shape[1], _OPERATIONS)
    return out


def otsu(
    plane: np.ndarray,
    classes: int = 2,
    *,
    counted: np.ndarray | None = None,
    threads: int | None = 1,
    progress: Progress | None = None,
) -> np.ndarray:
    """Find the thresholds that divide a plane's values into the most distinct classes.

    The sum of the classes' variances, each weighted by its size, is the least possible.

    Parameters
    ----------
    plane : ndarray, (height, width)
        Samples. Integers are counted as they are, floating point in 65536 levels from the least to the largest.
    classes : int
        2 to 8.
    counted : ndarray of bool, (height, width), optional
        Which pixels count.

    Returns
    -------
    ndarray of float64, (classes - 1,)
        Thresholds as a part of white, ascending, each halfway between the values of the classes beside it; fewer if
        there are not as many values.

    Raises
    ------
    InputError
        If there is but one value, or a value is not finite.
    ParameterError
        If there cannot be so many classes.

    References
    ----------
    N. Otsu: A Threshold Selection Method from Gray-Level Histograms. IEEE Transactions on Systems, Man, and
    Cybernetics 9(1), 1979, eqs. 12 and 18; several thresholds in section IV.
    """
    if isinstance(classes, bool) or not 2 <= classes <= MOST_CLASSES or classes % 1:
        raise ParameterError(
            _("{classes} classes are not possible.", classes=repr(classes)),
            _("Give a number from 2 to {most_classes}.", most_classes=MOST_CLASSES),
        )
    return histogram(plane, counted=counted, threads=threads, progress=progress).thresholds(int(classes))


def local(
    plane: np.ndarray,
    radius: int,
    offset: float = 0.0,
    *,
    present: np.ndarray | None = None,
    threads: int | None = 1,
    progress: Progress | None = None,
) -> np.ndarray:
    """Where a plane is brighter than the mean of the square around each pixel.

    Parameters
    ----------
    plane : ndarray, (height, width)
        Samples.
    radius : int
        The window has ``2 radius + 1`` pixels a side.
    offset : float
        By how much brighter, as a part of white.
    present : ndarray of bool, (height, width), optional
        Which pixels count in the mean.

    Returns
    -------
    ndarray of bool, (height, width)
    """
    one = white(plane.dtype)
    working = np.float64 if plane.dtype == np.float64 else np.float32
    values = plane.astype(working)
    mean = window_mean(values, radius, alpha=present, threads=threads, progress=progress)
    # Sums in single precision are not the value itself where all are the same.
    slack = 0.0 if offset else 4 * np.finfo(working).eps * (2 * radius + 1).bit_length() * one
    mean += working(offset * one + slack)
    return values > mean


def _checked(plane: np.ndarray, present: np.ndarray | None) -> np.ndarray:
    """The plane, 0 where it is absent; refused if anything else is not finite."""
    if present is not None:
        plane = np.where(present, plane, plane.dtype.type(0))
    checks.finite(plane)
    return plane


def histogram(
    plane: np.ndarray,
    *,
    counted: np.ndarray | None = None,
    threads: int | None = 1,
    progress: Progress | None = None,
) -> Histogram:
    """Count a plane's values.

    Parameters
    ----------
    plane, counted
        As for `otsu`.

    Raises
    ------
    InputError
        If a value is not finite.
    """
    effort = Effort.of(threads, progress).part(0, 0.9)
    floating = plane.dtype.kind == "f"
    if floating:
        samples = plane if counted is None else plane[counted]
        if not samples.size:
            return Histogram(np.zeros(0), np.zeros(0))
        first, last = float(samples.min()), float(samples.max())
        if not (math.isfinite(first) and math.isfinite(last)):
            raise InputError(_("The picture has pixels that are not finite."), _("Remove NaN and infinite pixels."))
        step = (last - first) / (LEVELS - 1) or 1.0
        count = LEVELS
    else:
        largest = int(np.iinfo(plane.dtype).max)
        first, step, count = 0.0, 1 / largest, largest + 1

    def strip(top: int, bottom: int) -> np.ndarray:
        samples = plane[top:bottom] if counted is None else plane[top:bottom][counted[top:bottom]]
        if floating:
            samples = np.rint((samples.astype(np.float64) - first) / step)
        return np.bincount(samples.ravel().astype(np.intp), minlength=count)

    counts = np.sum(effort.in_strips(strip, len(plane), plane.shape[1], 30), axis=0)
    places = np.flatnonzero(counts)
    return Histogram(first + places * step, counts[places])
