"""Copy and Paste: the plain paste that every blend is compared with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from inlay.colour.compositing import mix
from inlay.operations.arrays import as_picture
from inlay.operations.blend.pasting import (
    DESTINATION,
    HIDE_SOURCE,
    OFFSET,
    REGION,
    SOURCE,
    Piece,
    pasting_job,
    piece_of,
)
from inlay.operations.declaration import Operation, Output
from inlay.operations.editing import demand_finite
from inlay.operations.job import Job, Result
from inlay.picture import CHANNELS, with_alpha

DECLARATION = Operation(
    id="copy-paste",
    name="Copy and Paste",
    menu="Blend",
    summary="Paste the selected part of a layer as it is, to compare with.",
    help=(
        "The result is source times coverage plus destination times what the coverage leaves: a new layer above the "
        "source with the selected part of it, moved. Soft edges stay soft."
    ),
    keywords=("copy", "paste", "clone", "composite", "plain", "compare"),
    inputs=(SOURCE, replace(DESTINATION, optional=True, help="What the source is pasted on."), REGION),
    parameters=(*OFFSET, HIDE_SOURCE),
    outputs=(Output(kind="layer", help="The pasted piece, as large as the region."),),
    run="inlay.operations.blend.copy_paste:run",
    function="inlay.operations.blend.copy_paste:copy_paste",
    ring=0,
)


def copy_paste(
    source: np.ndarray,
    destination: np.ndarray,
    region: np.ndarray | None = None,
    *,
    at: tuple[int, int] = (0, 0),
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Lay a region of one picture over another.

    Parameters
    ----------
    source : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity.
    destination : ndarray
        The picture to paste over, of any size, gray or colour.
    region : ndarray, optional
        Boolean, or coverage from 0 to 1 in floating point, of the source's size (it then moves with the source) or
        of the destination's. Without it, wherever the source is not transparent.
    at : tuple of int
        Row and column of the destination at which the source's first pixel lies; parts outside are cut off.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    ndarray
        Of the destination's shape and type; outside the region bit for bit the destination.

    Raises
    ------
    InputError
        If sizes or types do not fit together, or a pixel in use is not finite.
    RegionError
        If the region is empty.

    References
    ----------
    T. Porter, T. Duff: Compositing digital images. Computer Graphics 18(3), 1984, the operator *over*.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> source, destination = np.full((1, 3), 200, np.uint8), np.full((1, 3), 50, np.uint8)
    >>> inlay.copy_paste(source, destination, np.array([[1.0, 0.5, 0.0]])).tolist()
    [[200, 125, 50]]
    """
    job = pasting_job(DECLARATION, source, destination, region, at, {}, progress)
    piece = _piece(job)
    target = as_picture(destination, "destination")
    result = np.array(target.pixels)
    inside = piece.box.slices
    colours = result[inside][..., : target.colour.shape[-1]]
    np.copyto(colours, piece.source.crop(piece.box).colour, where=piece.covered[..., np.newaxis])
    mix(result[inside], target.pixels[inside], piece.alpha, target.has_alpha, target.space.white)
    return result.reshape(destination.shape)


def run(job: Job) -> Result:
    """Yield the source's region as a layer."""
    piece = _piece(job)
    space = replace(job.document.space, model=with_alpha(job.document.space.model))
    pixels = np.zeros((piece.box.height, piece.box.width, CHANNELS[space.model]), space.dtype)
    np.copyto(pixels[..., :-1], piece.source.crop(piece.box).colour, where=piece.covered[..., np.newaxis])
    return Result([piece.layer(pixels, space, DECLARATION.name, job)])


def _piece(job: Job) -> Piece:
    piece = piece_of(job, DECLARATION.ring)
    demand_finite(piece.source.crop(piece.box).colour, piece.covered, "source")
    return piece
