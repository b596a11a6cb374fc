"""The best border: a loose selection drawn tight, where source and destination differ least."""

from __future__ import annotations

import numpy as np

from inlay.contract.language import _, known
from inlay.errors import RegionError
from inlay.operations.blend.blending import both_present, framed
from inlay.operations.bounds import demand_finite
from inlay.operations.declaration import Input
from inlay.operations.masks import edge_of
from inlay.operations.part import Part
from inlay.picture import Picture

OBJECT = Input(
    "object",
    ("item",),
    "Part to keep",
    "For the best border: a mask, channel or layer that shows what of the piece must stay; without it, what of the "
    "piece is more than half opaque.",
    optional=True,
    displaced_by=("x", "y"),
    turned_by=("scale", "rotate"),
    content="coverage",
    rank="expert",
    matters_when={"optimal-boundary": (True,)},
)


def outlined(piece: Part, destination: Picture, object_: Picture | None) -> Part:
    """A piece cut along the border that matches best.

    Raises
    ------
    RegionError
        If the object does not lie in the piece, or fills it.
    """
    from inlay.graph_cut.boundaries import optimal_outline

    frame = piece.frame
    kept = framed(_kept(piece, object_), piece.box, frame)
    region = framed(piece.covered, piece.box, frame)
    if not kept.any():
        raise RegionError(
            _("Nothing of the object lies in the selection."), _("Select the object with some room around it.")
        )
    if np.array_equal(kept, region):
        raise RegionError(
            _("There is no room between the object and the selection."),
            _("Select more, choose the object's mask, or use a source that is transparent around the object."),
        )
    below, source = destination.crop(frame), piece.around
    present = both_present(source, below)
    demand_finite(source.colour, region, known("source"))
    demand_finite(below.colour, region if present is None else region & present, known("destination"))
    found = optimal_outline(
        source.colour,
        below.colour,
        region,
        kept,
        present,
        progress=lambda fraction: piece.job.progress(0, _("Finding the border")),
    )
    return piece.within(found[piece.inside])


def _kept(piece: Part, object_: Picture | None) -> np.ndarray:
    """What of a piece must stay, in its box."""
    if object_ is not None:
        return piece.covered & _is_above_half(edge_of(object_, piece.box, piece.picture).alpha)
    opacity = piece.picture.crop(piece.box).alpha
    return piece.covered.copy() if opacity is None else piece.covered & _is_above_half(opacity)


def _is_above_half(alpha: np.ndarray) -> np.ndarray:
    white = np.iinfo(alpha.dtype).max if alpha.dtype.kind == "u" else 1
    return alpha > white / 2
