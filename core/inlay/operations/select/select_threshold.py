"""Select by Threshold: what is bright or dark enough, by given limits, by Otsu's, or by the surroundings."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import numpy as np

from inlay import colour
from inlay.arrays.progress import Progress
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.operations.declaration import operation
from inlay.operations.job import Curve, Job
from inlay.operations.parameters import Boolean, Choice, Integer, Number, Option
from inlay.operations.part import Part
from inlay.operations.select.areas import (
    OUTPUTS,
    Band,
    MaskResult,
    Region,
    Source,
    counted,
    is_everywhere,
    limited,
    looked_at,
)
from inlay.operations.select.segments import Segment
from inlay.picture import COLOUR_CHANNELS

if TYPE_CHECKING:
    from inlay.segmentation.thresholds import Histogram

_PERCENT = 100.0
_CURVE_STEPS = 129
_Method = Literal["otsu", "range", "surroundings"]
_Channel = Literal[
    "luminance",
    "all",
    "any",
    "red",
    "green",
    "blue",
    "lightness",
    "a",
    "b",
    "cyan",
    "magenta",
    "yellow",
    "black",
]
_BY_OTSU, _BY_RANGE = {"method": ("otsu",)}, {"method": ("range",)}
_BY_SURROUNDINGS = {"method": ("surroundings",)}


@operation(
    name="Select by Threshold",
    yields=OUTPUTS,
    keywords=("luminosity mask", "color range", "otsu", "binarise", "line art", "writing", "scan"),
    suits="What differs by its brightness: a scan's ink, a sky, coins on a cloth.",
    ring=0,
    ring_by={"radius": 1},
    local={"method": ("range", "surroundings"), "result": ("replace", "layer-mask", "channel", "layer", "picture")},
    for_documents=("result", "band"),
    array_values={"result": "intersect"},
)
def select_threshold(
    source: Source,
    region: Region,
    job: Job,
    *,
    method: Annotated[
        _Method,
        Choice(
            "Method",
            "What says how bright is bright enough.",
            options=(
                Option("otsu", "Automatic", "Where light and dark part best (Otsu)."),
                Option("range", "Between limits", "From one brightness to another."),
                Option(
                    "surroundings", "Against surroundings", "Brighter than the mean of the square around each pixel."
                ),
            ),
        ),
    ] = "otsu",
    channel: Annotated[
        _Channel,
        Choice(
            "Channel",
            "What is compared.",
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
            rank="expert",
        ),
    ] = "luminance",
    low: Annotated[
        float,
        Number("From", "Between limits: the least value that is selected.", 0.0, _PERCENT, "%", matters_when=_BY_RANGE),
    ] = 50.0,
    high: Annotated[
        float,
        Number("To", "Between limits: the largest value that is selected.", 0.0, _PERCENT, "%", matters_when=_BY_RANGE),
    ] = 100.0,
    softness: Annotated[
        float,
        Number(
            "Softness",
            "Over how many values the mask fades at the limits; not against surroundings.",
            0.0,
            _PERCENT,
            "%",
            matters_when={"method": ("otsu", "range")},
        ),
    ] = 0.0,
    classes: Annotated[
        int,
        Integer(
            "Parts",
            "Automatic: into how many parts from dark to bright the values are divided.",
            2,
            8,
            matters_when=_BY_OTSU,
            rank="expert",
        ),
    ] = 2,
    class_number: Annotated[
        int,
        Integer(
            "Part to select",
            "Automatic: which part is selected: 1 is the darkest one, 2 the next; 0 is the brightest.",
            0,
            8,
            matters_when=_BY_OTSU,
            rank="expert",
        ),
    ] = 0,
    radius: Annotated[
        int,
        Integer(
            "Radius",
            "Against surroundings: how far the square around each pixel reaches.",
            1,
            1000,
            "pixels",
            matters_when=_BY_SURROUNDINGS,
            rank="expert",
        ),
    ] = 25,
    offset: Annotated[
        float,
        Number(
            "Brighter by",
            "Against surroundings: by how much a pixel must be brighter than their mean.",
            -_PERCENT,
            _PERCENT,
            "%",
            matters_when=_BY_SURROUNDINGS,
            rank="expert",
        ),
    ] = 3.0,
    invert: Annotated[bool, Boolean("Invert", "Select everything else.")] = False,
    result: MaskResult = "replace",
    band: Band = 10,
) -> Segment:
    """Select what is bright or dark: automatically, between limits, or against what is around.

    Automatically it finds the threshold, or several, that divides the values into the most distinct parts (Otsu), and
    selects one of the parts. Between limits it selects values from one to the other; a lower limit of 0 % or an upper
    one of 100 % is none, so that values beyond black and white belong to the range too. Against the surroundings it
    selects what is brighter than the mean of the square around it: inverted, and with less than zero percent, it finds
    dark writing on unevenly lit paper.

    It looks at the luminance, at one channel, or at every channel on its own, of which all or any must agree. Samples
    count as they are stored. Fully transparent pixels are never selected.

    What it found automatically is in the report (--json on the command line), by channel: the thresholds, black as 0
    and white as 1, and the variance between two parts at 129 equal steps from black to white.

    See Also
    --------
    select_clusters : When colours tell things apart, and brightness does not.
    select_scribbles : When neither does, and a stroke has to say it.
    trace : Afterwards, to make paths of what was found.

    References
    ----------
    N. Otsu: A Threshold Selection Method from Grey-Level Histograms. IEEE Transactions on Systems, Man, and
    Cybernetics 9(1), 1979, https://doi.org/10.1109/TSMC.1979.4310076

    Examples
    --------
    >>> import numpy as np, inlay
    >>> inlay.select_threshold(np.array([[10, 12, 200, 220]], np.uint8)).tolist()
    [[False, False, True, True]]
    """
    from inlay.segmentation import within

    part = looked_at(job, source, region, result)
    criteria: dict[str, _Criterion] = {}

    def compared(name: str, plane: np.ndarray, progress: Progress) -> np.ndarray:
        if method == "surroundings":
            return _brighter(part, plane, radius, offset / _PERCENT, progress)
        if method == "range":
            limits = low / _PERCENT if low > 0 else -math.inf, high / _PERCENT if high < _PERCENT else math.inf
        else:
            limits, criteria[name] = _class_limits(part, plane, classes, class_number, progress)
        return within(plane, *limits, softness / _PERCENT, threads=job.effort.threads, progress=progress)

    mask, found = job.once(("mask", is_everywhere(result)), lambda: (_mask(part, channel, compared, invert), criteria))
    report = {"otsu": {name: each.report for name, each in found.items()}} if found else {}
    curve = next(iter(found.values())).curve if len(found) == 1 else None
    return Segment(part, limited(part, mask), result, band, curve, report=report)


class _Criterion(NamedTuple):
    """What Otsu's thresholds of a plane were chosen by.

    Attributes
    ----------
    variances : ndarray
        Between the values up to each of some equal steps from black to white, and those above it.
    thresholds : sequence of float
        As parts of white.
    """

    variances: np.ndarray
    thresholds: Sequence[float]

    @property
    def curve(self) -> Curve:
        return Curve(self.variances, np.clip(self.thresholds, 0, 1).tolist())

    @property
    def report(self) -> dict[str, list[float]]:
        return {"thresholds": list(self.thresholds), "variances": self.variances.tolist()}


def _mask(
    part: Part, channel: str, compared: Callable[[str, np.ndarray, Progress], np.ndarray], invert: bool
) -> np.ndarray:
    """What the comparison finds in the channel, or in all of them or any."""
    planes = _planes(part, channel)
    share = 0.7 / len(planes)
    found = (
        compared(name, plane, part.job.span(0.2 + number * share, 0.2 + (number + 1) * share, _("Comparing")))
        for number, (name, plane) in enumerate(planes.items())
    )
    mask = reduce(np.maximum if channel == "any" else np.minimum, found)
    if not invert:
        return mask
    return ~mask if mask.dtype == bool else 1 - mask


def _planes(part: Part, channel: str) -> dict[str, np.ndarray]:
    """What is compared, by its name: one plane, or one for each channel."""
    from inlay.segmentation import luminance

    names, colours = COLOUR_CHANNELS[part.model], part.colours
    if channel == "luminance":
        # Ink makes darker.
        light = np.array(part.picture.space.white, colours.dtype) - colours if part.model == "CMYK" else colours
        chosen = {channel: (light, colour.luminance_weights(part.picture.space))}
    elif channel in ("all", "any"):
        chosen = {name: (colours[..., [number]], (1.0,)) for number, name in enumerate(names)}
    elif channel in names:
        chosen = {channel: (colours[..., [names.index(channel)]], (1.0,))}
    else:
        raise InputError(
            _("A {model} picture has no channel {channel}.", model=part.model, channel=channel),
            _("It has {names}.", names=", ".join(names)),
        )
    progress = part.job.span(0.0, 0.2, _("Looking"))
    return {
        name: luminance(some, weights, present=counted(part), threads=part.effort.threads, progress=progress)
        for name, (some, weights) in chosen.items()
    }


def _brighter(part: Part, plane: np.ndarray, radius: int, offset: float, progress: Progress) -> np.ndarray:
    """What is brighter than its surroundings."""
    from inlay.segmentation import local

    # What lies around on the canvas does not count; only beyond the canvas is the picture mirrored.
    box, used = part.box, counted(part)
    frame = box.grow(radius).intersect(part.document.box)
    if frame != box:
        margins = ((box.y - frame.y, frame.bottom - box.bottom), (box.x - frame.x, frame.right - box.right))
        used = np.pad(np.ones(plane.shape, bool) if used is None else used, margins)
        plane = np.pad(plane, margins)
    found = local(plane, radius, offset, present=used, threads=part.effort.threads, progress=progress)
    return found[box.shift(-frame.x, -frame.y).slices]


def _class_limits(
    part: Part, plane: np.ndarray, classes: int, number: int, progress: Progress
) -> tuple[tuple[float, float], _Criterion]:
    """Between which limits one of Otsu's classes lies, and his criterion."""
    from inlay.segmentation import histogram

    found = histogram(plane, counted=counted(part), threads=part.effort.threads, progress=progress)
    limits = found.thresholds(classes)
    if len(limits) + 1 < classes:
        raise InputError(
            _("There are only {count} different values.", count=len(limits) + 1), _("Ask for fewer parts.")
        )
    number = number or len(limits) + 1
    if number > len(limits) + 1:
        raise InputError(
            _("There is no part {number} of {count}.", number=number, count=len(limits) + 1), _("Ask for more parts.")
        )
    low, high = [-math.inf, *limits, math.inf][number - 1 : number + 1]
    return (low, high), _Criterion(_variances(found), limits.tolist())


def _variances(found: Histogram) -> np.ndarray:
    """Otsu's criterion at equal steps from black to white; 0 where all values lie on one side."""
    steps = np.searchsorted(found.values, np.linspace(0, 1, _CURVE_STEPS), "right")
    return np.concatenate([[0.0], found.variances, [0.0]])[steps]
