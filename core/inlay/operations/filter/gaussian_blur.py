"""Gaussian Blur: the softest blur, from a breath to a haze."""

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
from inlay.operations.parameters import Number

DECLARATION = Operation(
    id="gaussian-blur",
    name="Gaussian Blur",
    menu=MENU,
    summary="Blur softly, by a Gaussian around each pixel.",
    help=f"Every pixel becomes its neighbours' mean, weighted by a Gaussian, channel by channel.\n\n{SURROUNDINGS}",
    keywords=("blur", "gaussian", "gauss", "smooth", "soften", "defocus"),
    inputs=INPUTS,
    parameters=(
        Number(
            id="radius",
            label="Radius",
            default=5.0,
            minimum=0.1,
            maximum=reach.LARGEST_GAUSSIAN,
            unit="pixels",
            help="The standard deviation of the Gaussian.",
        ),
        CHANNEL,
    ),
    outputs=(LAYER,),
    run="inlay.operations.filter.gaussian_blur:run",
    function="inlay.operations.filter.gaussian_blur:gaussian_blur",
    ring=0,
    ring_by=(("radius", reach.CUT),),
)


def gaussian_blur(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    radius: float = 5.0,
    channels: Channels = "all",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Replace every pixel by its neighbours' mean, weighted by a Gaussian.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity: it stays as it is, and every pixel counts by it. Beyond
        its border the image is mirrored.
    region : ndarray, optional, (height, width)
        Boolean, or coverage from 0 to 1 in floating point: how much of the result is laid over the image.
    radius : float
        Standard deviation in pixels, 0.1 to 500. Weights end at 4.5 of them.
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
    >>> picture[2, 2] = 255
    >>> int(inlay.gaussian_blur(picture, radius=1.0)[2, 2])
    41
    """
    return filter_array(DECLARATION, _work, image, region, {"radius": radius}, channels, threads, progress)


def run(job: Job) -> Result:
    """Blur the selected part of the layer."""
    return run_filter(job, DECLARATION, _work, "Blurring")


def _work(patch: Patch, parameters: Mapping[str, Any]) -> np.ndarray:
    return filters.gaussian_mean(patch.colours, parameters["radius"], **patch.options)
