"""Refine Selection: grow, shrink, open, close, clean, smooth and feather what is selected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from inlay import filters
from inlay.errors import InputError, RegionError
from inlay.filters import reach
from inlay.operations.declaration import Input, Operation
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Boolean, Integer, Number
from inlay.operations.select import areas
from inlay.operations.select.areas import Ground
from inlay.picture import Box, Picture

_LARGEST = 500

#: The steps in their order, and what is said meanwhile.
_STEPS = {
    "holes": "Filling holes",
    "specks": "Dropping specks",
    "close": "Closing",
    "open": "Opening",
    "grow": "Growing",
    "shrink": "Shrinking",
    "smooth": "Smoothing",
    "border": "Outlining",
    "feather": "Feathering",
}

Progress = Callable[[float, str], None]


def _radius(id: str, label: str, help: str, maximum: int = _LARGEST) -> Integer:
    return Integer(id=id, label=label, default=0, minimum=0, maximum=maximum, unit="pixels", help=help)


DECLARATION = Operation(
    id="refine-selection",
    name="Refine Selection",
    menu=areas.MENU,
    summary="Fill holes, drop specks, close gaps, cut bridges, grow, shrink, smooth, outline and feather a selection.",
    help=(
        "The steps that are not 0 are taken in the order in which they stand here. Soft edges stay as soft as they "
        "are, at any size: growing gives each pixel the largest coverage within the radius, shrinking the least. The "
        "border of the canvas is no border of the selection.\n\n"
        "Instead of the selection a mask, a channel or the opacity of a layer can be refined."
    ),
    keywords=(
        "grow",
        "shrink",
        "expand",
        "contract",
        "dilate",
        "erode",
        "morphology",
        "open",
        "close",
        "holes",
        "specks",
        "feather",
        "border",
        "smooth",
    ),
    inputs=(
        replace(areas.INPUTS[0], help="The layer that gets the mask, or whose part becomes a layer."),
        Input(
            role="region",
            kinds=("selection",),
            label="Selection",
            help="What is refined.",
            optional=True,
            whole=True,
        ),
        Input(
            role="mask",
            kinds=("item",),
            label="Mask",
            help="A mask, a channel or a layer's opacity to refine in place of the selection.",
            optional=True,
            content="coverage",
        ),
    ),
    parameters=(
        Boolean(id="holes", label="Fill holes", help="Select whatever is enclosed."),
        Integer(
            id="specks",
            label="Drop specks under",
            default=0,
            minimum=0,
            maximum=100_000_000,
            unit="pixels",
            help="Parts of a smaller area are selected no longer.",
        ),
        _radius("close", "Close", "Fill gaps that a disc of this radius does not fit into."),
        _radius("open", "Open", "Cut off whatever a disc of this radius does not fit into."),
        _radius("grow", "Grow", "Move the border outwards."),
        _radius("shrink", "Shrink", "Move the border inwards."),
        _radius("smooth", "Smooth", "Round corners off, and even out steps, of this radius.", reach.LARGEST_MEDIAN),
        _radius("border", "Border", "Select a band of this width along the border."),
        Number(
            id="feather",
            label="Feather",
            default=0.0,
            minimum=0.0,
            maximum=500.0,
            unit="pixels",
            help="Blur the edge by this much.",
        ),
        areas.results(areas.MASKS, "replace"),
        areas.BAND,
    ),
    outputs=areas.OUTPUTS,
    run="inlay.operations.select.refine_selection:run",
    function="inlay.operations.select.refine_selection:refine_selection",
    ring=0,
)


def refine_selection(
    region: np.ndarray,
    *,
    holes: bool = False,
    specks: int = 0,
    close: int = 0,
    open: int = 0,
    grow: int = 0,
    shrink: int = 0,
    smooth: int = 0,
    border: int = 0,
    feather: float = 0.0,
    threads: int | None = None,
    progress: Progress | None = None,
) -> np.ndarray:
    """Change the shape of a selection; the steps are taken in the order of the parameters.

    Parameters
    ----------
    region : ndarray, (height, width)
        Boolean, ``uint8``, ``uint16``, or coverage from 0 to 1 in floating point.
    holes : bool
        Fill whatever is enclosed.
    specks : int
        Drop parts with an area below this, in pixels.
    close, open, grow, shrink : int
        Radii of discs in pixels, 0 to 500.
    smooth : int
        Radius of a median, 0 to 200 pixels.
    border : int
        Width of a band along the border, 0 to 500 pixels.
    feather : float
        Standard deviation of a blur, 0 to 500 pixels.
    threads : int, optional
        At most so many; by default one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    ndarray, (height, width)
        Of the same type; ``float32`` if a boolean one is feathered.

    Raises
    ------
    InputError
        If the region is not a plane, or not finite.
    ParameterError
        If a parameter is out of its range.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> inlay.refine_selection(np.array([[0, 0, 1, 0, 0]], bool), grow=1).tolist()
    [[False, True, True, True, False]]
    """
    values = {
        "holes": holes,
        "specks": specks,
        "close": close,
        "open": open,
        "grow": grow,
        "shrink": shrink,
        "smooth": smooth,
        "border": border,
        "feather": feather,
    }
    return _refined(region, DECLARATION.check(values), threads, progress or (lambda fraction, doing: None))


def run(job: Job) -> Result:
    """Refine the selection, or the mask that was chosen."""
    job.progress(0, "Reading")
    coverage = _chosen(job)
    if not coverage.any():
        raise RegionError("Nothing is selected.", "Select something, or choose a mask.")
    refined = job.once(
        "refined",
        lambda: _refined(coverage, job.parameters, None, lambda done, doing: job.progress(0.9 * done, doing)),
    )
    canvas = job.document.box
    if job.parameters["result"] in ("layer", "layer-mask"):
        return _on_layer(job, refined, canvas)
    ground = Ground(Picture(refined, space=job.document.space), None, None)
    return areas.mask_result(job, DECLARATION, ground, refined)


def _on_layer(job: Job, refined: np.ndarray, canvas: Box) -> Result:
    """What belongs to the layer that is refined, as far as that reaches."""
    source = job.picture("source")
    ground = Ground(source.crop(source.box.intersect(canvas)), None, None)
    return areas.mask_result(job, DECLARATION, ground, refined[ground.source.box.slices])


def _chosen(job: Job) -> np.ndarray:
    """What is refined, as large as the canvas: samples of the type that it was read in.

    Raises
    ------
    RegionError
        If nothing is selected.
    """
    found = job.images.get("mask") or job.images.get("region")
    canvas = job.document.box
    if found is None:
        raise RegionError("Nothing is selected.", "Select something, or choose a mask.")
    if found.space.model == "MASK":
        plane = found.pixels
    elif found.alpha is not None:
        plane = found.alpha
    else:
        raise InputError("The layer is opaque everywhere: it has no mask.", "Choose a mask or a channel.")
    if found.box == canvas:
        return plane
    coverage = np.zeros((canvas.height, canvas.width), plane.dtype)
    inside = found.box.intersect(canvas)
    if not inside.is_empty:
        coverage[inside.slices] = plane[inside.shift(-found.x, -found.y).slices]
    return coverage


def _refined(
    coverage: np.ndarray, parameters: Mapping[str, Any], threads: int | None, progress: Progress
) -> np.ndarray:
    from inlay.segmentation import morphology

    plane = morphology.checked(coverage)
    if plane.dtype.kind == "f":
        plane = plane.clip(0, 1)
    steps = [step for step in _STEPS if parameters[step]]
    for done, step in enumerate(steps):

        def told(fraction: float, done: int = done, step: str = step) -> None:
            progress((done + fraction) / len(steps), _STEPS[step])

        plane = _changed(plane, step, parameters[step], threads, told)
    return plane


def _changed(
    plane: np.ndarray, step: str, value: float, threads: int | None, progress: Callable[[float], None]
) -> np.ndarray:
    """The selection after one step."""
    from inlay import segmentation

    if step == "holes":
        return segmentation.without_holes(plane, progress=progress)
    if step == "specks":
        return segmentation.without_specks(plane, value, progress=progress)
    if step == "smooth":
        samples = plane.astype(np.uint8) if plane.dtype == bool else plane
        smoothed = filters.window_median(samples, int(value), threads=threads, progress=progress)
        return smoothed.astype(plane.dtype, copy=False)
    if step == "feather":
        samples = plane.astype(np.float32) if plane.dtype == bool else plane
        blurred = filters.gaussian_mean(samples, value, threads=threads, progress=progress)
        # Weights add up to one but for rounding.
        return blurred.clip(0, 1) if blurred.dtype.kind == "f" else blurred
    shape = {
        "close": segmentation.closed,
        "open": segmentation.opened,
        "grow": segmentation.grown,
        "shrink": segmentation.shrunk,
        "border": segmentation.border,
    }[step]
    return shape(plane, value, threads=threads, progress=progress)
