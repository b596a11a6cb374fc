"""Refine Edge: the edge of an existing mask or cut-out, found anew and shaped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from inlay.operations.cut_out.cutting import (
    BACKDROP,
    EDGE,
    HIDE,
    LINEAR,
    MENU,
    OUTPUTS,
    RESULT,
    UNMASKED,
    result_of,
    spoken,
    worded,
)
from inlay.operations.cut_out.subject import subject_of
from inlay.operations.declaration import Operation
from inlay.operations.job import Job, Result
from inlay.operations.masks import edge_of
from inlay.operations.parameters import Boolean, Integer, Number

if TYPE_CHECKING:
    from inlay.matting import Matte

DECLARATION = Operation(
    id="refine-edge",
    name="Refine Edge",
    menu=MENU,
    summary="Find the edge of a mask or cut-out anew in the picture, then smooth, feather, sharpen or shift it.",
    help=(
        "Works on the active layer and its mask, or its own opacity, or on another mask, channel or layer that is "
        "chosen as the edge. Within the radius alpha is estimated anew from the picture's colours, with the present "
        "alpha as what is believed beforehand: hair that the mask cut off comes back. A radius of 0 leaves the edge "
        "where it is.\n\n"
        "The result is a new layer; the old one and its mask stay as they are. What a layer mask hides is there to be "
        "found; what is transparent in the layer itself is not."
    ),
    keywords=("matting", "mask", "hair", "smooth", "feather", "contrast", "shift", "radius", "select and mask"),
    inputs=(UNMASKED, EDGE, BACKDROP),
    parameters=(
        Integer(
            id="radius",
            label="Radius",
            default=10,
            minimum=0,
            maximum=250,
            unit="pixels",
            help="How far to both sides of the present edge the new one is looked for.",
        ),
        Boolean(
            id="smart",
            label="Smart radius",
            help="Wide where the picture is soft, narrow where it is sharp; the radius is the most.",
        ),
        Integer(
            id="smooth",
            label="Smooth",
            default=0,
            minimum=0,
            maximum=100,
            help="Take out corners and steps of the outline.",
        ),
        Number(
            id="feather",
            label="Feather",
            default=0.0,
            minimum=0.0,
            maximum=250.0,
            unit="pixels",
            help="Blur the edge by this much.",
        ),
        Integer(
            id="contrast",
            label="Contrast",
            default=0,
            minimum=0,
            maximum=100,
            unit="%",
            help="Make a soft edge harder.",
        ),
        Integer(
            id="shift",
            label="Shift edge",
            default=0,
            minimum=-100,
            maximum=100,
            unit="%",
            help="Move a soft edge inwards (below zero) or outwards.",
        ),
        RESULT,
        LINEAR,
        HIDE,
    ),
    outputs=OUTPUTS,
    run="inlay.operations.cut_out.refine_edge:run",
    function="inlay.operations.cut_out.refine_edge:refine_edge",
    ring=0,
)


def refine_edge(
    image: np.ndarray,
    alpha: np.ndarray,
    *,
    radius: float = 10,
    smart: bool = False,
    smooth: float = 0,
    feather: float = 0,
    contrast: float = 0,
    shift: float = 0,
    linear: bool = False,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> Matte:
    """Find an edge anew in the picture, and shape it.

    Parameters
    ----------
    image : ndarray
        As `inlay.cut_out` takes it.
    alpha : ndarray
        ``(height, width)``, the present alpha: boolean, or samples of any type.
    radius : float
        How far to both sides of the present edge alpha is estimated anew, in pixels; 0 for not at all.
    smart : bool
        Less where the picture is sharp; the radius is the most.
    smooth, feather, contrast, shift : float
        As `inlay.matting.refine_alpha` takes them.
    linear, threads, progress
        As for `inlay.cut_out`.

    Returns
    -------
    Matte
        As of `inlay.cut_out`.

    Raises
    ------
    InputError
        If sizes or types do not fit together, or alpha has no edge.
    """
    from inlay.matting import refine_alpha

    return refine_alpha(
        image,
        alpha,
        radius,
        smart=smart,
        smooth=smooth,
        feather=feather,
        contrast=contrast,
        shift=shift,
        linear=linear,
        threads=threads,
        progress=worded(progress, "Refining the edge"),
    )


def run(job: Job) -> Result:
    """Refine the edge of the layer, or of the mask that was chosen."""
    from inlay.matting import refine_alpha

    job.progress(0, "Reading")
    parameters = job.parameters
    subject = subject_of(job, parameters["linear"])
    edge = edge_of(job.picture("edge"), subject.box, job.picture("image"))
    if edge.is_opacity:
        subject = subject.hardened()
    matte = job.once(
        "matte",
        lambda: refine_alpha(
            subject.pixels,
            edge.alpha,
            parameters["radius"],
            **{name: parameters[name] for name in ("smart", "smooth", "feather", "contrast", "shift")},
            progress=spoken(job, 0.05, 0.75, "Refining the edge"),
        ),
    )
    return result_of(job, DECLARATION, subject, matte)
