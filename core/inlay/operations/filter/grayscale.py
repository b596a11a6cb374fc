"""Grayscale: gray from colour, by weights of one's own choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from inlay import filters
from inlay.errors import InputError
from inlay.filters.brightness import WEIGHTS
from inlay.operations.arrays import numbers_of
from inlay.operations.declaration import Operation
from inlay.operations.filtering import CHANNEL, INPUTS, LAYER, MENU, Channels, Patch, filter_array, run_filter
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Choice, Number, Option

DECLARATION = Operation(
    id="grayscale",
    name="Grayscale",
    menu=MENU,
    summary="Turn colours into gray, by the weights of a standard, your own or of one channel.",
    help=(
        "Every channel becomes the same weighted sum of red, green and blue, as they are stored. Weights are divided "
        "by their sum, so that white stays white. A gray picture stays as it is. The result is a new layer above."
    ),
    keywords=("gray", "grey", "grayscale", "desaturate", "monochrome", "black and white", "luma", "mixer"),
    inputs=INPUTS,
    parameters=(
        Choice(
            id="weights",
            label="Weights",
            default="rec601",
            help="How much red, green and blue count.",
            options=(
                Option("rec601", "Rec. 601", "0.2989, 0.5870 and 0.1140: television, and most programs."),
                Option("rec709", "Rec. 709", "0.2126, 0.7152 and 0.0722: high definition and sRGB."),
                Option("equal", "Equal", "The mean of the three."),
                Option("own", "Own", "The three weights below."),
                Option("red", "Red alone", "Dramatic skies, bright skin."),
                Option("green", "Green alone", "The least grain."),
                Option("blue", "Blue alone", "Haze, dark skin."),
            ),
        ),
        *(
            Number(
                id=name,
                label=f"Own weight of {name}",
                default=weight,
                minimum=-10.0,
                maximum=10.0,
                help=f"How much {name} counts if the weights are your own.",
            )
            for name, weight in zip(("red", "green", "blue"), WEIGHTS["rec601"], strict=True)
        ),
        CHANNEL,
    ),
    outputs=(LAYER,),
    run="inlay.operations.filter.grayscale:run",
    function="inlay.operations.filter.grayscale:grayscale",
    ring=0,
)

_HINT = "Convert the document to RGB."


def grayscale(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    weights: str | Sequence[float] = "rec601",
    channels: Channels = "all",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Give every channel the same weighted sum of red, green and blue.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity, which stays as it is.
    region : ndarray, optional, (height, width)
        Boolean, or coverage from 0 to 1 in floating point: how much of the result is laid over the image.
    weights : {"rec601", "rec709", "equal", "red", "green", "blue"} or three floats
        How much red, green and blue count, each from -10 to 10. They are divided by their sum, so that white stays
        white.
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
    >>> inlay.grayscale(np.array([[[10, 20, 60]]], np.uint8), weights="equal").tolist()
    [[[30, 30, 30]]]
    """
    values: dict[str, Any] = {"weights": weights}
    if not isinstance(weights, str):
        own = zip(("red", "green", "blue"), numbers_of(weights, 3, "weights"), strict=True)
        values = {"weights": "own", **dict(own)}
    return filter_array(DECLARATION, _work, image, region, values, channels, threads, progress)


def run(job: Job) -> Result:
    """Turn the selected part of the layer gray."""
    return run_filter(job, DECLARATION, _work, "Turning gray")


def _work(patch: Patch, parameters: Mapping[str, Any]) -> np.ndarray:
    if patch.model == "GRAY":
        return patch.colours
    if patch.model != "RGB":
        raise InputError(f"Gray is made of red, green and blue, and not in a {patch.model} document.", _HINT)
    weights: Sequence[float] | str = parameters["weights"]
    if weights == "own":
        weights = [parameters[name] for name in ("red", "green", "blue")]
    return filters.luma(patch.source.colour, weights, **patch.options)
