"""Match Below: a pasted, generated or stitched piece loses its drift of tone and its seams, and keeps its detail."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from inlay import poisson
from inlay.arrays.rows import strips
from inlay.contract.language import _
from inlay.contract.parameter import RELATIVE
from inlay.harmonisation.drift import Drift, drift
from inlay.operations.blend.blending import both_present
from inlay.operations.blend.pasting import HideSource, demand_visible
from inlay.operations.bounds import demand_finite
from inlay.operations.declaration import Input, Output, operation
from inlay.operations.edit import Edit
from inlay.operations.editing import EIGHT_BIT, STRIP, report_of, samples, warned, working
from inlay.operations.parameters import Boolean, Number
from inlay.operations.part import Part
from inlay.picture import Picture
from inlay.poisson import fields
from inlay.poisson.error_tolerance import LEAST


@operation(
    name="Match Below",
    yields=Output("layer", "The matched piece, as large as the region."),
    keywords=(
        "seams",
        "inpaint",
        "stitch",
        "generative fill",
        "diffusion",
        "colour drift",
        "color match",
        "blend edges",
        "panorama",
    ),
    suits="A piece that went through another program and came back in another tone.",
    doing=_("Matching"),
)
def match_below(
    part: Annotated[
        Part,
        Input("source", ("layer",), "Layer", "The pasted, generated or stitched layer.", active=True),
        Input(
            "region",
            ("selection",),
            "Selection",
            "What of it is matched; without a selection, wherever the layer is not transparent.",
            optional=True,
        ),
    ],
    below: Annotated[
        Picture, Input("destination", ("below", "layer"), "Picture below", "What it was made of, or lies on.")
    ],
    *,
    detail_size: Annotated[
        float,
        Number(
            "Size of detail",
            "What is smaller is detail and stays; what changes over more than this comes from below.",
            1.0,
            50.0,
            RELATIVE,
        ),
    ] = 5.0,
    strength: Annotated[
        float,
        Number(
            "Strength", "How far the tone changes; with less than 100 something of the seams stays.", 0.0, 100.0, "%"
        ),
    ] = 100.0,
    tolerance: Annotated[
        float,
        Number(
            "Tolerance",
            "How far tone may have drifted. What differs by more is something new: nothing of what lies below shows "
            "through it, and it changes as what lies around it does.",
            1.0,
            100.0,
            "%",
        ),
    ] = 10.0,
    contrast: Annotated[
        bool, Boolean("Match contrast", "Bring back the contrast of what lies below, too, where both show the same.")
    ] = True,
    hide_source: HideSource = True,
) -> Edit:
    """Bring a piece back to the tone of what lies below it, without a seam, and keep its detail.

    For what a diffusion model, a stitcher or a paste has returned a little too dark, too yellow or too flat, more here
    and less there. Tone that changes slowly comes from below, detail from the piece. Where the piece shows something
    new, which differs from below by more than a tone, its colours change as those around it do, and nothing of what it
    covers shows through.

    The selection says what is matched; without one it is the layer's own opaque part. Soft edges stay soft. Where
    below is transparent it says nothing. The result is a new layer above.

    See Also
    --------
    seamless_clone : When the piece comes from another picture: only its border has to fit.
    harmonise : When the piece is a cut-out thing that is not in the picture below.
    merge_layers : When several layers overlap, and none of them is the one to be matched.

    Notes
    -----
    With the piece g without its drift (`inlay.harmonisation.drift`), what lies below f*, the likeness w of both, and
    the size of detail d, it is the f that makes ``sum |grad f - grad g|^2 + sum w (f - f*)^2 / d^2`` least, with f*
    around the region, which where something new meets the border holds by w alone.

    References
    ----------
    P. Bhat, B. Curless, M. Cohen, C. L. Zitnick: Fourier Analysis of the 2D Screened Poisson Equation for Gradient
    Domain Problems. ECCV 2008, eq. 1, https://doi.org/10.1007/978-3-540-88688-4_9

    P. Pérez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, eq. 7,
    https://doi.org/10.1145/882262.882269

    Examples
    --------
    >>> import numpy as np, inlay
    >>> below = np.add.outer(np.arange(40), 2 * np.arange(60)).astype(np.uint8)
    >>> piece = (0.9 * below + 12).round().astype(np.uint8)
    >>> int(np.abs(inlay.match_below(piece, below).astype(int) - below).max()) <= 1
    True
    """
    demand_visible(below, part)
    under = below.crop(part.frame)
    demand_finite(part.colours, part.region, _("layer"))
    demand_finite(under.colour, None if under.alpha is None else under.alpha > 0, _("picture below"))
    length = max(1.0, detail_size * part.document.longer_side / 100)
    present = both_present(part.around, under)
    common = part.region if present is None else part.region & present
    found = part.job.once(
        ("drift", length, tolerance, contrast), lambda: _drift(part, under, common, length, tolerance, contrast)
    )
    solution = _solved(part, under, common, found, length)
    return Edit(part, _mixed(part, solution.image, strength), report_of(solution), replaces=hide_source)


def _drift(part: Part, under: Picture, common: np.ndarray, scale: float, tolerance: float, contrast: bool) -> Drift:
    return drift(
        part.colours,
        under.colour,
        common,
        scale,
        tolerance=tolerance / 100,
        contrast=contrast,
        white=part.document.space.white,
        progress=part.span(0.0, 0.4),
    )


def _solved(part: Part, under: Picture, common: np.ndarray, found: Drift, scale: float) -> poisson.Solution:
    """The frame of what lies below with the piece in it, in samples of floating point."""
    type_ = working(part.picture.space.dtype)
    target = under.colour.astype(type_)
    likeness = found.likeness_at(part.region.shape)
    tolerance = part.effort.tolerance or (EIGHT_BIT if part.picture.space.dtype == np.uint8 else None)
    return warned(
        poisson.solve(
            target,
            _detail(part, found.corrected(part.colours), target),
            part.region,
            destination_alpha=under.alpha,
            weights=_holding(part.region, likeness),
            screening=(likeness * common / scale**2, target),
            mean="keep",
            solver=part.effort.solver,
            tolerance=tolerance,
            threads=part.effort.threads,
            progress=part.span(0.4, 0.95),
        )
    )


def _detail(part: Part, piece: np.ndarray, target: np.ndarray) -> poisson.Edges:
    """The gradients of the piece; where it has none, across its own border, those of what lies below."""
    if part.present is None:
        return fields.gradients(piece)
    return fields.chosen(fields.within(part.present), fields.gradients(piece), fields.gradients(target))


def _holding(region: np.ndarray, likeness: np.ndarray) -> poisson.Edges | None:
    """How firmly what lies around the region holds it: where something new meets its border, hardly."""
    ends = np.where(region, likeness, 1)
    crossing = region[1:] != region[:-1], region[:, 1:] != region[:, :-1]
    firm = [
        np.where(across, np.maximum(np.minimum(near, far), LEAST), np.float32(1))
        for across, near, far in zip(crossing, (ends[1:], ends[:, 1:]), (ends[:-1], ends[:, :-1]), strict=True)
    ]
    return None if all(half.all() and half.min(initial=1) == 1 for half in firm) else poisson.Edges(*firm)


def _mixed(part: Part, solved: np.ndarray, strength: float) -> np.ndarray:
    """The matched piece in samples, as far as the strength says."""
    old, share = part.colours[part.inside], strength / 100
    new = np.empty(old.shape, old.dtype)
    for top, bottom in strips(old.shape[0], old.shape[1], STRIP):
        rows = solved[part.inside][top:bottom]
        with np.errstate(invalid="ignore"):
            new[top:bottom] = samples(part, old[top:bottom] + share * (rows - old[top:bottom]))
        part.progress(0.99)
    return new
