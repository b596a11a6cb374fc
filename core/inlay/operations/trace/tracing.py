"""What is traced: a selection, a mask, a layer's opacity or one of its channels, as a plane with a level."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inlay import colour
from inlay.contract.language import _
from inlay.errors import InputError, RegionError
from inlay.operations.coverage import coverage_in
from inlay.operations.job import Job
from inlay.picture import Box, Picture, Space

_ROWS = 256
#: Channels, as an artist reads them.
_RGB = {"red": _("red channel"), "green": _("green channel"), "blue": _("blue channel")}


class Shape(NamedTuple):
    """A plane, ``(height, width)`` float32 with 1 for white, its place on the canvas, and the level that is inside."""

    plane: np.ndarray
    box: Box
    level: float


def shape_of(
    job: Job, image: Picture, shape: Picture | None, region: Picture | None, *, of: str, level: float, invert: bool
) -> Shape:
    """Read what the artist wants traced; the level is in percent.

    Raises
    ------
    RegionError
        If there is nothing of it.
    InputError
        If the picture does not have the channel.
    """
    picture = shape or image
    of = _decided(of, picture, region)
    level = float(np.float32(1 - level / 100 if invert else level / 100))
    if of == "selection":
        return Shape(*_selection(region, job.document.box, invert), level=level)
    box = picture.box.intersect(job.document.box)
    if region is not None:
        box = box.intersect(region.box)
    if box.is_empty:
        raise RegionError(_("Nothing of what is traced lies on the canvas."), _("Move the layer or the selection."))
    part = picture.crop(box)
    plane = np.empty((box.height, box.width), np.float32)
    for top in range(0, box.height, _ROWS):
        rows = np.s_[top : top + _ROWS]
        values, weight = _channel(part, rows, of)
        if invert:
            values = 1 - values
        if region is not None:
            weight = weight * _numbers(coverage_in(region, box)[rows], region.space)
        with np.errstate(invalid="ignore"):
            plane[rows] = np.where(weight > 0, values * weight, 0)
        job.progress(0.05 * top / box.height, _("Reading"))
    return Shape(plane, box, level)


def _decided(of: str, picture: Picture, region: Picture | None) -> str:
    if of != "automatic":
        return of
    if picture.space.model == "MASK":
        return "opacity"
    if region is not None:
        return "selection"
    alpha = picture.alpha
    return "opacity" if alpha is not None and not (alpha == picture.space.white).all() else "brightness"


def _selection(region: Picture | None, canvas: Box, invert: bool) -> tuple[np.ndarray, Box]:
    if region is None:
        raise RegionError(
            _("Nothing is selected."), _("Select what is to be traced, or trace the opacity or brightness.")
        )
    box = canvas if invert else region.box.intersect(canvas)
    if box.is_empty:
        raise RegionError(_("The selection lies outside the canvas."), _("Select a part of the canvas."))
    plane = _numbers(coverage_in(region, box), region.space)
    return (1 - plane if invert else plane), box


def _channel(picture: Picture, rows: slice, of: str) -> tuple[np.ndarray, np.ndarray]:
    """Values of some rows, and how much each pixel counts."""
    if picture.space.model == "MASK":
        return _numbers(picture.pixels[rows], picture.space), np.ones(1, np.float32)
    colours, alpha = picture.colour[rows], picture.alpha
    weight = np.ones(colours.shape[:2], np.float32) if alpha is None else _numbers(alpha[rows], picture.space)
    if of == "opacity":
        return weight, np.ones(1, np.float32)
    if of in _RGB:
        if picture.space.model.removesuffix("A") != "RGB":
            raise InputError(_("There is no {of} in this picture.", of=_RGB[of]), _("Trace its brightness."))
        return _numbers(colours[..., list(_RGB).index(of)], picture.space), weight
    values = np.zeros(colours.shape[:2], np.float32)
    for channel, factor in enumerate(colour.luminance_weights(picture.space)):
        values += _numbers(colours[..., channel], picture.space) * np.float32(factor)
    # Ink makes darker.
    return (1 - values if picture.space.model.startswith("CMYK") else values), weight


def _numbers(samples: np.ndarray, space: Space) -> np.ndarray:
    return samples.astype(np.float32) if samples.dtype == bool else samples / np.float32(space.white)
