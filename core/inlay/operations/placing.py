"""Pictures laid where an artist has moved, scaled and turned them, before anything is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from inlay import colour
from inlay.arrays.effort import Effort
from inlay.arrays.rows import BAND, strips
from inlay.arrays.sample_types import convert_samples
from inlay.arrays.saturation import as_samples
from inlay.contract.declaration import Input
from inlay.contract.language import _, known
from inlay.contract.placement import Placement
from inlay.errors import RegionError
from inlay.filters.interpolation import Grid, interpolated, interpolated_coverage
from inlay.operations.bounds import demand_finite
from inlay.operations.coverage import box_of
from inlay.operations.job import Job
from inlay.operations.masks import edge_of
from inlay.picture import Box, Picture, Space, with_alpha

if TYPE_CHECKING:
    from inlay.operations.declaration import Operation

_COVERAGE = Space("MASK", np.dtype(np.float32))


def laid(operation: Operation, job: Job) -> Mapping[str, Any]:
    """The pictures of a job, each where the parameters lay it.

    What is only moved stays as it is. What is scaled or turned is interpolated, about the middle of the box of all
    that is covered, and only as far as the operation reads it: colours by their opacity, in linear light where they
    become fewer; selections and other coverage linearly.

    Raises
    ------
    RegionError
        If nothing is covered, or nothing of it comes to lie on the canvas.
    InputError
        If a pixel that is not transparent is not a finite number.
    """
    images = dict(job.images)
    piece = piece_of(operation, job) if operation.placement(job.parameters).is_turned else None
    for entry in operation.inputs:
        picture, placement = images.get(entry.role), entry.placement(job.parameters)
        if not isinstance(picture, Picture) or not entry.displaced_by:
            continue
        if not placement.is_turned:
            images[entry.role] = replace(picture, x=picture.x + placement.x, y=picture.y + placement.y)
        elif piece is not None:
            images[entry.role] = _turned(operation, job, entry, placement, piece)
    return images


def piece_of(operation: Operation, job: Job) -> Box | None:
    """The box of what can be scaled and turned, where it lies before; None if there is nothing.

    Raises
    ------
    RegionError
        If nothing is covered.
    """
    entry = next((each for each in operation.inputs if each.turned_by), None)
    source = None if entry is None else job.images.get(entry.role)
    if not isinstance(source, Picture):
        return None
    selecting = operation.selection_input
    selection = None if selecting is None or not selecting.turned_by else job.images.get(selecting.role)
    return box_of(source, selection, job.span(0.0, 0.0, _("Reading")))


def _turned(operation: Operation, job: Job, entry: Input, placement: Placement, piece: Box) -> Picture:
    picture = job.images[entry.role]
    ring = operation.reach(job.parameters, job.document.longer_side)
    box = placement.bounds(piece).grow(ring).intersect(job.document.box)
    if box.is_empty:
        raise RegionError(_("The piece lies outside the canvas."), _("Move it onto the canvas."))
    if entry.content == "coverage":
        source = job.images[operation.moved_input.role]  # type: ignore[union-attr]
        alpha = edge_of(picture, picture.box, source).alpha
        picture = Picture(alpha, picture.x, picture.y, replace(_COVERAGE, dtype=alpha.dtype), picture.name)
    near = piece.grow(placement.reach(ring)).intersect(picture.box)
    # What is selected may lie beside this picture.
    picture = picture.crop(near) if not near.is_empty else picture
    if placement.quarters is not None:
        return _in_quarters(picture, placement, piece)
    effort = replace(job.effort, progress=job.span(0.0, 0.0, _("Placing")))
    grid = _grid(placement, piece, picture, box)
    if picture.space.model == "MASK":
        covered = interpolated_coverage(picture.pixels, picture.pixels.shape[:2], grid, effort)
        return Picture(covered, box.x, box.y, _COVERAGE, picture.name)
    return _interpolated(picture, entry, placement, grid, box, effort)


def _in_quarters(picture: Picture, placement: Placement, piece: Box) -> Picture:
    """A picture whose pixels only change places."""
    corners = [
        placement.placed(piece, x, y) for x, y in ((picture.x, picture.y), (picture.box.right, picture.box.bottom))
    ]
    x, y = (int(min(places)) for places in zip(*corners, strict=True))
    pixels = np.ascontiguousarray(np.rot90(picture.pixels, -(placement.quarters or 0)))
    return replace(picture, pixels=pixels, x=x, y=y)


def _grid(placement: Placement, piece: Box, picture: Picture, box: Box) -> Grid:
    """Where the pixels of a box of the canvas come from."""
    (cosine, sine), (left, top) = placement.axes, placement.origin(piece)
    scale = cosine * cosine + sine * sine
    right, down = (cosine / scale, -sine / scale), (sine / scale, cosine / scale)
    x, y = box.x + 0.5 - left, box.y + 0.5 - top
    place = x * right[0] + y * down[0] - picture.x - 0.5, x * right[1] + y * down[1] - picture.y - 0.5
    return Grid(*place, right, down, box.height, box.width)


def _interpolated(
    picture: Picture, entry: Input, placement: Placement, grid: Grid, box: Box, effort: Effort
) -> Picture:
    opacity, space = picture.alpha, replace(picture.space, model=with_alpha(picture.space.model))
    demand_finite(picture.colour, None if opacity is None else opacity > 0, known(entry.role))
    # Fewer pixels stand for the light of more.
    adds_light = placement.scale < 100 and space.transfer == "perceptual" and space.model in ("RGBA", "GRAYA")
    colours = _light(picture, effort) if adds_light else picture.colour
    found = interpolated(colours, opacity, grid, effort)
    pixels = np.empty((box.height, box.width, found.shape[2] + 1), space.dtype)
    for top, bottom in strips(box.height, box.width, BAND):
        effort.progress(0.0)
        rows = found[top:bottom]
        stored = colour.from_space(rows, "linear", space) if adds_light else as_samples(rows, space.dtype)
        pixels[top:bottom, :, :-1] = stored
    coverage = interpolated_coverage(opacity, (picture.height, picture.width), grid, effort)
    pixels[..., -1] = convert_samples(coverage, space.dtype)
    return Picture(pixels, box.x, box.y, space, picture.name)


def _light(picture: Picture, effort: Effort) -> np.ndarray:
    found = np.empty(picture.colour.shape, np.float32)
    for top, bottom in strips(picture.height, picture.width, BAND):
        effort.progress(0.0)
        found[top:bottom] = colour.to_space(picture.colour[top:bottom], "linear", picture.space)
    return found
