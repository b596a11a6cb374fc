"""Make Trimap: a selection, or a layer's opacity, becomes a trimap to paint on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from inlay.errors import InputError
from inlay.operations import views
from inlay.operations.coverage import coverage_in
from inlay.operations.cut_out.cutting import IMAGE, MENU, titled, worded
from inlay.operations.cut_out.selecting import CERTAIN, RADII, REACH, REGION, trimap_of_selection
from inlay.operations.cut_out.subject import subject_of
from inlay.operations.declaration import Operation, Output
from inlay.operations.job import Job, Layer, Result

DECLARATION = Operation(
    id="make-trimap",
    name="Make Trimap",
    menu=MENU,
    summary="Make a trimap from the selection or the layer's transparency, as a layer to paint on.",
    help=(
        "White is certainly foreground, black certainly background, gray is unknown: a band along the border, as wide "
        "as the radii say. Paint on it in these three colours, then use it with Cut Out with Trimap.\n\n"
        "Without a selection the transparency of the layer counts."
    ),
    keywords=("matting", "trimap", "mask", "selection", "alpha", "hair"),
    inputs=(
        replace(IMAGE, help="The layer with what is to be cut out."),
        replace(REGION, help="What is roughly to be cut out; without a selection, the layer's transparency."),
    ),
    parameters=RADII,
    outputs=(Output(kind="layer", help="The trimap, as large as the canvas."),),
    run="inlay.operations.cut_out.make_trimap:run",
    function="inlay.operations.cut_out.make_trimap:make_trimap",
    ring=CERTAIN,
    ring_by=REACH,
)


def make_trimap(
    region: np.ndarray,
    *,
    inner: float = 10,
    outer: float = 20,
    image: np.ndarray | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Make a trimap from a selection or an alpha.

    Parameters
    ----------
    region : ndarray
        ``(height, width)``, boolean or coverage from 0 to 1 in floating point; samples of integers span 0..maximum.
    inner, outer : float
        How far the unknown band reaches into the region and out of it, in pixels.
    image : ndarray, optional
        The picture: with it the band is wide where the picture is soft and narrow where it is sharp.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    ndarray, (height, width), uint8
        0 is background, 128 is unknown, 255 is foreground.

    Raises
    ------
    InputError
        If sizes or types do not fit together.
    """
    from inlay.matting import trimap_from_coverage

    return trimap_from_coverage(region, inner, outer, image=image, progress=worded(progress, "Looking at the border"))


def run(job: Job) -> Result:
    """Make the trimap of the selection, or of the layer without one."""
    job.progress(0, "Reading")
    subject = subject_of(job)
    region = job.images.get("region")
    if region is not None:
        coverage = coverage_in(region, subject.box)
    elif subject.layer.alpha is not None and (subject.layer.alpha < subject.layer.space.white).any():
        coverage = subject.layer.alpha
    else:
        raise InputError(
            "Nothing is selected, and the layer is opaque everywhere.", "Select roughly what is to be cut out."
        )
    trimap = trimap_of_selection(job, subject, coverage)
    # As large as the canvas, so that it can be painted on everywhere.
    levels = np.zeros((job.document.height, job.document.width), np.float32)
    levels[subject.box.slices] = trimap / np.float32(255)
    picture = views.gray(levels, replace(subject.layer, x=0, y=0))
    return Result([Layer(picture, titled(subject, "Trimap"), of="image")])
