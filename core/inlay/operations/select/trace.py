"""Trace: the outline of a selection, a mask or a channel as a path, a drawing or filled polygons."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from inlay.errors import InlayWarning, InputError, ParameterError, RegionError
from inlay.operations.arrays import as_coverage, as_picture
from inlay.operations.declaration import Input, Operation, Output
from inlay.operations.job import Document, File, Job, Layer, Path, Result, Stroke, Vector
from inlay.operations.parameters import Boolean, Choice, Colour, Integer, Number, Option
from inlay.operations.parameters import File as FileParameter
from inlay.operations.select import drawings
from inlay.operations.select.tracing import Shape, shape_of
from inlay.picture import Picture, Space, with_alpha

if TYPE_CHECKING:
    from inlay.segmentation.bezier import BezierContours
    from inlay.segmentation.contours import LabelledContours

_SMALLEST = 4
#: A selection without soft edges says only to half a pixel where its outline is: less asks for its steps.
_TOLERANCE = 1.0
#: An outline of more points than this is noise, which no editor can show as a path.
_MOST_POINTS = 2_000_000

DECLARATION = Operation(
    id="trace",
    name="Trace to Path",
    menu="Select",
    summary="Turn the outline of the selection, a mask, the opacity or a channel into a path or filled polygons.",
    help=(
        "The outline runs where what is traced reaches the level, between pixels where it is soft. Holes, and islands "
        "in holes, are found at any depth.\n\n"
        "It arrives as a path (in Krita a vector layer), or as polygons filled with the mean or the median of the "
        "colours below, with one colour or with random ones, as a drawing or in pixels with smooth borders. It can be "
        "saved as an SVG file too. The picture itself stays as it is."
    ),
    keywords=("trace", "vectorize", "vector", "path", "outline", "contour", "polygon", "bezier", "svg", "selection"),
    inputs=(
        Input(
            role="image",
            kinds=("layer",),
            label="Layer",
            help="The layer to trace, and whose colours fill the polygons.",
            active=True,
        ),
        Input(
            role="shape",
            kinds=("item",),
            label="Shape",
            help="The layer, mask or channel whose outline is wanted; the active one, unless another is chosen.",
            active=True,
            optional=True,
        ),
        Input(
            role="region",
            kinds=("selection",),
            label="Selection",
            help="What is traced; for opacity and channels, where.",
            optional=True,
            whole=True,
        ),
    ),
    parameters=(
        Choice(
            id="of",
            label="Trace",
            default="automatic",
            help="What the outline is of.",
            options=(
                Option(
                    "automatic",
                    "What is there",
                    "A mask if one is worked on, else the selection, else the layer's opacity, or its brightness if "
                    "it is opaque.",
                ),
                Option("selection", "The selection"),
                Option("opacity", "The opacity, or the mask's values"),
                Option("brightness", "The brightness"),
                Option("red", "The red channel"),
                Option("green", "The green channel"),
                Option("blue", "The blue channel"),
            ),
        ),
        Number(
            id="level",
            label="Level",
            default=50.0,
            minimum=0.1,
            maximum=99.9,
            unit="%",
            help="What lies at or above it is inside.",
        ),
        Boolean(
            id="invert",
            label="Invert",
            help="What lies below the level is inside instead: dark, transparent, not selected.",
        ),
        Integer(
            id="smallest",
            label="Smallest area",
            default=_SMALLEST,
            minimum=0,
            maximum=1_000_000,
            unit="pixels",
            help="Outlines around less than this are left out, holes too.",
        ),
        Number(
            id="tolerance",
            label="Tolerance",
            default=_TOLERANCE,
            minimum=0.0,
            maximum=100.0,
            unit="pixels",
            help="How far the outline may lie from the exact one: more makes it simpler, less shows steps of pixels.",
        ),
        Boolean(
            id="curves",
            label="Curves",
            default=True,
            help="Smooth curves with corners where the outline turns; otherwise straight lines.",
        ),
        Choice(
            id="yields",
            label="Result",
            default="path",
            help="What the outline becomes.",
            options=(
                Option("path", "Path", "In Krita a vector layer with a thin line."),
                Option("vector", "Filled polygons as a drawing", "In Krita a vector layer, in GIMP a drawn one."),
                Option("layer", "Filled polygons as a layer"),
                Option("file", "An SVG file alone"),
            ),
        ),
        Choice(
            id="fill",
            label="Fill polygons with",
            default="mean",
            help="The colour of each filled polygon.",
            options=(
                Option("mean", "The mean of the colours below"),
                Option("median", "The median of the colours below"),
                Option("colour", "The colour"),
                Option("random", "Random colours"),
            ),
        ),
        Colour(id="colour", label="Colour", help="Fills all polygons if that is chosen."),
        Integer(
            id="seed",
            label="Seed",
            default=0,
            minimum=0,
            maximum=1_000_000,
            help="The same number gives the same random colours.",
        ),
        FileParameter(
            id="file",
            label="SVG file",
            help="Where the outline or the polygons are saved too.",
            save=True,
            extensions=("svg",),
        ),
    ),
    outputs=(
        Output(kind="path", help="The outline."),
        Output(kind="vector", help="The filled polygons as a drawing."),
        Output(kind="layer", help="The filled polygons in pixels."),
        Output(kind="file", help="The same as an SVG file."),
    ),
    run="inlay.operations.select.trace:run",
    function="inlay.operations.select.trace:trace",
    ring=1,
)


def trace(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    of: str = "automatic",
    level: float = 50.0,
    invert: bool = False,
    smallest: int = _SMALLEST,
    tolerance: float = _TOLERANCE,
    curves: bool = True,
    progress: Callable[[float, str], None] | None = None,
) -> BezierContours:
    """Find the outline of a picture's opacity, brightness or channel, or of a region.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity.
    region : ndarray, optional, (height, width)
        Boolean, or coverage from 0 to 1 in floating point.
    of : {"automatic", "selection", "opacity", "brightness", "red", "green", "blue"}
        What is traced. Automatic is the region if there is one, else the opacity, or the brightness where that is
        full.
    level : float
        In percent, 0.1 to 99.9: what reaches it is inside.
    invert : bool
        What does not is inside instead.
    smallest : int
        Strokes around fewer square pixels are left out.
    tolerance : float
        How far the outline may lie from the exact one, in pixels, 0 to 100.
    curves : bool
        Bezier curves; otherwise, and with a tolerance of 0, straight lines.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    inlay.segmentation.BezierContours
        Strokes in pixels, the corner of the picture at 0, 0; outer ones run clockwise as seen, holes the other way.

    Raises
    ------
    InputError
        If the picture is none, lacks the channel, has pixels that are not finite, or is too rough to be traced.
    RegionError
        If nothing is there to be traced.
    ParameterError
        If a parameter is out of its range.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> mask = np.zeros((20, 20), np.uint8)
    >>> mask[5:15, 4:12] = 255
    >>> sorted(inlay.trace(mask).points.tolist())
    [[4.0, 5.0], [4.0, 15.0], [12.0, 5.0], [12.0, 15.0]]
    """
    values = {"of": of, "level": level, "invert": invert, "smallest": smallest, "tolerance": tolerance}
    picture = as_picture(image, "image")
    job = Job(
        {"image": picture, "region": as_coverage(region, picture, picture)},
        DECLARATION.check({**values, "curves": curves}),
        Document(picture.width, picture.height, picture.space),
        progress=progress or (lambda fraction, doing: None),
    )
    shape = shape_of(job)
    return _placed(_traced(job, shape)[1], shape)


def run(job: Job) -> Result:
    """Trace what is wanted and give it the form that is wanted."""
    parameters, image = job.parameters, job.picture("image")
    yields, file = parameters["yields"], parameters["file"]
    if yields == "file" and not file:
        raise ParameterError("There is no name for the SVG file.", "Give one, or choose another result.")
    shape = shape_of(job)
    traced, outline, chosen = _traced(job, shape)
    placed = _placed(outline, shape)
    name = f"{image.name} ({DECLARATION.name})" if image.name else DECLARATION.name
    outputs: list[Path | Vector | Layer | File] = []
    if yields == "path":
        body = drawings.lines(placed, _spoken(job, 0.7, 0.9, "Drawing")) if file else ""
        outputs.append(Path([Stroke(placed[stroke]) for stroke in range(len(placed))], name))
    else:
        owners, colours = _coloured(job, shape, traced, chosen)
        body = drawings.polygons(placed, owners, colours, _spoken(job, 0.8, 0.9, "Drawing"))
        if yields == "vector":
            outputs.append(Vector(drawings.svg(body), name, of="image"))
        elif yields == "layer":
            told = _spoken(job, 0.9, 1.0, "Painting")
            outputs.append(
                Layer(drawings.painted(placed, owners, colours, shape.box, job.document, told), name, of="image")
            )
    if file:
        outputs.append(File(file, drawings.svg(body, job.document).encode()))
    return Result(outputs)


def _traced(job: Job, shape: Shape) -> tuple[LabelledContours, BezierContours, np.ndarray]:
    """The contours of a shape, the outline made of them, and which rings it is made of."""
    from inlay.segmentation import bezier, contours, simplification

    parameters = job.parameters
    tolerance = parameters["tolerance"]
    traced = contours.labelled(shape.plane, shape.level, progress=_spoken(job, 0.05, 0.4, "Following the outline"))
    found = traced.contours
    if not len(found):
        side = ("below", "Raise") if parameters["invert"] else ("at or above", "Lower")
        raise RegionError(f"Nothing lies {side[0]} the level of {parameters['level']:g} %.", f"{side[1]} the level.")
    chosen = np.abs(found.areas) >= parameters["smallest"]
    if not chosen.any():
        raise RegionError(f"No outline holds {parameters['smallest']} pixels.", "Lower the smallest area.")
    found = found.chosen(chosen)
    if len(found.points) > _MOST_POINTS:
        raise InputError(
            f"The outline has {len(found.points)} points: it is noise.",
            "Blur the picture first, choose another level, or raise the smallest area.",
        )
    doing = _spoken(job, 0.4, 0.7, "Simplifying")
    if parameters["curves"] and tolerance > 0:
        return traced, bezier.fitted(found, tolerance, progress=doing), chosen
    return traced, bezier.polygonal(simplification.simplified(found, tolerance, progress=doing)), chosen


def _placed(outline: BezierContours, shape: Shape) -> BezierContours:
    """The same on the canvas."""
    return replace(outline, anchors=outline.anchors + np.array((shape.box.x, shape.box.y)))


def _coloured(job: Job, shape: Shape, traced: LabelledContours, chosen: np.ndarray) -> tuple[np.ndarray, Picture]:
    """Which polygon each stroke belongs to, and the colours of the polygons as a row of pixels."""
    from inlay.segmentation import filling

    everyone = filling.polygons(traced.contours)
    is_polygon = chosen & (everyone == np.arange(len(everyone)))
    numbers = np.where(is_polygon, np.cumsum(is_polygon) - 1, -1)[everyone]
    count = int(is_polygon.sum())
    fill = job.parameters["fill"]
    if fill == "colour":
        row = np.tile(np.asarray(job.parameters["colour"], np.float32), (1, count, 1))
        return numbers[chosen], Picture(row, space=Space("RGBA", np.dtype(np.float32)))
    if fill == "random":
        return numbers[chosen], Picture(
            _palette(count, job.parameters["seed"]), space=Space("RGBA", np.dtype(np.float32))
        )
    below = job.picture("image").crop(shape.box)
    inside = shape.plane >= shape.level
    places = filling.labels(traced, inside, numbers, progress=_spoken(job, 0.7, 0.75, "Looking at the colours"))
    measure = filling.mean_colours if fill == "mean" else filling.median_colours
    told = _spoken(job, 0.75, 0.8, "Looking at the colours")
    found = measure(places, count, below.colour, below.alpha, progress=told)
    missing = int(np.isnan(found).any(axis=1).sum())
    if missing:
        message = f"{missing} of {count} polygons lie over nothing but transparency and are left out."
        warnings.warn(InlayWarning("colours", message, "Fill them with one colour."), stacklevel=2)
    return numbers[chosen], _row(found, below.space)


def _row(colours: np.ndarray, space: Space) -> Picture:
    """Samples as a row of opaque pixels in floating point; transparent where there is no colour."""
    known = np.isfinite(colours).all(axis=1)
    pixels = np.concatenate((np.where(known[:, None], colours / space.white, 0), known[:, None]), axis=1)
    exact = replace(space, model=with_alpha(space.model), dtype=np.dtype(np.float32))
    return Picture(pixels.astype(np.float32)[np.newaxis], space=exact)


def _palette(count: int, seed: int) -> np.ndarray:
    """Random colours of sRGB, neighbours never alike, ``(1, count, 4)``."""
    random = np.random.default_rng(seed)
    golden = (np.sqrt(5) - 1) / 2
    hue = (random.random() + golden * np.arange(count)) % 1
    saturation, value = random.uniform(0.45, 0.85, count), random.uniform(0.65, 1.0, count)
    # The six pieces of the wheel of hues, as in every conversion from HSV.
    wheel = np.clip(np.abs((hue[:, None] * 6 + np.array([0, 4, 2])) % 6 - 3) - 1, 0, 1)
    colours = value[:, None] * (1 - saturation[:, None] * (1 - wheel))
    return np.concatenate((colours, np.ones((count, 1))), axis=1).astype(np.float32)[np.newaxis]


def _spoken(job: Job, low: float, high: float, doing: str) -> Callable[[float], None]:
    return lambda fraction: job.progress(low + (high - low) * min(1.0, float(fraction)), doing)
