"""Trace: the outline of a selection, a mask or a channel as a path, a drawing or filled polygons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np

from inlay.contract.language import _
from inlay.contract.parameter import AREA
from inlay.errors import InputError, ParameterError, RegionError
from inlay.operations.array_input import as_picture
from inlay.operations.call import Call
from inlay.operations.declaration import Input, Output, operation
from inlay.operations.job import File, Job, Layer, Outcome, Path, Result, Stroke, Vector
from inlay.operations.parameters import Boolean, Choice, Colour, Integer, Number, Option
from inlay.operations.parameters import File as FileParameter
from inlay.operations.trace import drawings
from inlay.operations.trace.fillings import coloured
from inlay.operations.trace.tracing import Shape, shape_of
from inlay.picture import Picture

if TYPE_CHECKING:
    from inlay.segmentation.bezier import BezierContours
    from inlay.segmentation.contours import LabelledContours

#: A selection without soft edges says only to half a pixel where its outline is: less asks for its steps.
_TOLERANCE = 1.0
#: An outline of more points than this is noise, which no editor can show as a path.
_MOST_POINTS = 2_000_000
_Of = Literal["automatic", "selection", "opacity", "brightness", "red", "green", "blue"]
_DRAWN = ("invert", "smallest", "tolerance", "curves")
_FILLED = ("vector", "layer", "file")


@operation(
    name="Trace to Path",
    yields=(
        Output("path", "The outline."),
        Output("vector", "The filled polygons as a drawing."),
        Output("layer", "The filled polygons in pixels."),
        Output("file", "The same as an SVG file."),
    ),
    keywords=(
        "vectorize",
        "image trace",
        "selection to path",
        "svg",
        "vectorise",
        "potrace",
        "polygon",
        "bezier",
        "contour",
    ),
    suits="Logos, line art and selections that are to be paths.",
    for_documents=("yields", "fill", "colour", "seed", "file"),
)
def trace(
    image: Annotated[
        Picture,
        Input("image", ("layer",), "Layer", "The layer to trace, and whose colours fill the polygons.", active=True),
    ],
    shape: Annotated[
        Picture | None,
        Input(
            "shape",
            ("item",),
            "Shape",
            "The layer, mask or channel whose outline is wanted; the active one, unless another is chosen.",
            active=True,
            optional=True,
        ),
    ],
    region: Annotated[
        Picture | None,
        Input(
            "region",
            ("selection",),
            "Selection",
            "What is traced; for opacity and channels, where.",
            optional=True,
            whole=True,
        ),
    ],
    job: Job,
    *,
    of: Annotated[
        _Of,
        Choice(
            "Trace",
            "What the outline is of.",
            options=(
                Option(
                    "automatic",
                    "What is there",
                    "A mask if one is worked on, else the selection, else the layer's opacity, or its brightness if "
                    "it is opaque.",
                ),
                Option("selection", "Selection"),
                Option("opacity", "Opacity, or the mask"),
                Option("brightness", "Brightness"),
                Option("red", "Red channel"),
                Option("green", "Green channel"),
                Option("blue", "Blue channel"),
            ),
        ),
    ] = "automatic",
    level: Annotated[
        float, Number("Threshold", "What lies at or above it is inside.", 0.1, 99.9, "%", rank="expert")
    ] = 50.0,
    invert: Annotated[
        bool,
        Boolean(
            "Invert", "What lies below the threshold is inside instead: dark, transparent, not selected.", rank="expert"
        ),
    ] = False,
    smallest: Annotated[
        int,
        Integer(
            "Ignore areas below",
            "Outlines around less than this are left out, holes too.",
            0,
            1_000_000,
            AREA,
            rank="expert",
        ),
    ] = 4,
    tolerance: Annotated[
        float,
        Number(
            "Simplify",
            "How far the outline may lie from the exact one: more makes it simpler, less shows steps of pixels.",
            0.0,
            100.0,
            "pixels",
        ),
    ] = _TOLERANCE,
    curves: Annotated[
        bool,
        Boolean(
            "Smooth curves", "Curves with corners where the outline turns; otherwise straight lines.", rank="expert"
        ),
    ] = True,
    yields: Annotated[
        str,
        Choice(
            "Result",
            "What the outline becomes.",
            options=(
                Option("path", "Path", "To edit and to fill; in Krita a bright line on a vector layer."),
                Option("vector", "Filled shapes to edit", "In Krita a vector layer, in GIMP a drawn one."),
                Option("layer", "Filled shapes in pixels"),
                Option("file", "An SVG file alone"),
            ),
        ),
    ] = "path",
    fill: Annotated[
        str,
        Choice(
            "Fill with",
            "The colour of each filled shape.",
            options=(
                Option("mean", "Mean colour below"),
                Option("median", "Median colour below"),
                Option("colour", "One colour"),
                Option("random", "Random colours"),
            ),
            matters_when={"yields": _FILLED},
        ),
    ] = "mean",
    colour: Annotated[
        Sequence[float],
        Colour(
            "Colour",
            "Fills all shapes.",
            matters_when={"yields": _FILLED, "fill": ("colour",)},
        ),
    ] = (0.0, 0.0, 0.0, 1.0),
    seed: Annotated[
        int,
        Integer(
            "Variation",
            "The same number gives the same random colours.",
            0,
            1_000_000,
            rank="expert",
            matters_when={"yields": _FILLED, "fill": ("random",)},
        ),
    ] = 0,
    file: Annotated[
        str,
        FileParameter("SVG file", "Where the outline or the polygons are saved too.", save=True, extensions=("svg",)),
    ] = "",
) -> Result:
    """Turn the outline of the selection, a mask or a layer into a path or filled shapes.

    The outline runs where what is traced reaches the threshold, between pixels where it is soft. Holes, and islands in
    holes, are found at any depth.

    It arrives as a path (in Krita a vector layer), or as polygons filled with the mean or the median of the colours
    below, with one colour or with random ones, as a drawing or in pixels with smooth borders. It can be saved as an
    SVG file too. The picture itself stays as it is.

    See Also
    --------
    select_threshold : Before it, when the lines first have to be parted from the paper.
    select_clusters : Before it, when a drawing has several colours.
    smooth_selection : Before it, when the outline is stepped.

    References
    ----------
    P. J. Schneider: An Algorithm for Automatically Fitting Digitized Curves. Graphics Gems, 1990, pages 612 to 626

    D. H. Douglas, T. K. Peucker: Algorithms for the Reduction of the Number of Points Required to Represent a Digitized
    Line or Its Caricature. Cartographica 10(2), 1973, https://doi.org/10.3138/FM57-6770-U75U-7727

    Examples
    --------
    >>> import numpy as np, inlay
    >>> mask = np.zeros((20, 20), np.uint8)
    >>> mask[5:15, 4:12] = 255
    >>> sorted(inlay.trace(mask).points.tolist())
    [[4.0, 5.0], [4.0, 15.0], [12.0, 5.0], [12.0, 15.0]]
    """
    if yields == "file" and not file:
        raise ParameterError(_("There is no name for the SVG file."), _("Give one, or choose another result."))
    form = shape_of(job, image, shape, region, of=of, level=level, invert=invert)
    traced, outline, chosen = _traced(job, form, invert=invert, smallest=smallest, tolerance=tolerance, curves=curves)
    placed = _placed(outline, form)
    name = image.titled(trace.name)
    outputs: list[Outcome] = []
    shown: Callable[[], Sequence[Outcome]] | None = None
    if yields == "path":
        body = drawings.lines(placed, job.span(0.7, 0.9, _("Drawing"))) if file else ""
        outputs.append(Path([Stroke(placed[stroke]) for stroke in range(len(placed))], name))
    else:
        owners, colours = coloured(job, image, form, traced, chosen, fill, colour, seed)
        body = drawings.polygons(placed, owners, colours, job.span(0.8, 0.9, _("Drawing")))

        def painted() -> Sequence[Outcome]:
            progress = job.span(0.9, 1.0, _("Painting"))
            return [
                Layer(drawings.painted(placed, owners, colours, form.box, job.document, progress), name, of="image")
            ]

        if yields == "vector":
            outputs.append(Vector(drawings.svg(body), name, of="image"))
        elif yields == "layer":
            outputs += painted()
        # A drawing, too, is seen in pixels.
        shown = None if yields == "layer" else painted
    if file:
        outputs.append(File(file, drawings.svg(body, job.document).encode()))
    return Result(outputs, shown=shown)


@trace.on_arrays
def _on_arrays(call: Call) -> BezierContours:
    """The outline.

    Parameters
    ----------
    shape : ndarray, optional
        As the image, of any size: what is traced in place of it.
    of : {"automatic", "selection", "opacity", "brightness", "red", "green", "blue"}
        What is traced. Automatic is the region if there is one, else the opacity, or the brightness where that is
        full.

    Returns
    -------
    inlay.segmentation.BezierContours
        Strokes in pixels, the corner of the picture at 0, 0; outer ones run clockwise as seen, holes the other way.
    """
    job, values, shape = call.job_of("image", "region"), call.values, call.arrays["shape"]
    read, drawn = ({name: values[name] for name in names} for names in (("of", "level", "invert"), _DRAWN))
    other = None if shape is None else as_picture(shape, "shape")
    form = shape_of(job, job.picture("image"), other, job.images["region"], **read)
    return _placed(_traced(job, form, **drawn)[1], form)


def _traced(
    job: Job, shape: Shape, *, invert: bool, smallest: int, tolerance: float, curves: bool
) -> tuple[LabelledContours, BezierContours, np.ndarray]:
    """The contours of a shape, the outline made of them, and which rings it is made of."""
    from inlay.segmentation import bezier, contours, simplification

    traced = contours.labelled(shape.plane, shape.level, progress=job.span(0.05, 0.4, _("Following the outline")))
    found = traced.contours
    if not len(found):
        level = f"{job.parameters['level']:g}"
        if invert:
            raise RegionError(
                _("Nothing lies below the threshold of {level} %.", level=level), _("Raise the threshold.")
            )
        raise RegionError(
            _("Nothing lies at or above the threshold of {level} %.", level=level), _("Lower the threshold.")
        )
    chosen = np.abs(found.areas) >= smallest
    if not chosen.any():
        raise RegionError(_("No outline holds {smallest} pixels.", smallest=smallest), _("Ignore smaller areas only."))
    found = found.chosen(chosen)
    if len(found.points) > _MOST_POINTS:
        raise InputError(
            _("The outline has {count} points: it is noise.", count=len(found.points)),
            _("Blur the picture first, choose another threshold, or ignore larger areas."),
        )
    progress = job.span(0.4, 0.7, _("Simplifying"))
    if curves and tolerance > 0:
        return traced, bezier.fitted(found, tolerance, progress=progress), chosen
    return traced, bezier.polygonal(simplification.simplified(found, tolerance, progress=progress)), chosen


def _placed(outline: BezierContours, shape: Shape) -> BezierContours:
    """The same on the canvas."""
    return replace(outline, anchors=outline.anchors + np.array((shape.box.x, shape.box.y)))
