"""Stretching a picture's range from black to white."""

from __future__ import annotations

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.arrays.warning import warn
from inlay.errors import InlayWarning, ParameterError
from inlay.filters.neighbourhood import Neighbourhood, Part, neighbourhood
from inlay.filters.order_statistics import Samples

PER = ("channel", "colour")


def stretched_range(
    image: np.ndarray,
    *,
    low: float = 0.0,
    high: float = 0.0,
    per: str = "colour",
    counted: np.ndarray | None = None,
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
    """
    around = neighbourhood(image, alpha, part)
    effort = Effort.of(threads, progress)
    if per not in PER:
        raise ParameterError(f"A range per {per!r} is not possible.", "Give one of " + ", ".join(PER) + ".")
    for percent in (low, high):
        if not 0 <= percent <= 49:
            raise ParameterError(f"{percent!r} percent are not possible.", "Give a number from 0 to 49.")
    channels = list(range(around.channels))
    groups = [channels] if per == "colour" else [[channel] for channel in channels]
    out = around.empty()
    for number, group in enumerate(groups):
        stage = effort.part(number / len(groups), (number + 1) / len(groups))
        darkest, brightest = Samples(around, group, counted).between(low, high, stage.part(0, 0.5))
        _stretch(around, group, darkest, brightest, out, stage.part(0.5, 1))
    return out.reshape(*out.shape[:2], *np.shape(image)[2:])


def _stretch(
    around: Neighbourhood,
    group: list[int],
    darkest: float,
    brightest: float,
    out: np.ndarray,
    effort: Effort,
) -> None:
    if brightest <= darkest:
        message = "There is nothing to stretch: all samples are alike."
        warn(InlayWarning("flat", message, "Select a part with more than one brightness."))
        darkest, brightest = 0.0, around.white
    scale = around.working.type(around.white / (brightest - darkest))

    def strip(top: int, bottom: int) -> None:
        for channel in group:
            values = around.numbers(channel, around.rows(top, bottom))
            around.store(out[top:bottom, :, channel], (values - values.dtype.type(darkest)) * scale)

    effort.in_strips(strip, around.height, around.width, 20 * len(group))
