"""Stretching a picture's range from black to white."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np

from inlay.arrays import checks
from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import InlayWarning
from inlay.filters.neighbourhood import Neighbourhood, Part, neighbourhood
from inlay.filters.order_statistics import Samples, between

PER = ("channel", "colour")
_MOST_PERCENT = 49


def stretched_range(
    image: np.ndarray,
    *,
    low: float = 0.0,
    high: float = 0.0,
    per: str = "colour",
    counted: np.ndarray | None = None,
    ranges: Sequence[tuple[float, float]] | None = None,
    alpha: np.ndarray | None = None,
    part: Part | None = None,
    threads: int | None = 1,
    progress: Progress | None = None,
) -> np.ndarray:
    """Stretch the samples so that the darkest becomes black and the brightest white.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``, without opacity.
    low, high : float
        Percent of the samples that may become darker than black and brighter than white, 0 to 49. They are cut off
        in integers and stay in floating point.
    per : {"channel", "colour"}
        A range for each channel, which takes away a cast of colour, or one for all, which keeps the hues.
    counted : ndarray of bool, optional, (part's height, part's width)
        Which pixels of the part tell the range; by default all that are not fully transparent.
    ranges : sequence of (darkest, brightest), optional
        What becomes black and white: one pair, or one for each channel; by default that of the samples.
    alpha : ndarray, optional, (height, width)
        Opacity; where it is 0, colours may be anything.
    part : (slice, slice), optional
        Rows and columns that are wanted.
    threads : int, optional
        At most so many; None for one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1; may raise to stop.

    Returns
    -------
    ndarray
        The part, with the image's channels and type. A channel whose samples are all alike stays as it is, with a
        warning.

    Raises
    ------
    InputError
        If the image is not a picture, or a pixel in use is not finite.
    RegionError
        If no pixel counts.
    ParameterError
        If `low`, `high` or `per` is not possible.

    References
    ----------
    N. Limare, J.-L. Lisani, J.-M. Morel, A. B. Petro, C. Sbert: Simplest Color Balance. Image Processing On Line 1,
    2011, https://doi.org/10.5201/ipol.2011.llmps-scb
    """
    around = neighbourhood(image, alpha, part)
    effort = Effort.of(threads, progress)
    if ranges is None:
        ranges = _ranges(lambda: [(around, counted)], low, high, per, effort.part(0, 0.5))
    groups, out = _groups(around.channels, per), around.empty()
    for number, (group, (darkest, brightest)) in enumerate(zip(groups, ranges, strict=True)):
        stage = effort.part(0.5 + 0.5 * number / len(groups), 0.5 + 0.5 * (number + 1) / len(groups))
        _stretch(around, group, darkest, brightest, out, stage)
    return around.shaped(out)


def common_ranges(
    images: Callable[[], Iterable[Mapping[str, Any]]],
    *,
    low: float = 0.0,
    high: float = 0.0,
    per: str = "colour",
    threads: int | None = 1,
) -> list[tuple[float, float]]:
    """What `stretched_range` makes black and white, of several images as if they were one.

    Parameters
    ----------
    images : callable
        Gives all of them, as often as it is called: ``image``, ``alpha``, ``part`` and ``counted`` of each as
        `stretched_range` takes them. All have the same channels and type.
    low, high, per, threads
        As `stretched_range` takes them.

    Returns
    -------
    list of (darkest, brightest)
        For `ranges` of `stretched_range`.

    Raises
    ------
    InputError, RegionError, ParameterError
        As `stretched_range`.
    """

    def parts() -> Iterator[tuple[Neighbourhood, np.ndarray | None]]:
        for each in images():
            yield neighbourhood(each["image"], each.get("alpha"), each.get("part")), each.get("counted")

    return _ranges(parts, low, high, per, Effort.of(threads, None))


def _ranges(
    parts: Callable[[], Iterable[tuple[Neighbourhood, np.ndarray | None]]],
    low: float,
    high: float,
    per: str,
    effort: Effort,
) -> list[tuple[float, float]]:
    """The darkest and the brightest sample of each group of channels."""
    checks.choice(per, PER, "per")
    for percent, name in ((low, "low"), (high, "high")):
        checks.within(percent, 0, _MOST_PERCENT, name)
    first, _ = next(iter(parts()))

    def range_of(group: list[int], stage: Effort) -> tuple[float, float]:
        def histogram(digit: int, prefix: int | None, effort: Effort) -> np.ndarray:
            samples = (Samples(around, group, counted) for around, counted in parts())
            return reduce(np.add, (each.histogram(digit, prefix, effort) for each in samples))

        return between(histogram, first.image.dtype, low, high, stage)

    groups = _groups(first.channels, per)
    return [
        range_of(group, effort.part(number / len(groups), (number + 1) / len(groups)))
        for number, group in enumerate(groups)
    ]


def _groups(channels: int, per: str) -> list[list[int]]:
    """The channels that are stretched together."""
    numbers = list(range(channels))
    return [numbers] if per == "colour" else [[number] for number in numbers]


def _stretch(
    around: Neighbourhood,
    group: list[int],
    darkest: float,
    brightest: float,
    out: np.ndarray,
    effort: Effort,
) -> None:
    if brightest <= darkest:
        message = _("There is nothing to stretch: all samples are alike.")
        warn(InlayWarning("flat", message, _("Select a part with more than one brightness.")))
        darkest, brightest = 0.0, around.white
    scale = around.working.type(around.white / (brightest - darkest))

    def strip(top: int, bottom: int) -> None:
        for channel in group:
            values = around.numbers(channel, around.rows(top, bottom))
            around.store(out[top:bottom, :, channel], (values - values.dtype.type(darkest)) * scale)

    effort.in_strips(strip, around.height, around.width, 20 * len(group))
