"""Seamless Clone: a piece of one picture continues in another without a visible seam."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np

from inlay import colour, poisson
from inlay.arrays.rows import strips
from inlay.contract.language import _, known
from inlay.operations.blend.bleeding import Bleeding, solved_with_low_curl
from inlay.operations.blend.blending import (
    BlendSpace,
    Boundary,
    Gradients,
    Per,
    both_present,
    boundary_options,
    framed,
    luminance,
)
from inlay.operations.blend.outlining import OBJECT, outlined
from inlay.operations.blend.pasting import DESTINATION, HideSource, Piece, Rotate, Scale, X, Y, demand_visible
from inlay.operations.bounds import demand_finite
from inlay.operations.declaration import Output, operation
from inlay.operations.edit import Edit
from inlay.operations.editing import EIGHT_BIT, report_of, warned
from inlay.operations.large import LargeJob, LargeResult
from inlay.operations.parameters import Boolean, Number
from inlay.operations.part import Part
from inlay.operations.screening import screening_weight
from inlay.picture import Picture

#: Pixels that are converted to another space at a time.
CONVERTED = 1 << 16
#: How many times an error grows, at most, on the way from a space to bytes of RGB as they are stored.
GROWTH = {"linear": 13, "lab": 8}


@operation(
    name="Seamless Clone",
    yields=Output("layer", "The blended piece, as large as the region."),
    keywords=("content aware", "auto-blend", "healing", "composite", "seamless paste", "poisson", "merge", "mix"),
    suits="A piece whose own colours do not matter: a face, a texture, writing, stars.",
    doing=_("Blending"),
    solver=True,
)
def seamless_clone(
    piece: Piece,
    destination: Annotated[Picture, DESTINATION],
    object: Annotated[Picture | None, OBJECT] = None,
    *,
    gradients: Gradients = "source",
    per: Per = "channel",
    x: X = 0,
    y: Y = 0,
    scale: Scale = 100.0,
    rotate: Rotate = 0.0,
    boundary: Boundary = "free",
    keep_source_colour: Annotated[
        float,
        Number(
            "Keep own colour",
            "How much of its own colour the piece keeps: 0 takes on the colours around it, 100 pastes it as it is, and "
            "50 keeps half of it in the middle of a round piece. The border stays without a seam up to 100.",
            0.0,
            100.0,
            "%",
        ),
    ] = 0.0,
    protect_texture: Annotated[
        bool,
        Boolean(
            "Stop colours bleeding in",
            "Where the border of the piece meets something else, let its colour stay there instead of bleeding in, "
            "and hide what does not fit in the piece's texture.",
            matters_when={"boundary": ("free", "fixed")},
        ),
    ] = False,
    bleeding: Bleeding = "outliers",
    optimal_boundary: Annotated[
        bool,
        Boolean(
            "Find the best border",
            "Move the border inwards, to where the piece and what lies below differ least. What is more than half "
            "opaque stays, or what a mask says.",
        ),
    ] = False,
    blend_space: BlendSpace = "rgb",
    hide_source: HideSource = True,
) -> Edit:
    """Paste the selected part of a layer so that its border vanishes in what lies below.

    The colours at the border come from the destination, the detail inside from the source: the result solves the
    Poisson equation of Perez, Gangnet and Blake (2003) exactly.

    The selection says what to take from the source layer; without one it is the layer's own opaque part. Soft edges
    stay soft. The result is a new layer above the source.

    If the destination's colours wash over the piece, keep some of the source's. If a dark trunk or a bright sky at
    the border bleeds into it, protect it from mismatches, or let the best border be found inside a loose selection.

    See Also
    --------
    harmonise : When the piece is cut out, and should keep its outline and differ from what is around it.
    match_below : When the piece shows the very place where it lies, only in another tone.
    paste_with_shadow : When the thing casts a shadow that is to come along.
    heal_selection : When something is to vanish, and it does not matter what takes its place.

    References
    ----------
    P. Pérez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, eq. 7, 11, 13,
    https://doi.org/10.1145/882262.882269

    M. W. Tao, M. K. Johnson, S. Paris: Error-tolerant image compositing. IJCV 103(2), 2013,
    https://doi.org/10.1007/s11263-012-0579-7

    J. Jia, J. Sun, C.-K. Tang, H.-Y. Shum: Drag-and-drop pasting. SIGGRAPH 2006, eq. 4,
    https://doi.org/10.1145/1141911.1141934

    Examples
    --------
    >>> import numpy as np, inlay
    >>> source, destination = np.full((5, 5), 200, np.uint8), np.full((5, 5), 50, np.uint8)
    >>> region = np.zeros((5, 5), bool)
    >>> region[1:4, 1:4] = True
    >>> int(inlay.seamless_clone(source, destination, region)[2, 2])
    50
    """
    demand_visible(destination, piece)
    if optimal_boundary:
        piece = outlined(piece, destination, object)
    frame = piece.frame
    below = destination.crop(frame)
    # Only what the frame can touch, so that the work follows the region and not the source's size.
    above = piece.picture.crop(piece.picture.box.intersect(frame))
    hides = ("source",) if hide_source else ()
    if keep_source_colour == 100:
        return Edit(piece, _pasted(above, below, piece)[piece.inside], hides=hides, replaces=False, is_laid=True)
    options: dict[str, Any] = {"gradients": gradients, "per": per, **boundary_options(boundary)}
    options["tolerance"] = piece.effort.tolerance or _tolerance(piece, blend_space)
    stored, there = (_converted(piece, picture, blend_space) for picture in (above, below))
    if keep_source_colour > 0:
        weight = screening_weight(keep_source_colour, int(np.count_nonzero(piece.region)))
        options["screening"] = weight, framed(stored, above.box, frame)
    if protect_texture:
        options["weights"] = _weights(piece, above, below, bleeding == "outliers")
    if gradients == "monochrome":
        options["luminance"] = luminance(piece.document.space, blend_space)
    solve = solved_with_low_curl if protect_texture and bleeding == "low-curl" else _solved
    solution = solve(piece, above, below, stored, there, options)
    if blend_space == "rgb":
        blended = solution.image
    else:
        blended = _stored(piece, solution.image, below, blend_space)
    return Edit(piece, blended[piece.inside], report_of(solution), hides, replaces=False, is_laid=True)


@seamless_clone.on_windows
def _on_windows(job: LargeJob) -> LargeResult:
    from inlay.operations.blend.large_clone import cloned

    return cloned(job, seamless_clone.name)


def _solved(
    piece: Part,
    source: Picture,
    destination: Picture,
    above: np.ndarray,
    below: np.ndarray,
    options: Mapping[str, Any],
) -> poisson.Solution:
    """The destination's frame with the piece in it; `above` and `below` are the colours to blend."""
    return warned(
        poisson.clone(
            above,
            below,
            piece.region,
            at=(source.y - piece.frame.y, source.x - piece.frame.x),
            source_alpha=source.alpha,
            destination_alpha=destination.alpha,
            solver=piece.effort.solver,
            threads=piece.effort.threads,
            progress=piece.progress,
            kept=piece.effort.kept,
            **options,
        )
    )


def _tolerance(piece: Part, blend_space: str) -> float | None:
    """What the solution of bytes in another space may miss; None for what the type of the samples asks for."""
    is_bytes = piece.document.space.dtype == np.uint8 and blend_space in GROWTH
    return EIGHT_BIT / GROWTH[blend_space] if is_bytes else None


def _converted(piece: Part, picture: Picture, blend_space: str) -> np.ndarray:
    """A picture's colours in the space to blend in: a view of them as they are stored, or a copy."""
    space = piece.document.space
    if blend_space == "rgb":
        return picture.colour
    channels = colour.to_space(picture.colour[:1, :1], blend_space, space).shape[2]
    converted = np.empty((picture.height, picture.width, channels), np.float32)
    for top, bottom in strips(picture.height, picture.width, CONVERTED):
        piece.progress(0.0)
        stored, rows = picture.colour[top:bottom], converted[top:bottom]
        with np.errstate(invalid="ignore"):
            rows[...] = colour.to_space(stored, blend_space, space)
        if stored.dtype.kind == "f":
            # Where it matters the solver says so.
            rows[~np.isfinite(stored).all(axis=2)] = np.nan
    return converted


def _stored(piece: Part, blended: np.ndarray, destination: Picture, blend_space: str) -> np.ndarray:
    """Colours in the space to blend in brought back where they are new; elsewhere the destination's."""
    found = destination.colour.copy()
    for top, bottom in strips(destination.height, destination.width, CONVERTED):
        piece.progress(0.99)
        rows = np.s_[top:bottom]
        new = colour.from_space(blended[rows], blend_space, piece.document.space)
        np.copyto(found[rows], new, where=piece.region[rows][..., None])
    return found


def _weights(piece: Part, source: Picture, destination: Picture, doubting: bool) -> poisson.Edges:
    """The weights with which errors hide in the source's texture, in the destination's frame."""
    from inlay.poisson.error_tolerance import tolerant_weights

    above = source.crop(destination.box)
    demand_finite(above.colour, piece.region, known("source"))
    return tolerant_weights(
        above.colour,
        destination.colour,
        piece.region,
        both_present(above, destination),
        white=piece.document.space.white,
        doubting=doubting,
        progress=lambda _: piece.progress(0.0),
    )


def _pasted(source: Picture, destination: Picture, piece: Part) -> np.ndarray:
    """The source's own colours: what screening without bounds ends in."""
    found = destination.colour.copy()
    np.copyto(found, framed(source.colour, source.box, destination.box), where=piece.region[..., None])
    return found
