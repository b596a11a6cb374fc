"""Masks: how much of a layer they let through, made of pixels, of paths, or of both."""

from __future__ import annotations

from typing import Any

import numpy as np

from inlay.colour import convert_samples
from inlay.contract.boxes import Box
from inlay.files.photoshop import channels

# Beside a path the first holds what both let through, and the second what the user painted.
_MASK, _OWN = -2, -3
_FULL = np.ones((1, 1, 1), np.float32)


def is_masked(layer: Any) -> bool:
    return (layer.mask is not None and not layer.mask.disabled) or _has_path(layer)


def _has_path(layer: Any) -> bool:
    return layer.vector_mask is not None and not layer.vector_mask.disabled


def path_is_drawn(layer: Any) -> bool:
    """Whether the file holds a path and no pixels of it, so that it must be drawn."""
    mask = layer.mask
    if not _has_path(layer) or (layer.has_pixels() and _is_fill(layer)):
        return False
    return mask is None or mask.disabled or not (mask.has_real() or mask.flags.user_mask_from_render)


def is_soft(layer: Any) -> bool:
    """Whether a mask is blurred when it is shown."""
    parameters = layer.mask.parameters if layer.mask is not None and not layer.mask.disabled else None
    return parameters is not None and bool(parameters.user_mask_feather or parameters.vector_mask_feather)


def is_thinned_twice(layer: Any) -> bool:
    """Whether the user's mask and a path have densities, which the drawing of both together does not hold."""
    mask = layer.mask
    if mask is None or mask.disabled or not _has_path(layer) or mask.data.real_flags is None:
        return False
    parameters = mask.parameters
    return parameters is not None and any(
        density not in (None, 255) for density in (parameters.user_mask_density, parameters.vector_mask_density)
    )


def coverage(layer: Any, box: Box, what: object) -> np.ndarray:
    """What all masks of a layer let through inside a box, ``(height, width, 1)`` or ``(1, 1, 1)``, 0 to 1."""
    through = _users_own(layer, box, what) if is_thinned_twice(layer) else _of_pixels(layer, box, what)
    if path_is_drawn(layer) or is_thinned_twice(layer):
        from psd_tools.composite.vector import draw_vector_mask

        drawn = draw_vector_mask(layer, (box.x, box.y, box.right, box.bottom)).astype(np.float32)
        parameters = layer.mask.parameters if layer.mask is not None else None
        through = through * _thinned(drawn, parameters.vector_mask_density if parameters else None)
    return through


def _of_pixels(layer: Any, box: Box, what: object) -> np.ndarray:
    mask = layer.mask
    if mask is None or mask.disabled:
        return _FULL
    place = Box(mask.left, mask.top, mask.width, mask.height)
    stored = channels.channel(layer, _OWN if mask.has_real() else _MASK, place, what)
    if stored is None or _repeats_opacity(layer, stored, place, what):
        return _FULL
    parameters = mask.parameters
    density = parameters.user_mask_density if parameters else None
    if parameters and density is None:
        density = parameters.vector_mask_density
    return _thinned(_laid(stored, place, mask.background_color, box), density)


def _users_own(layer: Any, box: Box, what: object) -> np.ndarray:
    """The mask that the user painted, apart from the path beside which it lies."""
    data = layer.mask.data
    if data.real_flags.mask_disabled:
        return _FULL
    place = Box(data.real_left, data.real_top, data.real_right - data.real_left, data.real_bottom - data.real_top)
    stored = channels.channel(layer, _OWN, place, what)
    if stored is None:
        stored = np.zeros((0, 0), np.uint8)
        place = Box(box.x, box.y, 0, 0)
    return _thinned(_laid(stored, place, data.real_background_color, box), layer.mask.parameters.user_mask_density)


def _laid(stored: np.ndarray, place: Box, background: int, box: Box) -> np.ndarray:
    """A mask inside a box, with its background around it."""
    through = np.full((box.height, box.width, 1), background / 255, np.float32)
    common = place.intersect(box)
    if not common.is_empty:
        inside = convert_samples(stored[common.shift(-place.x, -place.y).slices], np.dtype(np.float32))
        through[common.shift(-box.x, -box.y).slices] = inside[..., np.newaxis]
    return through


def _thinned(through: np.ndarray, density: int | None) -> np.ndarray:
    if density is None:
        return through
    share = np.float32(density / 255)
    return share * through + (1 - share)


def _repeats_opacity(layer: Any, stored: np.ndarray, place: Box, what: object) -> bool:
    """Whether the mask of a shape is the shape's own opacity once more, which counts once."""
    if not _is_fill(layer) or layer.mask.parameters or (place.x, place.y, place.right, place.bottom) != layer.bbox:
        return False
    opacity = channels.channel(layer, -1, place, what)
    return opacity is not None and np.array_equal(opacity, stored)


def _is_fill(layer: Any) -> bool:
    from psd_tools.composite.utils import has_fill

    return bool(has_fill(layer))
