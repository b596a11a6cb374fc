"""Ways to look at a matte: on plain grounds, on another picture, as a mask, and where it is uncertain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from inlay import colour
from inlay.colour.compositing import over
from inlay.picture import CHANNELS, Box, Picture, Space, with_alpha

_FLOAT = np.dtype(np.float32)

#: The grounds' gray levels and colours, in perceptual sRGB.
CHECKER = (0.4, 0.6)
CHECKER_SIDE = 16
OVERLAY, OVERLAY_OPACITY = (1.0, 0.0, 0.0), 0.6


def on_gray(box: Box, level: float) -> Picture:
    """A ground of one gray."""
    return _ground(box, lambda y, x: np.full((y.size, x.size, 1), level, np.float32))


def on_checker(box: Box) -> Picture:
    """A ground of gray squares, the usual sign for transparency; fixed to the canvas."""

    def squares(y: np.ndarray, x: np.ndarray) -> np.ndarray:
        odd = (y[:, np.newaxis] // CHECKER_SIDE + x // CHECKER_SIDE) % 2
        return np.asarray(CHECKER, np.float32)[odd][..., np.newaxis]

    return _ground(box, squares)


def _ground(box: Box, paint: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Picture:
    gray = paint(np.arange(box.y, box.bottom), np.arange(box.x, box.right))
    return Picture(np.repeat(gray, 3, axis=2), box.x, box.y, Space("RGB", _FLOAT))


def composed(cut: Picture, ground: Picture) -> Picture:
    """A cut-out laid on a ground of any space; as large as the cut-out."""
    below = colour.convert(ground, cut.space).crop(cut.box)
    return replace(cut, pixels=over(cut, below))


def overlay(layer: Picture, alpha: np.ndarray) -> Picture:
    """The untouched picture, tinted red wherever it is background."""
    space = _with_opacity(layer.space)
    tint = np.empty((*alpha.shape, 4), np.float32)
    tint[..., :3] = OVERLAY
    tint[..., 3] = OVERLAY_OPACITY * (1 - alpha)
    red = colour.convert(Picture(tint, layer.box.x, layer.box.y, Space("RGBA", _FLOAT)), space)
    below = colour.convert(layer, space)
    return replace(below, pixels=over(red, below))


def gray(values: np.ndarray, space: Space, x: int = 0, y: int = 0) -> Picture:
    """Values from 0 to 1 as an opaque gray picture: as they are, in another picture's encoding."""
    space = _with_opacity(space)
    if not space.model.startswith(("RGB", "GRAY")):
        plain = Picture(values[..., np.newaxis], x, y, Space("GRAY", _FLOAT))
        return colour.convert(plain, space)
    pixels = np.empty((*values.shape, CHANNELS[space.model]), space.dtype)
    pixels[..., :-1] = colour.convert_samples(values, space.dtype)[..., np.newaxis]
    pixels[..., -1] = space.white
    return Picture(pixels, x, y, space)


def _with_opacity(space: Space) -> Space:
    return replace(space, model=with_alpha(space.model))
