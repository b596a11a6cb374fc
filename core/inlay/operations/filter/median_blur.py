"""Median Blur: grain goes, edges stay."""

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
    id="median-blur",
    name="Median Blur",
    menu=MENU,
    summary="Take away grain and small things, and keep edges, by the median around each pixel.",
    help=(
        "Every sample becomes the median of the square around it, channel by channel. All pixels count alike but those "
        f"that are fully transparent.\n\n{SURROUNDINGS}"
    ),
    keywords=("blur", "median", "despeckle", "denoise", "grain", "smooth"),
    inputs=INPUTS,
    parameters=(
        Integer(
            id="radius",
            label="Radius",
            default=5,
            minimum=1,
            maximum=reach.LARGEST_MEDIAN,
            unit="pixels",
            help="How far the square reaches: its side is twice that and one.",
        ),
        CHANNEL,
    ),
    outputs=(LAYER,),
    run="inlay.operations.filter.median_blur:run",
    function="inlay.operations.filter.median_blur:median_blur",
    ring=0,
    ring_by=(("radius", 1),),
)


def median_blur(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    radius: int = 5,
    channels: Channels = "all",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Replace every sample by the median of the square of ``2 radius + 1`` pixels around it, channel by channel.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity: it stays as it is, and pixels that are fully
        transparent do not count. Beyond its border the image is mirrored.
    region : ndarray, optional, (height, width)
        Boolean, or coverage from 0 to 1 in floating point: how much of the result is laid over the image.
    radius : int
        In pixels, 1 to 200. With 8 bits the time hardly depends on it; with more it grows with the radius.
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
    >>> picture = np.full((5, 5), 7, np.uint8)
    >>> picture[2, 2] = 255
    >>> int(inlay.median_blur(picture, radius=1)[2, 2])
    7
    """
    return filter_array(DECLARATION, _work, image, region, {"radius": radius}, channels, threads, progress)


def run(job: Job) -> Result:
    """Blur the selected part of the layer."""
    return run_filter(job, DECLARATION, _work, "Blurring")


def _work(patch: Patch, parameters: Mapping[str, Any]) -> np.ndarray:
    return filters.window_median(patch.colours, parameters["radius"], **patch.options)
