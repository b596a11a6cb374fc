"""The best border: a loose selection drawn tight, where source and destination differ least."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from inlay.errors import RegionError
from inlay.operations.arrays import as_coverage
from inlay.operations.blend.blending import both_present, framed
from inlay.operations.blend.pasting import Piece, moved
from inlay.operations.cut_out.masks import edge_of
from inlay.operations.declaration import Input
from inlay.operations.editing import demand_finite
from inlay.operations.job import Job

OBJECT = Input(
    role="object",
    kinds=("item",),
    label="Object",
    help=(
        "For the best border: a mask, channel or layer that shows what of the piece must stay; without it, what of "
        "the source is more than half opaque."
    ),
    optional=True,
    displaced_by=("x", "y"),
    content="coverage",
)


def object_mask_of(job: Job, array: np.ndarray | None) -> Job:
    """A job with an array as its object, at the place of the source, or of the destination if it has its size."""
    found = as_coverage(array, job.picture("source"), job.picture("destination"), "mask of the object")
    return replace(job, images={**job.images, OBJECT.role: found})


def outlined(job: Job, piece: Piece) -> Piece:
    """A piece cut along the border that matches best.

    Raises
    ------
    RegionError
        If the object does not lie in the piece, or fills it.
    """
    from inlay.graph_cut.boundaries import optimal_outline

    frame = piece.frame
    kept = framed(_object(job, piece), piece.box, frame)
    region = framed(piece.covered, piece.box, frame)
    if not kept.any():
        raise RegionError("Nothing of the object lies in the selection.", "Select the object with some room around it.")
    if np.array_equal(kept, region):
        raise RegionError(
            "There is no room between the object and the selection.",
            "Select more, choose the object's mask, or use a source that is transparent around the object.",
        )
    below = job.picture("destination").crop(frame)
    source = piece.source.crop(frame)
    present = both_present(source, below)
    demand_finite(source.colour, region, "source")
    demand_finite(below.colour, region if present is None else region & present, "destination")
    found = optimal_outline(
        source.colour, below.colour, region, kept, present, progress=lambda _: job.progress(0, "Finding the border")
    )
    covered = found[piece.box.shift(-frame.x, -frame.y).slices]
    return piece.within(covered, job.document.box)


def _object(job: Job, piece: Piece) -> np.ndarray:
    """What of a piece must stay, in its box."""
    picture = job.images.get(OBJECT.role)
    if picture is not None:
        edge = edge_of(moved(picture, job.parameters), piece.box, piece.source)
        return piece.covered & _is_above_half(edge.alpha)
    opacity = piece.source.crop(piece.box).alpha
    return piece.covered.copy() if opacity is None else piece.covered & _is_above_half(opacity)


def _is_above_half(alpha: np.ndarray) -> np.ndarray:
    white = np.iinfo(alpha.dtype).max if alpha.dtype.kind == "u" else 1
    return alpha > white / 2
