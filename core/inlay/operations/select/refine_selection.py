"""Refine Selection: grow, shrink, open, close, clean, smooth and feather what is selected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import numpy as np

from inlay import filters
from inlay.arrays.progress import Progress, part
from inlay.contract.language import _
from inlay.contract.parameter import AREA
from inlay.filters import reach
from inlay.operations.call import Call
from inlay.operations.declaration import Input, operation
from inlay.operations.job import Job, JobProgress
from inlay.operations.parameters import Boolean, Integer, Number
from inlay.operations.select.areas import OUTPUTS, Band, MaskResult
from inlay.operations.select.segments import Segment
from inlay.operations.select.selected import Mask, Region, coverage_of, segment_of
from inlay.picture import Picture

_LARGEST = 500
#: What is said during each step.
_DOING = {
    "holes": _("Filling holes"),
    "specks": _("Dropping specks"),
    "close": _("Closing"),
    "open": _("Opening"),
    "grow": _("Growing"),
    "shrink": _("Shrinking"),
    "smooth": _("Smoothing"),
    "border": _("Outlining"),
    "feather": _("Feathering"),
}


@operation(
    name="Refine Selection",
    yields=OUTPUTS,
    keywords=("expand", "contract", "dilate", "erode", "morphology", "close gaps", "border", "outline"),
    suits="A selection with holes, specks or steps, whatever the picture shows.",
    ring=0,
    for_documents=("source", "mask", "result", "band"),
)
def refine_selection(
    job: Job,
    source: Annotated[
        Picture,
        Input(
            "source",
            ("layer",),
            "Layer",
            "The layer that gets the mask, or whose part becomes a layer.",
            active=True,
            whole=True,
        ),
    ],
    region: Region,
    mask: Mask = None,
    *,
    holes: Annotated[bool, Boolean("Fill holes", "Select whatever is enclosed.")] = False,
    specks: Annotated[
        int,
        Integer("Remove specks below", "Parts of a smaller area are selected no longer.", 0, 100_000_000, AREA),
    ] = 0,
    close: Annotated[
        int,
        Integer(
            "Close gaps",
            "Fill gaps that a disc of this radius does not fit into.",
            0,
            _LARGEST,
            "pixels",
            rank="expert",
        ),
    ] = 0,
    open: Annotated[
        int,
        Integer(
            "Cut bridges",
            "Cut off whatever a disc of this radius does not fit into.",
            0,
            _LARGEST,
            "pixels",
            rank="expert",
        ),
    ] = 0,
    grow: Annotated[int, Integer("Grow", "Move the border outwards.", 0, _LARGEST, "pixels")] = 0,
    shrink: Annotated[int, Integer("Shrink", "Move the border inwards.", 0, _LARGEST, "pixels")] = 0,
    smooth: Annotated[
        int,
        Integer(
            "Smooth",
            "Round corners off, and even out steps, of this radius.",
            0,
            reach.LARGEST_MEDIAN,
            "pixels",
            rank="expert",
        ),
    ] = 0,
    border: Annotated[
        int, Integer("Outline", "Select a band of this width along the border.", 0, _LARGEST, "pixels", rank="expert")
    ] = 0,
    feather: Annotated[float, Number("Feather", "Blur the edge by this much.", 0.0, 500.0, "pixels")] = 0.0,
    result: MaskResult = "replace",
    band: Band = 10,
) -> Segment:
    """Clean up a selection: fill holes, remove specks, grow, shrink, smooth, feather.

    Holes are filled first; then specks, gaps and bridges, growing, shrinking, smoothing, outline and feather, as far
    as they are not 0. Soft edges stay as soft as they are, at any size: growing gives each pixel the largest coverage
    within the radius, shrinking the least. The border of the canvas is no border of the selection.

    Instead of the selection a mask, a channel or the opacity of a layer can be refined.

    See Also
    --------
    smooth_selection : When the border should follow the outlines of the picture.
    refine_edge : When hair and soft edges are to be found.

    References
    ----------
    L. Vincent: Morphological Grayscale Reconstruction in Image Analysis. IEEE Transactions on Image Processing 2(2),
    1993, section 3, https://doi.org/10.1109/83.217222

    Examples
    --------
    >>> import numpy as np, inlay
    >>> inlay.refine_selection(np.array([[0, 0, 1, 0, 0]], bool), grow=1).tolist()
    [[False, True, True, True, False]]
    """
    job.progress(0, _("Reading"))
    coverage = coverage_of(mask or region, job.document.box)
    steps = {
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
    refined = job.once(
        "refined",
        lambda: _refined(coverage, steps, job.effort.threads, lambda done, doing: job.progress(0.9 * done, doing)),
    )
    return segment_of(job, source, refined, result, band)


@refine_selection.on_arrays
def _on_arrays(call: Call) -> np.ndarray:
    """The refined selection.

    Parameters
    ----------
    region : ndarray, (height, width)
        What is refined: boolean, ``uint8``, ``uint16``, or coverage from 0 to 1 in floating point.

    Returns
    -------
    ndarray, (height, width)
        Of the same type; ``float32`` if a boolean one is feathered.
    """
    return _refined(call.arrays["region"], call.values, call.effort.threads, call.progress)


def _refined(
    coverage: np.ndarray, steps: Mapping[str, float], threads: int | None, progress: JobProgress
) -> np.ndarray:
    from inlay.segmentation import morphology

    plane = morphology.checked(coverage)
    if plane.dtype.kind == "f":
        plane = plane.clip(0, 1)
    taken = [(step, value) for step, value in steps.items() if value]
    for done, (step, value) in enumerate(taken):

        def report(fraction: float, doing: str = _DOING[step]) -> None:
            progress(fraction, doing)

        share = part(report, done / len(taken), (done + 1) / len(taken))
        plane = _changed(plane, step, value, threads, share)
    return plane


def _changed(plane: np.ndarray, step: str, value: float, threads: int | None, progress: Progress) -> np.ndarray:
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
