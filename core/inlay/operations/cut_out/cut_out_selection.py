"""Cut Out Selection: a rough selection becomes a layer with fine edges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from inlay.errors import InputError
from inlay.matting.estimators.registry import DEFAULT
from inlay.operations.coverage import coverage_in
from inlay.operations.cut_out.cutting import (
    BACKDROP,
    ESTIMATION,
    HIDE,
    IMAGE,
    MENU,
    OUTPUTS,
    RESULT,
    estimated,
    result_of,
    worded,
)
from inlay.operations.cut_out.selecting import CERTAIN, RADII, REACH, REGION, trimap_of_selection
from inlay.operations.cut_out.subject import subject_of
from inlay.operations.declaration import Operation
from inlay.operations.job import Job, Result

if TYPE_CHECKING:
    from inlay.matting import Matte

DECLARATION = Operation(
    id="cut-out-selection",
    name="Cut Out Selection",
    menu=MENU,
    summary="Cut out what is roughly selected, with its hair and soft edges.",
    help=(
        "Along the selection's border, as far in and out as the two radii say, it is found out anew what belongs to "
        "the foreground; further inside is foreground, further outside is background. With the smart radius the band "
        "is narrow where the picture is sharp, and the radii are the most that it reaches.\n\n"
        "The result is a new layer above the picture. Its colours are the foreground's own, without the old "
        "background's light in the hair."
    ),
    keywords=("matting", "alpha", "hair", "fur", "mask", "background", "remove", "extract", "select"),
    inputs=(
        IMAGE,
        replace(REGION, help="What is roughly to be cut out."),
        BACKDROP,
    ),
    parameters=(*RADII, RESULT, *ESTIMATION, HIDE),
    outputs=OUTPUTS,
    run="inlay.operations.cut_out.cut_out_selection:run",
    function="inlay.operations.cut_out.cut_out_selection:cut_out_selection",
    ring=CERTAIN,
    ring_by=REACH,
)


def cut_out_selection(
    image: np.ndarray,
    region: np.ndarray,
    *,
    inner: float = 10,
    outer: float = 20,
    smart: bool = False,
    method: str = DEFAULT,
    quality: str = "full",
    linear: bool = False,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> Matte:
    """Estimate alpha and the colours of foreground and background along the border of a selection.

    Parameters
    ----------
    image : ndarray
        As `inlay.cut_out` takes it.
    region : ndarray
        ``(height, width)``, boolean or coverage from 0 to 1 in floating point; samples of integers span 0..maximum.
    inner, outer : float
        How far the unknown band reaches into the selection and out of it, in pixels.
    smart : bool
        The band is wide where the picture is soft and narrow where it is sharp; the radii are the most.
    method, quality, linear, threads, progress
        As for `inlay.cut_out`.

    Returns
    -------
    Matte
        As of `inlay.cut_out`.

    Raises
    ------
    InputError
        If sizes or types do not fit together, or nothing is certainly inside or outside.
    """
    from inlay.matting import estimate_alpha, trimap_from_coverage

    trimap = trimap_from_coverage(region, inner, outer, image=image if smart else None)
    doing = worded(progress, "Estimating alpha")
    return estimate_alpha(image, trimap, method, quality=quality, linear=linear, threads=threads, progress=doing)


def run(job: Job) -> Result:
    """Cut out what is selected."""
    job.progress(0, "Reading")
    region = job.images.get("region")
    if region is None:
        raise InputError("Nothing is selected.", "Select roughly what is to be cut out.")
    subject = subject_of(job, job.parameters["linear"])
    trimap = trimap_of_selection(job, subject, coverage_in(region, subject.box))
    return result_of(job, DECLARATION, subject, estimated(job, subject, trimap))
