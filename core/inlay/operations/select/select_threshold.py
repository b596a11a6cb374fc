"""Select by Threshold: what is bright or dark enough, by given limits, by Otsu's, or by the surroundings."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import reduce

import numpy as np

from inlay import colour
from inlay.errors import InputError
from inlay.operations.declaration import Operation
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Boolean, Choice, Integer, Number, Option
from inlay.operations.select import areas
from inlay.operations.select.areas import Ground
from inlay.picture import COLOUR_CHANNELS

_PERCENT = 100.0

DECLARATION = Operation(
    id="select-threshold",
    name="Select by Threshold",
    menu=areas.MENU,
    summary="Select what is bright enough, or dark enough: by limits, by the best threshold, or by the surroundings.",
    help=(
        "*Range* selects values between two limits. A lower limit of 0 % or an upper one of 100 % is none, so that "
        "values beyond black and white belong to the range too. *Otsu* finds the threshold, or several, that divides "
        "the values into the most distinct classes, and selects one of the classes. *Surroundings* selects what is "
        "brighter than the mean of the square around it. With *Invert* and an offset below zero it finds "
        "dark writing on unevenly lit paper.\n\n"
        "It looks at the luminance, at one channel, or at every channel on its own, of which all or any must agree. "
        "Samples count as they are stored. Fully transparent pixels are never selected."
    ),
    keywords=("threshold", "otsu", "binarise", "bright", "dark", "adaptive", "range", "mask", "levels"),
    inputs=areas.INPUTS,
    parameters=(
        Choice(
            id="method",
            label="Method",
            default="otsu",
            help="Where the limits come from.",
            options=(
                Option("otsu", "Otsu", "The limits that divide the values best."),
                Option("range", "Range", "The limits below."),
                Option("surroundings", "Surroundings", "The mean of the square around each pixel."),
            ),
        ),
        Choice(
            id="channel",
            label="Channel",
            default="luminance",
            help="What is compared.",
            options=(
                Option("luminance", "Luminance"),
                Option("all", "All channels", "Each on its own: all must agree."),
                Option("any", "Any channel", "Each on its own: one is enough."),
                Option("red", "Red"),
                Option("green", "Green"),
                Option("blue", "Blue"),
                Option("lightness", "Lightness", "Of a Lab picture."),
                Option("a", "a, green to red", "Of a Lab picture."),
                Option("b", "b, blue to yellow", "Of a Lab picture."),
                Option("cyan", "Cyan", "Of a CMYK picture."),
                Option("magenta", "Magenta", "Of a CMYK picture."),
                Option("yellow", "Yellow", "Of a CMYK picture."),
                Option("black", "Black", "Of a CMYK picture."),
            ),
        ),
        Number(
            id="low",
            label="From",
            default=50.0,
            minimum=0.0,
            maximum=_PERCENT,
            unit="%",
            help="Range: the least value that is selected.",
        ),
        Number(
            id="high",
            label="To",
            default=100.0,
            minimum=0.0,
            maximum=_PERCENT,
            unit="%",
            help="Range: the largest value that is selected.",
        ),
        Number(
            id="softness",
            label="Softness",
            default=0.0,
            minimum=0.0,
            maximum=_PERCENT,
            unit="%",
            help="Range and Otsu: over how many values the mask fades at the limits.",
        ),
        Integer(
            id="classes",
            label="Classes",
            default=2,
            minimum=2,
            maximum=8,
            help="Otsu: into how many classes the values are divided.",
        ),
        Integer(
            id="class",
            label="Class",
            default=0,
            minimum=0,
            maximum=8,
            help="Otsu: which class is selected: 1 is the darkest one, 2 the next; 0 is the brightest.",
        ),
        Integer(
            id="radius",
            label="Radius",
            default=25,
            minimum=1,
            maximum=1000,
            unit="pixels",
            help="Surroundings: how far the square around each pixel reaches.",
        ),
        Number(
            id="offset",
            label="Offset",
            default=3.0,
            minimum=-_PERCENT,
            maximum=_PERCENT,
            unit="%",
            help="Surroundings: by how much a pixel must be brighter than their mean.",
        ),
        Boolean(id="invert", label="Invert", help="Select everything else."),
        areas.results(areas.MASKS, "replace"),
        areas.BAND,
    ),
    outputs=areas.OUTPUTS,
    run="inlay.operations.select.select_threshold:run",
    function="inlay.operations.select.select_threshold:select_threshold",
    ring=0,
)


def select_threshold(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    method: str = "otsu",
    channel: str = "luminance",
    low: float = 50.0,
    high: float = 100.0,
    softness: float = 0.0,
    classes: int = 2,
    which: int = 0,
    radius: int = 25,
    offset: float = 3.0,
    invert: bool = False,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Find what is bright or dark enough.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity; where it is 0, nothing counts and nothing is found.
    region : ndarray, optional, (height, width)
        Boolean, or coverage from 0 to 1 in floating point: what is looked at. The mask is multiplied by it.
    method : {"otsu", "range", "surroundings"}
        Thresholds that divide the values best (Otsu 1979), `low` and `high`, or the mean around each pixel.
    channel : {"luminance", "all", "any", "red", "green", "blue"}
        What is compared; ``all`` and ``any`` join what is found in each channel.
    low, high : float
        In percent of white; 0 and 100 are no limits.
    softness : float
        Width of the ramp at each limit, in percent of white.
    classes, which : int
        Otsu's classes, 2 to 8, and the one that is wanted: 1 is the darkest; 0 is the brightest.
    radius, offset
        Of the square around each pixel, in pixels, and how much brighter than its mean, in percent of white.
    invert : bool
        Everything else.
    threads : int, optional
        At most so many; by default one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    ndarray, (height, width)
        Boolean, or ``float32`` from 0 to 1 where there is softness or a soft region.

    Raises
    ------
    InputError
        If the image is not a picture, lacks the channel, has pixels that are not finite, or, for Otsu, all pixels
        have the same value.
    RegionError
        If there is no pixel to look at.
    ParameterError
        If a parameter is out of its range.

    References
    ----------
    N. Otsu: A Threshold Selection Method from Gray-Level Histograms. IEEE Transactions on Systems, Man, and
    Cybernetics 9(1), 1979.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> inlay.select_threshold(np.array([[10, 12, 200, 220]], np.uint8)).tolist()
    [[False, False, True, True]]
    """
    values = {
        "method": method,
        "channel": channel,
        "low": low,
        "high": high,
        "softness": softness,
        "classes": classes,
        "class": which,
        "radius": radius,
        "offset": offset,
        "invert": invert,
    }
    job, ground = areas.on_array(DECLARATION, image, region, values, progress)
    found = ground.limited(_mask(job, ground, threads))
    mask = np.zeros(np.shape(image)[:2], found.dtype)
    mask[ground.source.box.slices] = found
    return mask


def run(job: Job) -> Result:
    """Find what the artist asks for in the layer."""
    ground = areas.ground_of(job)
    mask = job.once(("mask", ground), lambda: _mask(job, ground))
    return areas.mask_result(job, DECLARATION, ground, mask)


def _mask(job: Job, ground: Ground, threads: int | None = None) -> np.ndarray:
    planes = _planes(job, ground, threads)

    def found(number: int) -> np.ndarray:
        def told(fraction: float) -> None:
            job.progress(0.2 + 0.7 * (number + fraction) / len(planes), "Comparing")

        return _found(job, ground, planes[number], threads, told)

    join = np.maximum if job.parameters["channel"] == "any" else np.minimum
    mask = reduce(join, (found(number) for number in range(len(planes))))
    if not job.parameters["invert"]:
        return mask
    return ~mask if mask.dtype == bool else 1 - mask


def _planes(job: Job, ground: Ground, threads: int | None) -> Sequence[np.ndarray]:
    """What is compared: one plane, or one for each channel."""
    from inlay.segmentation import luminance

    wanted, model = job.parameters["channel"], ground.source.space.model.removesuffix("A")
    names = COLOUR_CHANNELS[model]
    if wanted == "luminance":
        weights = colour.luminance_weights(ground.source.space)
        chosen = [(ground.colours, weights)]
    elif wanted in ("all", "any"):
        chosen = [(ground.colours[..., [number]], (1.0,)) for number in range(len(names))]
    elif wanted in names:
        chosen = [(ground.colours[..., [names.index(wanted)]], (1.0,))]
    else:
        raise InputError(f"A {model} picture has no channel {wanted}.", "It has " + ", ".join(names) + ".")

    def told(fraction: float) -> None:
        job.progress(0.2 * fraction, "Looking")

    return [
        luminance(colours, weights, present=ground.counted, threads=threads, progress=told)
        for colours, weights in chosen
    ]


def _found(
    job: Job, ground: Ground, plane: np.ndarray, threads: int | None, told: Callable[[float], None]
) -> np.ndarray:
    from inlay.segmentation import local, otsu, within

    parameters = job.parameters
    if parameters["method"] == "surroundings":
        radius, offset = parameters["radius"], parameters["offset"] / _PERCENT
        # What lies around on the canvas does not count; only beyond the canvas is the picture mirrored.
        box = ground.source.box
        frame = box.grow(radius).intersect(job.document.box)
        margins = ((box.y - frame.y, frame.bottom - box.bottom), (box.x - frame.x, frame.right - box.right))
        counted = ground.counted
        if frame != box:
            counted = np.pad(np.ones(plane.shape, bool) if counted is None else counted, margins)
            plane = np.pad(plane, margins)
        found = local(plane, radius, offset, present=counted, threads=threads, progress=told)
        return found[box.shift(-frame.x, -frame.y).slices]
    if parameters["method"] == "range":
        low, high = parameters["low"] / _PERCENT, parameters["high"] / _PERCENT
        low, high = low if low > 0 else -math.inf, high if high < 1 else math.inf
    else:
        limits = otsu(plane, parameters["classes"], counted=ground.counted, threads=threads, progress=told)
        if len(limits) + 1 < parameters["classes"]:
            raise InputError(f"There are only {len(limits) + 1} different values.", "Ask for fewer classes.")
        number = parameters["class"] or len(limits) + 1
        if number > len(limits) + 1:
            raise InputError(f"There is no class {number} of {len(limits) + 1}.", "Ask for more classes.")
        low, high = [-math.inf, *limits, math.inf][number - 1 : number + 1]
    return within(plane, low, high, parameters["softness"] / _PERCENT, threads=threads, progress=told)
