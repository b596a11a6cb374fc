"""Seamless Clone of pictures that do not fit into memory."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from inlay.arrays.rows import BAND, strips
from inlay.arrays.saturation import as_samples
from inlay.colour.compositing import over
from inlay.contract.language import _
from inlay.errors import RegionError
from inlay.operations.coverage import alpha_in
from inlay.operations.large import LargeJob, LargeResult
from inlay.operations.screening import screening_weight
from inlay.picture import Box, Picture, with_alpha
from inlay.poisson.region import Sides

#: What pictures this large are cloned with.
ALLOWED = {
    "gradients": "source",
    "scale": 100.0,
    "rotate": 0.0,
    "protect-texture": False,
    "optimal-boundary": False,
    "blend-space": "rgb",
}


class Piece:
    """What of a source is pasted, at its place on the canvas.

    Attributes
    ----------
    source : LargePicture
    box : Box
        What of the canvas it covers.
    """

    def __init__(self, job: LargeJob, boundary: str) -> None:
        (source,) = job.layers["source"]
        self._moved = job.parameters["x"], job.parameters["y"]
        self.source = replace(source, x=source.x + self._moved[0], y=source.y + self._moved[1])
        canvas = job.document.box
        # What lies on the border of the canvas stays, if that is to hold the piece.
        self.box = self.source.box.intersect(canvas.grow(-1) if boundary == "fixed" else canvas)
        if self.box.is_empty:
            raise RegionError(
                _("The region lies outside the canvas."), _("Move the selection or the layer onto the canvas.")
            )
        self.natural = Sides(*(boundary == "free" and touches for touches in _touched(self.box, canvas)))
        self._selection = job.selection

    def coverage(self, top: int, bottom: int) -> np.ndarray:
        """How far the pixels of some rows of the box are covered, as samples of the source's type."""
        rows = Box(self.box.x, self.box.y + top, self.box.width, bottom - top)
        if self.source.has_alpha:
            picture = self.source.crop(rows)
        else:
            shape = rows.height, rows.width, self.source.windows.shape[2]
            picture = Picture(
                np.broadcast_to(self.source.space.dtype.type(0), shape), rows.x, rows.y, self.source.space
            )
        if self._selection is None:
            return alpha_in(picture, None, rows)
        first = rows.y - self.source.y
        selection = self._selection(first, first + rows.height)
        selection = replace(selection, x=selection.x + self.source.x, y=selection.y + self.source.y)
        found = np.zeros(rows.shape, self.source.space.dtype)
        inside = rows.intersect(selection.box)
        if not inside.is_empty:
            found[inside.shift(-rows.x, -rows.y).slices] = alpha_in(picture, selection, inside)
        return found

    def region(self, top: int, bottom: int) -> np.ndarray:
        """Where some rows of the box are covered."""
        return self.coverage(top, bottom) > 0


def cloned(job: LargeJob, name: str) -> LargeResult:
    """The destination with a piece of a source in it.

    Raises
    ------
    InlayError
        If that cannot be done, or only with whole pictures.
    """
    # Declarations are read by whoever lists them: no kernels before there is work.
    from inlay.poisson.windowed_clone import correction

    boundary, kept = job.parameters["boundary"], job.parameters["keep-source-colour"]
    job.demand(name, ALLOWED)
    if boundary == "everywhere":
        job.demand(name, {"boundary": "free"})
    (destination,) = job.layers["destination"]
    piece = Piece(job, boundary)
    source = piece.source
    best = max(source.rows, destination.rows)
    change = None
    if kept < 100:
        change = correction(
            source.placed,
            destination.placed,
            piece.region,
            piece.box,
            piece.natural,
            screening=partial(screening_weight, kept) if kept > 0 else lambda pixels: 0.0,
            rows=best,
            effort=replace(job.effort, progress=job.span(_("Blending"))),
        )

    def blended(rows: Box) -> Picture:
        first, colours = rows.y - piece.box.y, source.crop(rows).colour
        space = replace(source.space, model=with_alpha(source.space.model))
        pixels = np.empty((*rows.shape, colours.shape[2] + 1), space.dtype)
        if change is None:
            pixels[..., :-1] = colours
        else:
            pixels[..., :-1] = as_samples(change.rows(first, first + rows.height) + colours, space.dtype)
        pixels[..., -1] = piece.coverage(first, first + rows.height)
        return Picture(pixels, rows.x, rows.y, space)

    def read(top: int, bottom: int) -> np.ndarray:
        below = destination.crop(Box(0, top, job.document.width, bottom - top))
        pixels, inside = below.pixels, piece.box.intersect(below.box)

        def fill(first: int, last: int) -> None:
            rows = Box(inside.x, inside.y + first, inside.width, last - first)
            place = rows.shift(-below.x, -below.y).slices
            pixels[place] = over(blended(rows), below.crop(rows))

        if not inside.is_empty:
            with job.effort.pool() as pool:
                pool.each(fill, strips(inside.height, inside.width, BAND), inside.width)
        return pixels

    return LargeResult(destination.space, job.document.width, job.document.height, read, best, source.name)


def _touched(box: Box, canvas: Box) -> tuple[bool, bool, bool, bool]:
    """The sides at which a box reaches those of the canvas."""
    return box.y == canvas.y, box.bottom == canvas.bottom, box.x == canvas.x, box.right == canvas.right
