"""Heal Selection: what is selected vanishes under what lies around it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

import numpy as np

from inlay import poisson
from inlay.arrays.progress import Progress
from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import InlayWarning, RegionError
from inlay.operations.bounds import demand_finite
from inlay.operations.declaration import Input, operation
from inlay.operations.edit import Edit
from inlay.operations.editing import LAYER, edit, warned
from inlay.operations.parameters import Choice, Integer, Number, Option
from inlay.operations.part import Part
from inlay.operations.retouch.continuing import (
    AVOIDED,
    CONTINUED,
    FARTHEST,
    LINES_GO_ON,
    MIRRORED,
    PROTECTED,
    RADIUS,
    RING,
    SAMPLING,
    STROKES,
    TURNED,
    Search,
    continued,
)
from inlay.picture import Picture

#: The largest distance over which slopes are told.
LARGEST_SMOOTHING = 50.0
#: What part of the work is the search for one place.
SEARCH = 0.4
#: How far a Gaussian is read, in standard deviations.
CUT = 3


@operation(
    name="Heal Selection",
    yields=LAYER,
    keywords=(
        "content aware fill",
        "inpaint",
        "spot healing",
        "remove object",
        "resynthesizer",
        "content-aware",
        "erase",
        "retouch",
        "scratch",
        "clone",
    ),
    suits="Anything that should not be in the picture: a wire, a spot, a passer-by.",
    ring=RING,
    ring_by={"radius": 1, "x": 1, "y": 1, "smoothing": CUT},
    painted="region",
    strokes=STROKES,
    doing=_("Healing"),
)
def heal_selection(
    part: Annotated[
        Part,
        Input("source", ("layer",), "Layer", "The layer to edit.", active=True),
        Input("region", ("selection",), "Selection", "What is to vanish, with a little of what is around it."),
    ],
    sampling: Annotated[Picture | None, replace(SAMPLING, matters_when=CONTINUED)] = None,
    *,
    fill: Annotated[
        Literal["surroundings", "found", "offset", "membrane", "thin-plate"],
        Choice(
            "Fill from",
            "Where the filling comes from.",
            options=(
                Option(
                    "surroundings",
                    "All around, continued",
                    "Goes on with the picture: pieces of it are put together so that they fit.",
                ),
                Option("found", "The best place nearby", "One place, found by itself within the search radius."),
                Option("offset", "A place of your choice", "The source below, from the selection on."),
                Option("membrane", "The border, smoothly", "Without texture: for skies and walls."),
                Option(
                    "thin-plate",
                    "The border, with its slopes",
                    "Smooth, and light goes on to change as it does around.",
                ),
            ),
        ),
    ] = "surroundings",
    lines_go_on: Annotated[bool, replace(LINES_GO_ON, matters_when=CONTINUED)] = True,
    protect: Annotated[bool, replace(PROTECTED, matters_when=CONTINUED)] = False,
    avoid_sampling: Annotated[bool, replace(AVOIDED, matters_when=CONTINUED)] = False,
    radius: Annotated[int, replace(RADIUS, matters_when={"fill": ("surroundings", "found")})] = 1000,
    x: Annotated[
        int,
        Integer(
            "Source to the right",
            "How far to the right of the selection the filling is taken; to the left below zero.",
            -FARTHEST,
            FARTHEST,
            "pixels",
            matters_when={"fill": ("offset",)},
        ),
    ] = 0,
    y: Annotated[
        int,
        Integer(
            "Source below",
            "How far below the selection the filling is taken; above it below zero.",
            -FARTHEST,
            FARTHEST,
            "pixels",
            matters_when={"fill": ("offset",)},
        ),
    ] = 0,
    smoothing: Annotated[
        float,
        Number(
            "Slope distance",
            "Over what distance the slopes of the border are measured, so that grain does not bend them; 0: exactly.",
            0.0,
            LARGEST_SMOOTHING,
            "pixels",
            rank="expert",
            matters_when={"fill": ("thin-plate",)},
        ),
    ] = 8.0,
    mirrored: Annotated[bool, replace(MIRRORED, matters_when=CONTINUED)] = False,
    turned: Annotated[bool, replace(TURNED, matters_when=CONTINUED)] = False,
) -> Edit:
    """Remove what is selected: the picture goes on where it was, without a seam.

    Select a spot, a scratch or a thing with a little of what is around it. The place is filled with pieces of the
    picture that fit each other and what is around (He and Sun 2012), and all are blended by Poisson's equation (Perez,
    Gangnet and Blake 2003), so that no border shows and the texture stays. Outlines that meet the selection are led
    through it; in a live view you can draw such a line yourself. A sampling area says where the pieces may be taken
    from, or what they are to avoid.

    The filling can also be taken from one place, the best nearby or one that you choose, and for skies and walls the
    border can be continued smoothly, as a membrane; as a thin plate it goes on with its slopes too.

    The selected colours themselves are never used, nor are transparent pixels. Soft edges of the selection stay soft.
    The result is a new layer above.

    See Also
    --------
    seamless_clone : When you know which part of the picture should take its place.
    fill_transparent_parts : When what is to be filled is transparent instead of selected.
    flatten_texture : When skin or a wall is uneven all over, and no single thing disturbs.
    median_blur : When dust and grain lie all over the picture.

    Warns
    -----
    InlayWarning
        ``unfit`` if for a part nothing around fits, so that it is filled smoothly, with how large that is;
        ``no-place`` if no place fits within the radius and a part is filled as a membrane; ``beyond`` if the offset
        leads beyond the picture or into the region itself: there the filling has no detail.

    References
    ----------
    K. He, J. Sun: Statistics of Patch Offsets for Image Completion. ECCV 2012,
    https://doi.org/10.1007/978-3-642-33709-3_2

    P. Pérez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, eq. 7 and 11,
    https://doi.org/10.1145/882262.882269

    Examples
    --------
    >>> import numpy as np, inlay
    >>> stripes = np.tile(np.array([10, 20, 40], np.uint8), (24, 12))
    >>> region = np.zeros(stripes.shape, bool)
    >>> region[8:16, 15:21] = True
    >>> damaged = np.where(region, 255, stripes).astype(np.uint8)
    >>> bool((inlay.heal_selection(damaged, region) == stripes).all())
    True
    """
    from inlay.inpainting.thin_plate_spline import clamped
    from inlay.poisson.region import with_neighbours

    colours, hole = part.colours, part.region
    usable = ~hole if part.present is None else part.present & ~hole
    demand_finite(colours, with_neighbours(with_neighbours(hole)) & usable, _("layer"))
    if colours.dtype.kind == "f":
        usable &= np.isfinite(colours).all(axis=2)
    if not usable.any():
        raise RegionError(
            _("All of the layer is selected."), _("Select less: the filling comes from what lies around.")
        )
    if fill == "surroundings":
        search = Search(radius, lines_go_on, mirrored, turned, protect, avoid_sampling)
        solution = continued(part, hole, usable, search, sampling)
    elif fill == "thin-plate":
        solution = clamped(
            colours, usable, hole, part.present, smoothing, threads=part.effort.threads, progress=part.progress
        )
    elif fill == "membrane":
        solution = _cloned(part, np.zeros((1, 1, colours.shape[2]), colours.dtype), None, part.progress)
    else:
        solution = _textured(part, usable, radius, (y, x) if fill == "offset" else None)
    return edit(part, warned(solution))


def _textured(part: Part, usable: np.ndarray, radius: int, offset: tuple[int, int] | None) -> poisson.Solution:
    """The frame filled from an offset, or from the places that are found."""
    from inlay.inpainting.healing import patched

    filling = patched(part.colours, usable, part.region, radius, offset, part.span(0, SEARCH))
    if filling.missing:
        warn(_missing(filling.missing, offset))
    return _cloned(part, filling.picture, filling.present, part.span(SEARCH, 1))


def _cloned(part: Part, filling: np.ndarray, present: np.ndarray | None, progress: Progress) -> poisson.Solution:
    """The frame with a filling cloned into the region."""
    return poisson.clone(
        filling,
        part.colours,
        part.region,
        source_alpha=present,
        destination_alpha=part.present,
        threads=part.effort.threads,
        progress=progress,
    )


def _missing(pixels: int, offset: tuple[int, int] | None) -> InlayWarning:
    """What is said of pixels that have no source."""
    if offset is None:
        return InlayWarning(
            "no-place",
            _("No place of the selection's size is free within the search radius; it is filled smoothly."),
            _("Enlarge the search radius, or select less."),
        )
    return InlayWarning(
        "beyond",
        _("{pixels} pixels at the offset are outside the picture, transparent or selected themselves.", pixels=pixels),
        _("There the filling has no detail: choose another offset."),
    )
