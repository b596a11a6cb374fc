"""Refine Edge: the edge of an existing mask or cut-out, found anew and shaped."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import numpy as np

from inlay.arrays.sample_types import at_least_half
from inlay.contract.language import _
from inlay.contract.parameter import LENGTH, RELATIVE
from inlay.matting.estimation import PRIOR_WEIGHT
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
    held_in,
    marked,
    quality_of,
)
from inlay.operations.cut_out.layer import layer_of, opacity, opaque, working_of
from inlay.operations.cut_out.results import CutOut
from inlay.operations.cut_out.selecting import IN_PIXELS, LARGEST, LARGEST_PERCENT, in_pixels
from inlay.operations.declaration import operation
from inlay.operations.job import Job
from inlay.operations.masks import edge_of
from inlay.operations.parameters import Boolean, Integer, Number
from inlay.operations.part import Part
from inlay.picture import Picture


@operation(
    name="Refine Edge",
    yields=OUTPUTS,
    keywords=("select and mask", "refine hair", "matting", "halo", "refine mask", "fur", "radius", "contrast"),
    suits="A mask or a cut-out that is good but for its edge.",
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
        float,
        Number(
            "Radius",
            "How far to both sides of the present edge the new one is looked for.",
            0.0,
            LARGEST_PERCENT,
            RELATIVE,
            matters_when={"radius-pixels": (0,)},
        ),
    ] = 1.5,
    smart: Annotated[
        bool,
        Boolean("Smart radius", "Wide where the picture is soft, narrow where it is sharp; the radius is the most."),
    ] = False,
    radius_pixels: Annotated[int, Integer("Radius in pixels", IN_PIXELS, 0, LARGEST, LENGTH, rank="expert")] = 0,
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

    See Also
    --------
    cut_out_selection : When there is no mask yet.
    smooth_selection : When the mask is a few pixels off or stepped, and the thing has no hair: done in a
        moment.
    refine_selection : When the shape is to change whatever the picture shows: grow, shrink, fill holes.
    clean_edge_colours : When the mask is right, and only its rim has the wrong colours.

    References
    ----------
    A. Levin, D. Lischinski, Y. Weiss: A Closed-Form Solution to Natural Image Matting. IEEE Transactions on Pattern
    Analysis and Machine Intelligence 30(2), 2008, https://doi.org/10.1109/TPAMI.2007.1177

    Examples
    --------
    >>> import numpy as np, inlay
    >>> image = np.tile(np.linspace(0, 1, 16, dtype=np.float32), (8, 1))
    >>> matte = inlay.refine_edge(image, image > 0.5, radius=0, feather=1.0)
    >>> bool((np.diff(matte.alpha[4]) >= 0).all())
    True
    """
    job.progress(0, _("Reading"))
    part = layer_of(job, image)
    found = edge_of(edge, part.box, image)
    own = None
    if found.is_opacity:
        own, part = opacity(part, np.ones(part.box.shape, np.float32)), opaque(part)
    working = working_of(part, linear)
    shaping = {"smooth": smooth, "feather": feather, "contrast": contrast, "shift": shift}
    wanted = in_pixels(job.document.longer_side, radius, radius_pixels)
    matte = job.once("matte", lambda: _refined(part, working, found.alpha, wanted, smart, shaping))
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

    progress = call.span(_("Refining the edge"))
    values = dict(call.values)
    values["radius"] = in_pixels(max(image.shape[:2]), values["radius"], values.pop("radius_pixels"))
    return refine_alpha(image, edge, **values, threads=call.effort.threads, progress=progress)


def _refined(
    part: Part, working: Picture, alpha: np.ndarray, radius: float, smart: bool, shaping: dict[str, Any]
) -> Matte:
    """Refine alpha; what strokes say of it holds to the end."""
    from inlay.matting import refine_alpha

    job = part.job
    marks, held = job.marks, held_in(part)
    given = marked(part, alpha)
    options: dict[str, Any] = {}
    if marks is not None or held is not None:
        options["trimap"] = trimap = _trimap(part, working, given, radius, smart)
        options["quality"] = "full" if held is None else quality_of(part, trimap)
    if marks is not None:
        options["prior_weight"] = np.where(marks.of("unknown", part.box), np.float32(0), np.float32(PRIOR_WEIGHT))
    matte = refine_alpha(
        working.pixels,
        given,
        radius,
        smart=smart,
        held=held,
        threads=job.effort.threads,
        progress=job.span(0.05, 0.75, _("Refining the edge")),
        **shaping,
        **options,
    )
    return replace(matte, alpha=marked(part, matte.alpha))


def _trimap(part: Part, working: Picture, alpha: np.ndarray, radius: float, smart: bool) -> np.ndarray:
    """Where the picture decides: within the radius, and where strokes say so."""
    from inlay.matting import trimap_from_alpha

    if radius == 0:
        alpha = at_least_half(alpha)
    trimap = trimap_from_alpha(alpha, radius, image=working.pixels if smart and radius else None)
    return trimap if part.job.marks is None else part.job.marks.on_trimap(trimap, part.box)
