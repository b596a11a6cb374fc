"""Sobel: the edges of a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from inlay import filters
from inlay.operations.declaration import Operation
from inlay.operations.filtering import (
    CHANNEL,
    INPUTS,
    LAYER,
    MENU,
    PER,
    SURROUNDINGS,
    Channels,
    Patch,
    filter_array,
    run_filter,
)
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Number

DECLARATION = Operation(
    id="sobel",
    name="Sobel",
    menu=MENU,
    summary="Show edges: the length of the gradient after Sobel.",
    help=(
        "White where the picture goes from black to white within a pixel or two, black where nothing changes.\n\n"
        f"{SURROUNDINGS}"
    ),
    keywords=("edge", "edges", "gradient", "sobel", "outline", "contour"),
    inputs=INPUTS,
    parameters=(
        PER,
        Number(
            id="strength",
            label="Strength",
            default=1.0,
            minimum=0.0,
            maximum=100.0,
            help="What the length of the gradient is multiplied by.",
        ),
        CHANNEL,
    ),
    outputs=(LAYER,),
    run="inlay.operations.filter.sobel:run",
    function="inlay.operations.filter.sobel:sobel",
    ring=1,
)


def sobel(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    per: str = "channel",
    strength: float = 1.0,
    channels: Channels = "all",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Replace every sample by the length of the gradient there.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity: it stays as it is, and every pixel counts by it. Beyond
        its border the image is mirrored.
    region : ndarray, optional, (height, width)
        Boolean, or coverage from 0 to 1 in floating point: how much of the result is laid over the image.
    per : {"channel", "colour"}
        Each channel's own gradient, or one for all chosen channels: the root of the mean of their squares.
    strength : float
        What the length is multiplied by, 0 to 100; with 1 a step from black to white gives white.
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

    References
    ----------
    I. Sobel, G. Feldman: A 3x3 isotropic gradient operator for image processing. Stanford Artificial Intelligence
    Project, 1968.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> inlay.sobel(np.tile([0.0, 0.0, 1.0, 1.0], (2, 1)))[0].tolist()
    [0.0, 1.0, 1.0, 0.0]
    """
    values = {"per": per, "strength": strength}
    return filter_array(DECLARATION, _work, image, region, values, channels, threads, progress)


def run(job: Job) -> Result:
    """Show the edges of the selected part of the layer."""
    return run_filter(job, DECLARATION, _work, "Looking for edges")


def _work(patch: Patch, parameters: Mapping[str, Any]) -> np.ndarray:
    per, strength = parameters["per"], parameters["strength"]
    return filters.sobel_magnitude(patch.colours, per=per, strength=strength, **patch.options)
