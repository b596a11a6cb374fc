"""What the operations that paste have in common: a selected piece of a source, moved over a destination."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from inlay import colour
from inlay.operations.arrays import as_coverage, as_picture, position_of
from inlay.operations.coverage import coverage_of
from inlay.operations.declaration import Input, Operation
from inlay.operations.job import Document, Job, Layer
from inlay.operations.parameters import Boolean, Integer
from inlay.picture import Box, Picture, Space, with_alpha

SOURCE = Input(
    role="source",
    kinds=("layer",),
    label="Source",
    help="The layer to take from.",
    active=True,
    displaced_by=("x", "y"),
)
DESTINATION = Input(
    role="destination",
    kinds=("below", "layer"),
    label="Destination",
    help="What the source is blended into.",
)
REGION = Input(
    role="region",
    kinds=("selection",),
    label="Region",
    help="The part of the source to take; without a selection, wherever the source is not transparent.",
    optional=True,
    displaced_by=("x", "y"),
)
OFFSET = (
    Integer(
        id="x",
        label="Offset x",
        default=0,
        minimum=-262_144,
        maximum=262_144,
        unit="pixels",
        help="Move the piece to the right before blending.",
    ),
    Integer(
        id="y",
        label="Offset y",
        default=0,
        minimum=-262_144,
        maximum=262_144,
        unit="pixels",
        help="Move the piece down before blending.",
    ),
)
HIDE_SOURCE = Boolean(
    id="hide-source",
    label="Hide the source layer afterwards",
    needs="undoable-visibility",
    help="Make the source layer invisible together with the arrival of the result.",
)


@dataclass(frozen=True)
class Piece:
    """What is taken from the source, at its place on the canvas.

    Attributes
    ----------
    source : Picture
        The source after its displacement.
    alpha, covered : ndarray
        Coverage in samples, and where it is above zero, inside `box`.
    box, frame : Box
        The region's bounding box, and the part of the canvas whose pixels the operation refers to.
    ring : int
        How many pixels around the box these are.
    """

    source: Picture
    alpha: np.ndarray
    covered: np.ndarray
    box: Box
    frame: Box
    ring: int

    def within(self, covered: np.ndarray, canvas: Box) -> Piece:
        """A part of the piece; its frame has the same ring around it, on the canvas."""
        rows, columns = (np.flatnonzero(covered.any(axis=axis)) for axis in (1, 0))
        inside = Box(int(columns[0]), int(rows[0]), int(columns[-1] - columns[0]) + 1, int(rows[-1] - rows[0]) + 1)
        box = inside.shift(self.box.x, self.box.y)
        part = covered[inside.slices]
        frame = box.grow(self.ring).intersect(canvas)
        return Piece(self.source, self.alpha[inside.slices] * part, part, box, frame, self.ring)

    def layer(self, pixels: np.ndarray, space: Space, name: str, job: Job) -> Layer:
        """A layer of new colours in the box; the last channel of `pixels` receives the coverage."""
        pixels[..., -1] = self.alpha
        return Layer(
            Picture(pixels, self.box.x, self.box.y, space),
            f"{self.source.name} ({name})" if self.source.name else name,
            hides="source" if job.parameters["hide-source"] else "",
        )


def pasting_job(
    operation: Operation,
    source: np.ndarray,
    destination: np.ndarray,
    region: np.ndarray | None,
    at: tuple[int, int],
    values: Mapping[str, Any],
    progress: Callable[[float, str], None] | None,
) -> Job:
    """A job on arrays: the source brought to the destination's type, its first pixel at row and column `at`."""
    target = as_picture(destination, "destination")
    row, column = position_of(at)
    above = replace(as_picture(source, "source"), x=column, y=row)
    return Job(
        images={
            "source": colour.convert(above, replace(target.space, model=_colour_like(target, above))),
            "destination": target,
            "region": as_coverage(region, above, target),
        },
        parameters=operation.check(values),
        document=Document(target.width, target.height, target.space),
        progress=progress or (lambda fraction, doing: None),
    )


def piece_of(job: Job, ring: int) -> Piece:
    """The selected piece of a job's source.

    Raises
    ------
    RegionError
        If it is empty.
    """
    source = moved(job.picture("source"), job.parameters)
    region = job.images.get("region")
    if region is not None:
        region = moved(region, job.parameters)
    alpha, covered, box = coverage_of(source, region, job.document.box, lambda: job.progress(0, "Reading"))
    return Piece(source, alpha, covered, box, box.grow(ring).intersect(job.document.box), ring)


def moved(picture: Picture, parameters: Mapping[str, Any]) -> Picture:
    """A picture displaced by the offset that the artist set."""
    return replace(picture, x=picture.x + parameters["x"], y=picture.y + parameters["y"])


def _colour_like(target: Picture, source: Picture) -> str:
    """The target's colour model with the source's opacity channel, if it has one."""
    model = target.space.model.removesuffix("A")
    return with_alpha(model) if source.has_alpha else model
