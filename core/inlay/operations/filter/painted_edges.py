"""Painted Edges: the outlines of patches of paint."""

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
    PER,
    SURROUNDINGS,
    Channels,
    Patch,
    filter_array,
    run_filter,
)
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Integer, Number

DECLARATION = Operation(
    id="painted-edges",
    name="Painted Edges",
    menu=MENU,
    summary="Show the outlines of patches, as if the picture were painted: median, then Sobel.",
    help=(
        f"The median melts grain and small things into patches; Sobel then shows where patches meet.\n\n{SURROUNDINGS}"
    ),
    keywords=("edge", "edges", "paint", "painted", "median", "sobel", "cartoon", "outline"),
    inputs=INPUTS,
    parameters=(
        Integer(
            id="radius",
            label="Radius",
            default=7,
            minimum=0,
            maximum=reach.LARGEST_MEDIAN,
            unit="pixels",
            help="Of the median: things smaller than that have no outline.",
        ),
        PER,
        Number(
            id="strength",
            label="Strength",
            default=2.0,
            minimum=0.0,
            maximum=100.0,
            help="What the length of the gradient is multiplied by.",
        ),
        CHANNEL,
    ),
    outputs=(LAYER,),
    run="inlay.operations.filter.painted_edges:run",
    function="inlay.operations.filter.painted_edges:painted_edges",
    ring=1,
    ring_by=(("radius", 1),),
)


def painted_edges(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    radius: int = 7,
    per: str = "channel",
    strength: float = 2.0,
    channels: Channels = "all",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Replace every sample by the length of the gradient of the median there.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity: it stays as it is, and every pixel counts by it. Beyond
        its border the image is mirrored.
    region : ndarray, optional, (height, width)
        Boolean, or coverage from 0 to 1 in floating point: how much of the result is laid over the image.
    radius : int
        Of the median, in pixels, 0 to 200.
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

    Examples
    --------
    >>> import numpy as np, inlay
    >>> picture = np.zeros((9, 9))
    >>> picture[4, 4] = 1.0
    >>> float(inlay.painted_edges(picture, radius=1).max())
    0.0
    """
    values = {"radius": radius, "per": per, "strength": strength}
    return filter_array(DECLARATION, _work, image, region, values, channels, threads, progress)


def run(job: Job) -> Result:
    """Show the outlines of the selected part of the layer."""
    return run_filter(job, DECLARATION, _work, "Looking for edges")


def _work(patch: Patch, parameters: Mapping[str, Any]) -> np.ndarray:
    per, strength = parameters["per"], parameters["strength"]
    return filters.median_sobel_magnitude(
        patch.colours, parameters["radius"], per=per, strength=strength, **patch.options
    )
