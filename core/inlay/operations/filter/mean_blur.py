"""Mean Blur: every pixel becomes the mean of the square around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from inlay import filters
from inlay.filters import reach
from inlay.operations.declaration import Operation
from inlay.operations.filtering import (
    CHANNEL,
    INPUTS,
    LAYER,
    MENU,
    SURROUNDINGS,
    Channels,
    Patch,
    filter_array,
    run_filter,
)
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Integer

DECLARATION = Operation(
    id="mean-blur",
    name="Mean Blur",
    menu=MENU,
    summary="Blur by the mean of a square around each pixel.",
    help=f"Every pixel becomes the mean of the square around it, channel by channel.\n\n{SURROUNDINGS}",
    keywords=("blur", "mean", "average", "box", "smooth", "soften"),
    inputs=INPUTS,
    parameters=(
        Integer(
            id="radius",
            label="Radius",
            default=5,
            minimum=1,
            maximum=reach.LARGEST_MEAN,
            unit="pixels",
            help="How far the square reaches: its side is twice that and one.",
        ),
        CHANNEL,
    ),
    outputs=(LAYER,),
    run="inlay.operations.filter.mean_blur:run",
    function="inlay.operations.filter.mean_blur:mean_blur",
    ring=0,
    ring_by=(("radius", 1),),
)


def mean_blur(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    radius: int = 5,
    channels: Channels = "all",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Replace every pixel by the mean of the square of ``2 radius + 1`` pixels around it.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity: it stays as it is, and every pixel counts by it. Beyond
        its border the image is mirrored.
    region : ndarray, optional, (height, width)
        Boolean, or coverage from 0 to 1 in floating point: how much of the result is laid over the image.
    radius : int
        In pixels, 1 to 1000.
    channels : str or sequence
        ``"all"``, a name such as ``"red"`` or ``"red-blue"``, or names or numbers of channels. Others stay.
    threads : int, optional
        At most so many; by default one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    ndarray
        Of the image's shape and type.

    Raises
    ------
    InputError
        If the image is not a picture, lacks a channel, or a pixel in use is not finite.
    RegionError
        If the region is empty.
    ParameterError
        If a parameter is out of its range.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> picture = np.zeros((5, 5), np.uint8)
    >>> picture[2, 2] = 90
    >>> int(inlay.mean_blur(picture, radius=1)[1, 1])
    10
    """
    return filter_array(DECLARATION, _work, image, region, {"radius": radius}, channels, threads, progress)


def run(job: Job) -> Result:
    """Blur the selected part of the layer."""
    return run_filter(job, DECLARATION, _work, "Blurring")


def _work(patch: Patch, parameters: Mapping[str, Any]) -> np.ndarray:
    return filters.window_mean(patch.colours, parameters["radius"], **patch.options)
