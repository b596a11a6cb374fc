"""How much a picture changes from pixel to pixel."""

from __future__ import annotations

import math

import numpy as np

from inlay.arrays import checks
from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.contract.language import _
from inlay.errors import ParameterError
from inlay.filters.convolution import Response
from inlay.filters.medians import window_median
from inlay.filters.neighbourhood import Part, neighbourhood
from inlay.filters.reach import LARGEST_MEDIAN

PER = ("channel", "colour")
#: A step from 0 to 1 between two columns gives 1.
_ACROSS = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 4


def sobel_magnitude(
    image: np.ndarray,
    *,
    per: str = "channel",
    strength: float = 1.0,
    alpha: np.ndarray | None = None,
    part: Part | None = None,
    threads: int | None = 1,
    progress: Progress | None = None,
) -> np.ndarray:
    """The length of the gradient after Sobel: white where a straight edge goes from black to white.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``, without opacity.
    per : {"channel", "colour"}
        Each channel's own gradient, or one for all: the root of the mean of their squares, which for a gray picture
        is the same.
    strength : float
        What the length is multiplied by.
    alpha : ndarray, optional, (height, width)
        Opacity, in samples or from 0 to 1. A neighbour counts by it; for the rest of it the pixel's own colour counts,
        so that colours of transparent pixels are never used and an edge of the opacity is no edge of the colours.
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
        If `per` or `strength` is not possible.

    References
    ----------
    I. Sobel, G. Feldman: A 3x3 isotropic gradient operator for image processing. Stanford Artificial Intelligence
    Project, 1968.
    """
    around = neighbourhood(image, alpha, part)
    effort = Effort.of(threads, progress)
    checks.choice(per, PER, "per")
    if not math.isfinite(strength) or strength < 0:
        raise ParameterError(
            _("The strength {strength} is not possible.", strength=repr(strength)),
            _("Give a number that is not negative."),
        )
    across, down = Response(around, _ACROSS), Response(around, _ACROSS.T)
    out = around.empty()

    def strip(top: int, bottom: int) -> None:
        area = around.rows(top, bottom)
        squares = [x * x + y * y for x, y in zip(across.channels(area), down.channels(area), strict=True)]
        if per == "colour":
            joint = sum(squares[1:], squares[0]) / squares[0].dtype.type(len(squares))
            squares = [joint] * len(squares)
        for channel, square in enumerate(squares):
            around.store(out[top:bottom, :, channel], np.sqrt(square) * square.dtype.type(strength))

    operations = 60 * around.channels
    effort.in_strips(strip, around.height, around.width, operations)
    return around.shaped(out)


def median_sobel_magnitude(
    image: np.ndarray,
    radius: int,
    *,
    per: str = "channel",
    strength: float = 1.0,
    alpha: np.ndarray | None = None,
    part: Part | None = None,
    threads: int | None = 1,
    progress: Progress | None = None,
) -> np.ndarray:
    """The gradient of the median: the outlines of patches as of paint, without the grain inside them.

    Parameters
    ----------
    radius : int
        Of the median, in pixels, 0 to 200.
    image, per, strength, alpha, part, threads, progress
        As in `sobel_magnitude` and `window_median`.

    Returns
    -------
    ndarray
        The part, with the image's channels and type. Beyond its border the image is mirrored.

    Raises
    ------
    InputError
        If the image is not a picture, or a pixel in use is not finite.
    ParameterError
        If the radius, `per` or `strength` is not possible.
    """
    area = neighbourhood(image, alpha, part).part
    smoothing, measuring = (Effort.of(threads, progress).part(*share) for share in ((0, 0.8), (0.8, 1)))
    radius = checks.whole_number(radius, LARGEST_MEDIAN, "radius")
    height, width = np.shape(image)[:2]
    # The gradient reads one pixel around the part.
    top, left = max(0, area.y - 1), max(0, area.x - 1)
    wide = slice(top, min(height, area.bottom + 1)), slice(left, min(width, area.right + 1))
    patches = window_median(image, radius, alpha=alpha, part=wide, threads=threads, progress=smoothing.progress)
    return sobel_magnitude(
        patches,
        per=per,
        strength=strength,
        alpha=None if alpha is None else np.asarray(alpha)[wide],
        part=(slice(area.y - top, area.bottom - top), slice(area.x - left, area.right - left)),
        threads=threads,
        progress=measuring.progress,
    )
