"""How much of each pixel belongs to a region."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from inlay.arrays.bounding_box import bounding_box
from inlay.arrays.progress import Progress, silent
from inlay.colour import convert_samples
from inlay.contract.language import _
from inlay.contract.obstacles import empty
from inlay.errors import InputError, RegionError
from inlay.picture import Box, Picture, Space

_STRIP_ROWS = 256


def coverage_of(
    source: Picture, region: Picture | None, canvas: Box, progress: Progress = silent
) -> tuple[np.ndarray, np.ndarray, Box]:
    """Multiply a selection by the opacity of the layer that it selects from.

    Parameters
    ----------
    source : Picture
        The layer; without an opacity channel it is opaque.
    region : Picture or None
        The selection, ``MASK``; None selects everything.
    canvas : Box
        What lies outside is cut off.
    progress : callable
        Is given 0 between pieces; may raise to stop.

    Returns
    -------
    alpha : ndarray
        ``(height, width)`` coverage as samples of the source's type.
    unknown : ndarray
        ``(height, width)`` boolean, where the coverage is above zero; nothing is thresholded away by rounding.
    box : Box
        The smallest box that holds all of it.

    Raises
    ------
    RegionError
        If nothing is covered.
    InputError
        If the selection or the opacity is not finite.
    """
    covered, box = _covered(source, region, canvas, progress)
    return alpha_in(source, region, box, progress), covered, box


def box_of(source: Picture, region: Picture | None, progress: Progress = silent) -> Box:
    """The smallest box that holds all that is covered, wherever it lies.

    Raises
    ------
    RegionError
        If nothing is.
    """
    return _covered(source, region, source.box, progress)[1]


def _covered(source: Picture, region: Picture | None, canvas: Box, progress: Progress) -> tuple[np.ndarray, Box]:
    box = source.box.intersect(canvas)
    if region is not None:
        box = box.intersect(region.box)
    if box.is_empty:
        raise RegionError(
            _("The region lies outside the canvas."), _("Move the selection or the layer onto the canvas.")
        )
    covered = covered_in(source, region, box, progress)
    inner = bounding_box(covered)
    if inner.is_empty:
        raise _nothing_covered(source, region)
    return covered[inner.slices], inner.shift(box.x, box.y)


def _nothing_covered(source: Picture, region: Picture | None) -> RegionError:
    if region is None or (source.alpha is not None and not source.alpha.any()):
        return empty(source.name)
    return RegionError(_("The region is empty."), _("Select a part of the layer that is not transparent."))


def covered_in(source: Picture, region: Picture | None, box: Box, progress: Progress = silent) -> np.ndarray:
    """Where the coverage is above zero in a box inside the layer and the selection."""
    covered = np.ones((box.height, box.width), bool)
    opacity = _inside(source, source.alpha, box)
    selection = None if region is None else _inside(region, region.pixels, box)
    for factor in (plane for plane in (opacity, selection) if plane is not None):
        for rows in _strips(covered):
            progress(0.0)
            covered[rows] &= factor[rows] > 0
    return covered


def alpha_in(source: Picture, region: Picture | None, box: Box, progress: Progress = silent) -> np.ndarray:
    """The coverage in a box inside the layer and the selection, as samples of the layer's type.

    Raises
    ------
    InputError
        If it is not finite.
    """
    alpha = np.full((box.height, box.width), source.space.white, source.space.dtype)
    opacity = _inside(source, source.alpha, box)
    selection = None if region is None else _inside(region, region.pixels, box)
    for rows in _strips(alpha):
        progress(0.0)
        if opacity is not None:
            alpha[rows] = opacity[rows]
        if region is not None and selection is not None:
            _multiply(alpha[rows], source.space, selection[rows], region.space)
        if alpha.dtype.kind == "f" and not np.isfinite(alpha[rows]).all():
            raise InputError(
                _("The selection or the layer's opacity is not finite."), _("Remove NaN and infinite pixels.")
            )
    return alpha


def coverage_in(region: Picture, box: Box) -> np.ndarray:
    """The selection's samples in a part of the canvas; nothing is selected beyond its border."""
    inside = region.box.intersect(box)
    if inside == box:
        return region.crop(box).pixels
    coverage = np.zeros((box.height, box.width), region.space.dtype)
    if not inside.is_empty:
        coverage[inside.shift(-box.x, -box.y).slices] = region.crop(inside).pixels
    return coverage


def selected_in(region: Picture, box: Box) -> np.ndarray:
    """How far each pixel of a box is selected: ``float32`` from 0 to 1, or boolean where none is in part."""
    selected = coverage_in(region, box)
    if selected.dtype == bool:
        return selected
    selected = convert_samples(selected, np.float32)
    is_soft = ((selected > 0) & (selected < 1)).any()
    return selected if is_soft else selected > 0


def _inside(picture: Picture, plane: np.ndarray | None, box: Box) -> np.ndarray | None:
    if plane is None:
        return None
    return plane[box.shift(-picture.x, -picture.y).slices]


def _strips(plane: np.ndarray) -> Iterator[slice]:
    """Rows in pieces, so that no floating-point copy of a whole plane is ever needed."""
    return (slice(top, top + _STRIP_ROWS) for top in range(0, plane.shape[0], _STRIP_ROWS))


def _multiply(alpha: np.ndarray, space: Space, selection: np.ndarray, selection_space: Space) -> None:
    """``alpha *= selection``, rounded where samples are integers."""
    if selection.dtype == bool:
        alpha *= selection
        return
    product = alpha * (selection / np.float32(selection_space.white))
    alpha[...] = np.rint(np.clip(product, 0, space.white)) if space.dtype.kind == "u" else product
