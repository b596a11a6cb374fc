"""Fill Transparent Parts: the corners of a panorama, and holes of a layer, go on with its picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np

from inlay.arrays.bounding_box import bounding_box
from inlay.arrays.saturation import as_samples
from inlay.contract.language import _
from inlay.errors import RegionError
from inlay.operations.bounds import demand_finite
from inlay.operations.call import Call
from inlay.operations.coverage import selected_in
from inlay.operations.declaration import Input, Output, operation
from inlay.operations.edit import Edit
from inlay.operations.editing import report_of, samples, warned
from inlay.operations.job import Job
from inlay.operations.parameters import Choice, Option
from inlay.operations.part import Part
from inlay.operations.retouch.continuing import (
    AVOIDED,
    LINES_GO_ON,
    MIRRORED,
    RADIUS,
    RING,
    STROKES,
    TURNED,
    Sampling,
    Search,
    continued,
)
from inlay.picture import Box, Picture
from inlay.poisson.region import with_neighbours

#: From this part of full opacity on a pixel has a colour that is continued; the others are found anew.
SOLID = 0.5
_NOTHING = (
    _("Nothing of the layer is transparent here."),
    _("Choose the layer with the transparent parts, and select these or nothing."),
)


@operation(
    name="Fill Transparent Parts",
    yields=Output("layer", "What was transparent, filled.", covers="source", fills=True),
    keywords=(
        "panorama borders",
        "auto fill edges",
        "fill corners",
        "uncrop",
        "outpaint",
        "extend canvas",
        "rectangle panorama",
        "inpaint",
    ),
    suits="The empty corners of a panorama, or of a picture that was turned.",
    ring=RING,
    ring_by={"radius": 1},
    painted="region",
    strokes=STROKES,
    doing=_("Filling"),
)
def fill_transparent_parts(
    source: Annotated[
        Picture, Input("source", ("layer",), "Layer", "The layer that is filled.", active=True, whole=True)
    ],
    job: Job,
    region: Annotated[
        Picture | None,
        Input(
            "region",
            ("selection",),
            "Selection",
            "Where it is filled; without a selection, wherever it is transparent.",
            optional=True,
            whole=True,
        ),
    ] = None,
    sampling: Sampling = None,
    *,
    up_to: Annotated[
        Literal["canvas", "layer"],
        Choice(
            "Fill up to",
            "How far the filling goes.",
            options=(
                Option("canvas", "The border of the canvas", "What lies beside the layer is filled too."),
                Option("layer", "The border of the layer", "Holes and corners of the layer alone."),
            ),
        ),
    ] = "canvas",
    lines_go_on: Annotated[bool, LINES_GO_ON] = True,
    avoid_sampling: Annotated[bool, AVOIDED] = False,
    radius: Annotated[int, RADIUS] = 1000,
    mirrored: Annotated[bool, MIRRORED] = False,
    turned: Annotated[bool, TURNED] = False,
) -> Edit:
    """Fill what is transparent: the picture goes on to the border, as in a panorama's corners.

    Merged panoramas, rotated and straightened photographs have transparent corners and ragged borders. These are
    filled with pieces of the picture that fit each other and what is around (He and Sun 2012), blended by Poisson's
    equation, so that no border shows. A selection restricts what is filled.

    What is less than half opaque shows over the filling as it did, so that soft borders blend; what is more opaque
    keeps its colour. The colours of transparent pixels are never used. The result is a new layer above, opaque where
    it fills.

    See Also
    --------
    heal_selection : When something that is there is to be replaced.
    background_plate : When the hole is where something was cut out, and smooth colours are enough.

    Warns
    -----
    InlayWarning
        ``unfit`` if for a part nothing around fits, so that it is filled smoothly, with how large that is.

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
    >>> layer = np.dstack([stripes, np.full(stripes.shape, 255, np.uint8)])
    >>> layer[18:, 27:] = 0
    >>> filled = inlay.fill_transparent_parts(layer)
    >>> bool((filled[..., 0] == stripes).all() and (filled[..., 1] == 255).all())
    True
    """
    limit = job.document.box if up_to == "canvas" else source.box.intersect(job.document.box)
    part = _transparent(job, source, region, limit, RING + radius)
    alpha = part.around.alpha
    assert alpha is not None
    solid = alpha >= SOLID * source.space.white
    hole = part.region & ~solid
    usable = solid & np.isfinite(part.colours).all(axis=2) if part.colours.dtype.kind == "f" else solid
    demand_finite(part.colours, (part.region | (with_neighbours(hole) & solid)) & (alpha > 0), _("layer"))
    if not usable.any():
        raise RegionError(
            _("The layer is nowhere more than half opaque around what is to be filled."),
            _("Choose the layer that holds the picture, or enlarge the search radius."),
        )
    if not hole.any():
        return _filled(part, part.colours[part.inside])
    search = Search(radius, lines_go_on, mirrored, turned, False, avoid_sampling)
    solution = warned(continued(part, hole, usable, search, sampling))
    return _filled(part, _below(part, solution.image[part.inside]), report_of(solution))


@fill_transparent_parts.on_arrays
def _on_arrays(call: Call) -> np.ndarray:
    """The array, filled.

    Parameters
    ----------
    source : ndarray, (height, width, channels)
        Ends with opacity: two or four channels.

    Returns
    -------
    ndarray
        Of the source's shape and type: opaque where it was filled, as far as the region says; what was opaque and what
        is not covered stay bit for bit.
    """
    found: Edit = fill_transparent_parts.call(call.job)
    return found.over(call.canvas, None, is_own=False).reshape(np.shape(call.arrays["source"]))


def _transparent(job: Job, source: Picture, region: Picture | None, limit: Box, ring: int) -> Part:
    """What of a layer is not opaque, within limits and a selection."""
    box = limit if region is None else limit.intersect(region.box)
    if box.is_empty:
        raise RegionError(*_NOTHING)
    alpha = source.crop(box).alpha
    covered = np.zeros(box.shape, bool) if alpha is None else alpha < source.space.white
    selected = np.ones(box.shape, bool) if region is None else selected_in(region, box)
    covered &= selected > 0
    inner = bounding_box(covered)
    if inner.is_empty:
        raise RegionError(*_NOTHING)
    alpha = as_samples((selected * covered)[inner.slices] * np.float32(source.space.white), source.space.dtype)
    placed = inner.shift(box.x, box.y)
    return Part(source, placed, alpha, covered[inner.slices], ring, job, fill_transparent_parts.doing)


def _filled(part: Part, colours: np.ndarray, report: Mapping[str, Any] | None = None) -> Edit:
    """What lies above the layer; in place of one that is mixed as a whole, so that both are mixed alike."""
    return Edit(part, colours, report or {}, replaces=part.picture.is_mixed, fills=True)


def _below(part: Part, filling: np.ndarray) -> np.ndarray:
    """The layer's half transparent colours over a filling, (part.box.height, part.box.width, channels)."""
    layer = part.around.crop(part.box)
    assert layer.alpha is not None
    opacity = layer.alpha[..., None].astype(np.float32) / np.float32(layer.space.white)
    own = np.where(opacity > 0, layer.colour, 0).astype(np.float32)
    return samples(part, filling + opacity * (own - filling.astype(np.float32)))
