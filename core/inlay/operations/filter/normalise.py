"""Normalise: the whole range from black to white."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from inlay import filters
from inlay.operations.arrays import numbers_of
from inlay.operations.declaration import Operation
from inlay.operations.filtering import CHANNEL, INPUTS, LAYER, MENU, Channels, Patch, filter_array, run_filter
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Choice, Number, Option

DECLARATION = Operation(
    id="normalise",
    name="Normalise",
    menu=MENU,
    summary="Stretch brightness so that the darkest becomes black and the brightest white.",
    help=(
        "The range is that of the selected pixels that are not fully transparent. What is clipped is cut off in "
        "integers, and goes beyond black and white in floating point. The result is a new layer above."
    ),
    keywords=("normalise", "normalize", "stretch", "contrast", "levels", "range", "white balance"),
    inputs=INPUTS,
    parameters=(
        Choice(
            id="per",
            label="Range",
            default="colour",
            help="Whether all channels share one range.",
            options=(
                Option("colour", "Joined", "One range for all channels: hues stay."),
                Option("channel", "Per channel", "Each channel's own range, which takes away a cast of colour."),
            ),
        ),
        *(
            Number(
                id=f"clip-{side}",
                label=f"Clip {side}",
                default=0.1,
                minimum=0.0,
                maximum=49.0,
                unit="percent",
                help=f"How much of the picture may become {words}.",
            )
            for side, words in (("dark", "darker than black"), ("bright", "brighter than white"))
        ),
        CHANNEL,
    ),
    outputs=(LAYER,),
    run="inlay.operations.filter.normalise:run",
    function="inlay.operations.filter.normalise:normalise",
    ring=0,
)


def normalise(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    per: str = "colour",
    clip: tuple[float, float] = (0.1, 0.1),
    channels: Channels = "all",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Stretch the samples so that the darkest becomes black and the brightest white.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity, which stays as it is.
    region : ndarray, optional, (height, width)
        Boolean, or coverage from 0 to 1 in floating point: how much of the result is laid over the image.
    per : {"colour", "channel"}
        One range for all chosen channels, which keeps hues, or one for each, which takes away a cast of colour.
    clip : (float, float)
        Percent of the samples that may become darker than black and brighter than white, 0 to 49 each.
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
    >>> inlay.normalise(np.array([[50, 100, 150]], np.uint8), clip=(0, 0)).tolist()
    [[0, 128, 255]]
    """
    dark, bright = numbers_of(clip, 2, "clip")
    values = {"per": per, "clip-dark": dark, "clip-bright": bright}
    return filter_array(DECLARATION, _work, image, region, values, channels, threads, progress)


def run(job: Job) -> Result:
    """Normalise the selected part of the layer."""
    return run_filter(job, DECLARATION, _work, "Normalising")


def _work(patch: Patch, parameters: Mapping[str, Any]) -> np.ndarray:
    return filters.stretched_range(
        patch.colours,
        low=parameters["clip-dark"],
        high=parameters["clip-bright"],
        per=parameters["per"],
        counted=patch.covered,
        **patch.options,
    )
