"""Isolate Colour: one thing keeps its colour, all around it turns gray."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from inlay import filters, poisson
from inlay.arrays.rows import strips
from inlay.errors import InputError, RegionError
from inlay.filters.brightness import WEIGHTS
from inlay.operations.arrays import as_coverage, as_picture, numbers_of
from inlay.operations.blend.blending import pull
from inlay.operations.coverage import coverage_of
from inlay.operations.declaration import Operation, Output
from inlay.operations.editing import INPUTS, MENU, STRIP, report_of
from inlay.operations.job import Document, Job, Layer, Result
from inlay.operations.parameters import Choice, Number, Option
from inlay.picture import Box, Picture, with_alpha

DECLARATION = Operation(
    id="isolate-colour",
    name="Isolate Colour",
    menu=MENU,
    summary="Turn everything gray but the selected thing; the selection need not be exact.",
    help=(
        "Around the selection the picture becomes gray. Inside, the thing keeps its differences of colour and takes "
        "the gray around as its boundary (Perez, Gangnet and Blake 2003, local colour change): a loose selection is "
        "enough where what surrounds the thing is even, and no border shows. Where a strong colour around the thing "
        "tints it with its opposite, keep more of its own colour and select more closely.\n\n"
        "Transparent pixels do not count, and the layer's opacity stays as it is. With a soft edge the selection fades "
        "into the gray. The result is a new layer as large as the whole one."
    ),
    keywords=("selective colour", "color splash", "gray", "grey", "desaturate", "background", "poisson"),
    inputs=(replace(INPUTS[0], whole=True), replace(INPUTS[1], help="The coloured thing, with some room around it.")),
    parameters=(
        Choice(
            id="weights",
            label="Weights",
            default="rec709",
            help="How much red, green and blue count for the gray.",
            options=(
                Option("rec601", "Rec. 601", "0.2989, 0.5870 and 0.1140: television, and most programs."),
                Option("rec709", "Rec. 709", "0.2126, 0.7152 and 0.0722: high definition and sRGB."),
                Option("equal", "Equal", "The mean of the three."),
                Option("own", "Own", "The three weights below."),
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
            for name, weight in zip(("red", "green", "blue"), WEIGHTS["rec709"], strict=True)
        ),
        Number(
            id="keep-colour",
            label="Keep the thing's colour",
            default=0.0,
            minimum=0.0,
            maximum=100.0,
            unit="percent",
            help=(
                "0 lets the gray around shift the thing's colours, so that a loose selection is enough; 100 keeps them "
                "as they are right up to the border of the selection."
            ),
        ),
    ),
    outputs=(Output(kind="layer", help="The whole layer, gray but for the thing.", covers="source"),),
    run="inlay.operations.gradient.isolate_colour:run",
    function="inlay.operations.gradient.isolate_colour:isolate_colour",
    ring=1,
)


def isolate_colour(
    image: np.ndarray,
    region: np.ndarray,
    *,
    weights: str | Sequence[float] = "rec709",
    keep_colour: float = 0.0,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Turn an image gray around a coloured thing.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity, which stays as it is; transparent pixels are never used.
    region : ndarray, (height, width)
        Boolean, or coverage from 0 to 1 in floating point: where the thing is. Something must lie around it.
    weights : {"rec601", "rec709", "equal"} or three floats
        How much red, green and blue count for the gray; they are divided by their sum.
    keep_colour : float
        0 to 100 percent: a screened term pulls towards the image's own colours, as `inlay.seamless_clone` does.
    threads : int, optional
        At most so many; by default one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    ndarray
        Of the image's shape and type: gray where the coverage is 0, else the image with the gray as its boundary.

    Raises
    ------
    InputError
        If the image is not a picture, or a pixel in use is not finite.
    RegionError
        If the region is empty or has nothing around it.
    ParameterError
        If a parameter is out of its range.

    References
    ----------
    P. Perez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, section 4.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> row = np.array([[[90, 90, 90], [190, 90, 90], [90, 90, 90], [0, 255, 0]]], np.uint8)
    >>> inlay.isolate_colour(row, np.array([[False, True, False, False]]), weights="equal")[0].tolist()
    [[90, 90, 90], [190, 90, 90], [90, 90, 90], [85, 85, 85]]
    """
    values: dict[str, Any] = {"weights": weights, "keep-colour": keep_colour}
    if not isinstance(weights, str):
        own = zip(("red", "green", "blue"), numbers_of(weights, 3, "weights"), strict=True)
        values |= {"weights": "own", **dict(own)}
    picture = as_picture(image, "image")
    job = Job(
        {"source": picture, "region": as_coverage(region, picture, picture)},
        DECLARATION.check(values),
        Document(picture.width, picture.height, picture.space),
        progress=progress or (lambda fraction, doing: None),
    )
    return _isolated(job, threads)[0].pixels.reshape(np.shape(image))


def run(job: Job) -> Result:
    """Turn the layer gray around the selection."""
    found, solution = _isolated(job)
    model = with_alpha(found.space.model)
    if not found.has_alpha:
        opaque = np.full((found.height, found.width, 1), found.space.white, found.space.dtype)
        pixels = np.concatenate([found.pixels, opaque], axis=2)
        found = replace(found, pixels=pixels, space=replace(found.space, model=model))
    name = f"{found.name} ({DECLARATION.name})" if found.name else DECLARATION.name
    return Result([Layer(found, name)], report_of(solution))


def _isolated(job: Job, threads: int | None = None) -> tuple[Picture, poisson.Solution]:
    """The whole layer as far as it lies on the canvas, and the solution inside the region."""
    source, region = job.picture("source"), job.images.get("region")
    if not source.space.model.startswith(("RGB", "GRAY")):
        raise InputError(f"A {source.space.model.removesuffix('A')} document has no gray.", "Convert it to RGB.")
    if region is None:
        raise RegionError("Nothing is selected.", "Select the thing that keeps its colour, with some room around it.")
    canvas = job.document.box
    _, covered, box = coverage_of(source, region, canvas, lambda: job.progress(0, "Reading"))
    source = source.crop(source.box.intersect(canvas))
    pixels = np.array(source.pixels)
    pixels[..., : source.colour.shape[2]] = _gray(job, source, threads)
    gray = replace(source, pixels=pixels)
    frame = box.grow(DECLARATION.ring).intersect(source.box)
    unknown = np.zeros((frame.height, frame.width), bool)
    unknown[box.shift(-frame.x, -frame.y).slices] = covered
    solution = _solved(job, source.crop(frame), gray.crop(frame), unknown, threads)
    inner = solution.image[box.shift(-frame.x, -frame.y).slices]
    _lay(gray, inner, region.crop(box), box)
    return gray, solution


def _solved(job: Job, coloured: Picture, gray: Picture, unknown: np.ndarray, threads: int | None) -> poisson.Solution:
    """The thing with the gray as its boundary."""
    keep = job.parameters["keep-colour"]
    if keep == 100:
        pasted = np.where(unknown[..., None], coloured.colour, gray.colour)
        return poisson.Solution(pasted, 0, 0.0, "paste")
    return poisson.clone(
        coloured.colour,
        gray.colour,
        unknown,
        source_alpha=coloured.alpha,
        destination_alpha=coloured.alpha,
        screening=(pull(keep, int(np.count_nonzero(unknown))), coloured.colour) if keep else None,
        threads=threads,
        progress=lambda fraction: job.progress(0.2 + 0.8 * fraction, "Solving"),
    )


def _gray(job: Job, source: Picture, threads: int | None) -> np.ndarray:
    """The colours of a layer turned gray."""
    if source.colour.shape[2] == 1:
        return source.colour
    parameters: Mapping[str, Any] = job.parameters
    chosen: Sequence[float] | str = parameters["weights"]
    if chosen == "own":
        chosen = [parameters[name] for name in ("red", "green", "blue")]
    return filters.luma(
        source.colour,
        chosen,
        alpha=source.alpha,
        threads=threads,
        progress=lambda fraction: job.progress(0.2 * fraction, "Turning gray"),
    )


def _lay(gray: Picture, inner: np.ndarray, region: Picture, box: Box) -> None:
    """Write colours over the gray as far as a selection covers it."""
    target = gray.colour[box.shift(-gray.x, -gray.y).slices]
    for top, bottom in strips(box.height, box.width, STRIP):
        rows = np.s_[top:bottom]
        share = region.pixels[rows].astype(np.float32)[..., None] / (
            1 if region.pixels.dtype == bool else region.space.white
        )
        whole = share >= 1
        mixed = target[rows] + np.clip(share, 0, 1) * (inner[rows].astype(np.float64) - target[rows])
        if target.dtype.kind == "u":
            mixed = np.rint(mixed)
        mixed = np.where(whole, inner[rows], mixed)
        np.copyto(target[rows], mixed, where=share > 0, casting="unsafe")
