"""Refine Edge: the edge of an existing mask or cut-out, found anew and shaped."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from inlay.matting.matte import Matte
from inlay.operations.call import Call
from inlay.operations.cut_out.cutting import (
    BRUSHES,
    OUTPUTS,
    Backdrop,
    Edge,
    HideShown,
    Linear,
    Unmasked,
    View,
)
from inlay.operations.cut_out.results import CutOut
from inlay.operations.cut_out.subject import opacity, opaque, subject_of, working_of
from inlay.operations.declaration import operation
from inlay.operations.job import Job
from inlay.operations.masks import edge_of
from inlay.operations.parameters import Boolean, Integer, Number


@operation(
    name="Refine Edge",
    yields=OUTPUTS,
    keywords=("select and mask", "refine hair", "refine mask", "matting", "hair", "fur", "radius", "contrast", "halo"),
    ring=0,
    painted="edge",
    strokes=BRUSHES,
    for_documents=("backdrop", "result"),
)
def refine_edge(
    image: Unmasked,
    edge: Edge,
    backdrop: Backdrop,
    job: Job,
    *,
    radius: Annotated[
        int,
        Integer("Radius", "How far to both sides of the present edge the new one is looked for.", 0, 250, "pixels"),
    ] = 10,
    smart: Annotated[
        bool,
        Boolean("Smart radius", "Wide where the picture is soft, narrow where it is sharp; the radius is the most."),
    ] = False,
    smooth: Annotated[int, Integer("Smooth", "Take out corners and steps of the outline.", 0, 100, rank="expert")] = 0,
    feather: Annotated[float, Number("Feather", "Blur the edge by this much.", 0.0, 250.0, "pixels")] = 0.0,
    contrast: Annotated[int, Integer("Contrast", "Make a soft edge harder.", 0, 100, "%", rank="expert")] = 0,
    shift: Annotated[
        int, Integer("Shift edge", "Move a soft edge inwards (below zero) or outwards.", -100, 100, "%")
    ] = 0,
    result: View = "layer",
    linear: Linear = False,
    hide_image: HideShown = True,
) -> CutOut:
    """Find the edge of a mask or cut-out anew, then smooth, feather, harden or shift it.

    Works on the active layer and its mask, or its own opacity, or on another mask, channel or layer that is chosen as
    the edge. Within the radius alpha is estimated anew from the picture's colours, with the present alpha as what is
    believed beforehand: hair that the mask cut off comes back. A radius of 0 leaves the edge where it is.

    The result is a new layer, and the old one with its mask stays as it is, or a new mask in place of the old one.
    What a layer mask hides is there to be found; what is transparent in the layer itself is not.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> image = np.tile(np.linspace(0, 1, 16, dtype=np.float32), (8, 1))
    >>> matte = inlay.refine_edge(image, image > 0.5, radius=0, feather=1.0)
    >>> bool((np.diff(matte.alpha[4]) >= 0).all())
    True
    """
    from inlay.matting import refine_alpha

    job.progress(0, "Reading")
    part = subject_of(job, image)
    found = edge_of(edge, part.box, image)
    own = None
    if found.is_opacity:
        own, part = opacity(part, np.ones(part.box.shape, np.float32)), opaque(part)
    working = working_of(part, linear)
    matte = job.once(
        "matte",
        lambda: refine_alpha(
            working.pixels,
            found.alpha,
            radius,
            smart=smart,
            smooth=smooth,
            feather=feather,
            contrast=contrast,
            shift=shift,
            threads=job.effort.threads,
            progress=job.span(0.05, 0.75, "Refining the edge"),
        ),
    )
    return CutOut(part, working, matte, result, backdrop, hide_image, own, mask_mode="replace")


@refine_edge.on_arrays
def _on_arrays(call: Call, image: np.ndarray, edge: np.ndarray) -> Matte:
    """The matte.

    Parameters
    ----------
    edge : ndarray, (height, width)
        The present alpha: boolean, or samples of any type.

    Returns
    -------
    Matte
        As of `inlay.cut_out`.
    """
    from inlay.matting import refine_alpha

    progress = call.span("Refining the edge")
    return refine_alpha(image, edge, **call.values, threads=call.effort.threads, progress=progress)
