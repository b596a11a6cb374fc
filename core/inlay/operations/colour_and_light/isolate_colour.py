"""Isolate Colour: one thing keeps its colour up to its soft edges, all around it turns grey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

import numpy as np

from inlay import filters, poisson
from inlay.arrays.copies import copy_pixels
from inlay.arrays.rows import strips
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.filters.brightness import WEIGHTS
from inlay.operations.call import Call
from inlay.operations.declaration import Input, Operation, Output, operation
from inlay.operations.editing import SELECTING, STRIP, colours_of, report_of, samples, working
from inlay.operations.job import Job, Layer, Result
from inlay.operations.parameters import Choice, Number, Option
from inlay.operations.part import Part, part_of
from inlay.operations.screening import screening_weight
from inlay.operations.thing import SURROUNDINGS, THING, ThingName, matted
from inlay.picture import Box, Picture

_RED, _GREEN, _BLUE = WEIGHTS["rec709"]
_BY_MATTE, _BY_GRADIENTS = {"by": ("matte",)}, {"by": ("gradients",)}
Weights = list[float] | str


@dataclass(frozen=True, eq=False)
class Isolated:
    """A whole layer, grey but for one thing, and what the solver says of it."""

    picture: Picture
    report: Mapping[str, Any]

    def result(self, operation: Operation, job: Job) -> Result:
        """A new layer, in place of the old one where that is translucent."""
        found = self.picture.with_opacity
        layer = Layer(found, found.titled(operation.name))
        if found.is_translucent():
            layer = replace(layer, hides=("source",), stands_in=True, opacity=found.opacity)
        return Result([layer], self.report)

    def on_arrays(self, call: Call) -> np.ndarray:
        """It takes the place of the array.

        Returns
        -------
        ndarray
            Of the shape and type of the source: grey but for the selected thing.
        """
        return self.picture.pixels.reshape(np.shape(call.arrays["source"]))


def _own(colour: str) -> Number:
    return Number(
        f"Weight of {colour}",
        f"How much {colour} counts if the weights are your own.",
        -10.0,
        10.0,
        rank="expert",
        matters_when={"weights": ("own",)},
    )


@operation(
    name="Isolate Colour",
    yields=Output("layer", "The whole layer, grey but for the thing.", covers="source"),
    keywords=("color splash", "selective colour", "black and white", "gray", "desaturate", "spot colour"),
    suits="One thing in colour in a picture without.",
    ring_percent=SURROUNDINGS,
    painted="region",
    strokes=SELECTING,
    doing=_("Turning grey"),
)
def isolate_colour(
    source: Annotated[Picture, Input("source", ("layer",), "Layer", "The layer to edit.", active=True, whole=True)],
    region: Annotated[
        Picture, Input("region", ("selection",), "Selection", "The coloured thing, with some room around it.")
    ],
    job: Job,
    *,
    by: Annotated[
        Literal["matte", "gradients"],
        Choice(
            "Colour is kept",
            "Where the thing's colour ends.",
            options=(
                Option("matte", "Up to the thing's edge", "In soft edges and hair as far as they belong to it."),
                Option(
                    "gradients",
                    "As differences from the grey around",
                    "Solved for with the grey around the selection: for even surroundings.",
                ),
            ),
        ),
    ] = "matte",
    thing: Annotated[ThingName, replace(THING, matters_when=_BY_MATTE)] = "inside",
    weights: Annotated[
        Literal["rec601", "rec709", "equal", "own"],
        Choice(
            "Grey by",
            "How much red, green and blue count for the grey.",
            options=(
                Option("rec601", "Rec. 601", "0.2989, 0.5870 and 0.1140: television, and most programs."),
                Option("rec709", "Rec. 709", "0.2126, 0.7152 and 0.0722: high definition and sRGB."),
                Option("equal", "Equal", "The mean of the three."),
                Option("own", "Own", "The three weights below."),
            ),
            rank="expert",
        ),
    ] = "rec709",
    red: Annotated[float, _own("red")] = _RED,
    green: Annotated[float, _own("green")] = _GREEN,
    blue: Annotated[float, _own("blue")] = _BLUE,
    keep_colour: Annotated[
        float,
        Number(
            "Keep its colour",
            "0 lets the grey around shift the thing's colours, so that a loose selection is enough; 100 keeps them as "
            "they are right up to the border of the selection.",
            0.0,
            100.0,
            "%",
            matters_when=_BY_GRADIENTS,
        ),
    ] = 0.0,
) -> Isolated:
    """Turn everything grey but the selected thing.

    A loose selection around the thing is enough: its outline is found by the colours that are inside and not around.
    Where the selection goes through the thing, or all of it is the thing, the selection's own border counts. In soft
    edges and hair the thing keeps its share of each colour, and what is behind it turns grey.

    By gradients the thing keeps its differences of colour and takes the grey around the selection as its boundary
    (Perez, Gangnet and Blake 2003, local colour change). Where a strong colour around the thing tints it with its
    opposite, keep more of its own colour and select more closely.

    Transparent pixels do not count, and the layer's opacity stays as it is. With a soft edge the selection fades into
    the grey. The result is a new layer as large as the whole one.

    See Also
    --------
    grayscale : When all of it should be grey, or you want to choose the weights first.
    recolour : When the thing should have another colour, and the rest should keep its own.

    References
    ----------
    P. Pérez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, section 4,
    https://doi.org/10.1145/882262.882269

    Examples
    --------
    >>> import numpy as np, inlay
    >>> row = np.array([[[90, 90, 90], [190, 90, 90], [90, 90, 90], [0, 255, 0]]], np.uint8)
    >>> inlay.isolate_colour(row, np.array([[False, True, False, False]]), weights="equal")[0].tolist()
    [[90, 90, 90], [190, 90, 90], [90, 90, 90], [85, 85, 85]]
    """
    if not source.space.model.startswith(("RGB", "GRAY")):
        raise InputError(
            _("A {model} document has no grey.", model=source.space.model.removesuffix("A")), _("Convert it to RGB.")
        )
    reach = isolate_colour.reach(job.parameters, job.document.longer_side)
    part = part_of(job, source, region, reach, isolate_colour.doing)
    wanted: Weights = [red, green, blue] if weights == "own" else weights
    gray, report = _gray(part, wanted), dict[str, Any]()
    if by == "matte":
        inner = _matted(part, gray, thing, wanted)
    else:
        part = replace(part, ring=isolate_colour.ring, doing=_("Solving"))
        # Beyond the layer's own border nothing holds the thing.
        frame = part.frame.intersect(gray.box)
        solution = _solved(part, frame, gray, keep_colour)
        inner, report = solution.image[part.box.shift(-frame.x, -frame.y).slices], dict(report_of(solution))
    _lay(gray, inner, region.crop(part.box))
    return Isolated(gray, report)


def _gray(part: Part, weights: Weights) -> Picture:
    """The whole layer turned grey, as far as it lies on the canvas."""
    layer = part.picture.crop(part.picture.box.intersect(part.document.box))
    pixels = np.array(layer.pixels)
    if layer.colour.shape[2] > 1:
        pixels[..., : layer.colour.shape[2]] = filters.luma(
            layer.colour, weights, alpha=layer.alpha, threads=part.effort.threads, progress=part.span(0, 0.2)
        )
    return replace(layer, pixels=pixels)


def _matted(part: Part, gray: Picture, thing: str, weights: Weights) -> np.ndarray:
    """The thing in its colours over the grey of what is behind it, in the part's box.

    Grey is a weighted sum: that of the picture, less that of the thing's share, is that of what is behind.
    """
    layer, below = colours_of(part)[part.inside], gray.crop(part.box).colour
    if layer.shape[2] == 1:
        return layer
    found = matted(part, thing, 0.2, 1.0)
    result = np.array(below)
    for top, bottom in strips(layer.shape[0], layer.shape[1], STRIP):
        rows = np.s_[top:bottom]
        share, own = found.alpha[rows, :, np.newaxis], found.colours[rows].astype(working(layer.dtype))
        colourful = own - filters.luma(own, weights)
        copy_pixels(result[rows], samples(part, below[rows] + share * colourful), share[..., 0] > 0)
        copy_pixels(result[rows], layer[rows], share[..., 0] == 1)
    return result


def _solved(part: Part, frame: Box, gray: Picture, keep: float) -> poisson.Solution:
    """The thing with the grey as its boundary, in a frame."""
    thing, below = part.picture.crop(frame), gray.crop(frame)
    region = part.region[frame.shift(-part.frame.x, -part.frame.y).slices]
    if keep == 100:
        return poisson.Solution(np.where(region[..., None], thing.colour, below.colour), 0, 0.0, "paste")
    weight = screening_weight(keep, int(np.count_nonzero(region)))
    return poisson.clone(
        thing.colour,
        below.colour,
        region,
        source_alpha=thing.alpha,
        destination_alpha=thing.alpha,
        screening=(weight, thing.colour) if keep else None,
        threads=part.effort.threads,
        progress=part.span(0.2, 1),
    )


def _lay(gray: Picture, inner: np.ndarray, region: Picture) -> None:
    """Write colours over the grey as far as a selection covers it."""
    target = gray.colour[region.box.shift(-gray.x, -gray.y).slices]
    white = 1 if region.pixels.dtype == bool else region.space.white
    for top, bottom in strips(region.height, region.width, STRIP):
        rows = np.s_[top:bottom]
        share = region.pixels[rows].astype(np.float32)[..., None] / white
        whole = share >= 1
        mixed = target[rows] + np.clip(share, 0, 1) * (inner[rows].astype(np.float64) - target[rows])
        if target.dtype.kind == "u":
            mixed = np.rint(mixed)
        mixed = np.where(whole, inner[rows], mixed)
        np.copyto(target[rows], mixed, where=share > 0, casting="unsafe")
