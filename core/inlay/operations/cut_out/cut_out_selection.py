"""Cut Out Selection: a rough selection becomes a layer with fine edges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import numpy as np

from inlay.errors import InputError
from inlay.matting.estimators.registry import DEFAULT
from inlay.matting.matte import Matte
from inlay.operations.coverage import coverage_in
from inlay.operations.cut_out.cutting import (
    MENU,
    OUTPUTS,
    Backdrop,
    HideImage,
    Image,
    Linear,
    Method,
    Quality,
    QualityName,
    View,
    checked,
    estimated,
    worded,
)
from inlay.operations.cut_out.results import CutOut
from inlay.operations.cut_out.selecting import CERTAIN, REACH, Inner, Outer, Smart, trimap_of_selection
from inlay.operations.cut_out.subject import subject_of, working_of
from inlay.operations.declaration import Input, operation
from inlay.operations.job import Job
from inlay.picture import Picture


@operation(
    name="Cut Out Selection",
    menu=MENU,
    yields=OUTPUTS,
    keywords=("matting", "alpha", "hair", "fur", "mask", "background", "remove", "extract", "select"),
    ring=CERTAIN,
    ring_by=REACH,
)
def cut_out_selection(
    image: Image,
    region: Annotated[
        Picture | None,
        Input("region", ("selection",), "Selection", "What is roughly to be cut out.", optional=True),
    ],
    backdrop: Backdrop,
    job: Job,
    *,
    inner: Inner = 10,
    outer: Outer = 20,
    smart: Smart = False,
    result: View = "layer",
    method: Method = DEFAULT,
    quality: Quality = "full",
    linear: Linear = False,
    hide_image: HideImage = False,
) -> CutOut:
    """Cut out what is roughly selected, with its hair and soft edges.

    Along the selection's border, as far in and out as the two radii say, it is found out anew what belongs to the
    foreground; further inside is foreground, further outside is background. With the smart radius the band is narrow
    where the picture is sharp, and the radii are the most that it reaches.

    The result is a new layer above the picture. Its colours are the foreground's own, without the old background's
    light in the hair.
    """
    job.progress(0, "Reading")
    if region is None:
        raise InputError("Nothing is selected.", "Select roughly what is to be cut out.")
    part = subject_of(job, image)
    working = working_of(part, linear)
    known = trimap_of_selection(part, coverage_in(region, part.box), inner, outer, working if smart else None)
    return CutOut(part, working, estimated(part, working, known, method, quality), result, backdrop, hide_image)


@cut_out_selection.by_hand
def _cut_out_selection(
    image: np.ndarray,
    region: np.ndarray,
    *,
    inner: int = 10,
    outer: int = 20,
    smart: bool = False,
    method: str = DEFAULT,
    quality: QualityName = "full",
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
    inner, outer : int, 0 to 250 pixels
        How far the unknown band reaches into the selection and out of it.
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
    ParameterError
        If a parameter is of the wrong type or out of its range.
    """
    from inlay.matting import estimate_alpha, trimap_from_coverage

    radii = checked(cut_out_selection, inner=inner, outer=outer)
    values = checked(cut_out_selection, method=method, quality=quality, linear=linear)
    trimap = trimap_from_coverage(region, **radii, image=image if smart else None)
    doing = worded(progress, "Estimating alpha")
    return estimate_alpha(image, trimap, **values, threads=threads, progress=doing)
