"""Blender's images and masks as arrays: from the top down, alpha straight, colours as they are seen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import bpy
import numpy as np

from inlay import colour
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.picture import Picture, Space
from inlay.segmentation import points_inside

LIGHT = Space("RGB", np.dtype(np.float32), "linear")
SEEN = replace(LIGHT, transfer="perceptual")
#: Straight pieces of a curve between two points of a mask.
PIECES = 16


def read(image: Any) -> np.ndarray:
    """The pixels, bytes or floating point; with alpha where they are not opaque."""
    pixels = _stored(image)
    if image.is_float:
        pixels = _seen(pixels, image)
    else:
        pixels = np.rint(pixels * 255).astype(np.uint8)
    is_opaque = (pixels[..., 3] == _white(pixels)).all()
    return np.ascontiguousarray(pixels[..., :3]) if is_opaque else pixels


def coverage(image: Any) -> np.ndarray:
    """How much each pixel of a mask image counts: its brightness times its alpha."""
    pixels = _seen(_stored(image), image) if image.is_float else _stored(image)
    return np.clip(pixels[..., :3].mean(axis=2) * pixels[..., 3], 0, 1)


def inside(mask: Any, height: int, width: int) -> np.ndarray:
    """Which pixels lie in the splines of a mask, as it is drawn over a picture of this size."""
    rings = [_ring(spline) for layer in mask.layers if not layer.hide for spline in layer.splines]
    longer = max(width, height)
    # A mask is a square around the picture, and its y runs upwards.
    rings = [(ring - 0.5) * (longer, -longer) + (width / 2, height / 2) for ring in rings if len(ring) > 2]
    if not rings:
        return np.zeros((height, width), bool)
    rows, columns = np.indices((height, width))
    return points_inside(np.stack([columns + 0.5, rows + 0.5], axis=2), rings, "nonzero")


def write(name: str, found: np.ndarray, like: Any, is_selection: bool) -> Any:
    """A new image, packed into the file, of what was made of another one; a selection is white on black."""
    if found.dtype.kind in "bi":
        found = (found.astype(np.float32) - found.min()) / max(1, int(found.max()) - int(found.min()))
        found = np.rint(found * 255).astype(np.uint8)
    pixels = found if found.ndim == 3 else found[..., np.newaxis]
    alpha = pixels[..., -1:] if pixels.shape[2] in (2, 4) else np.full_like(pixels[..., :1], _white(pixels))
    pixels = np.concatenate([np.broadcast_to(pixels[..., :3], (*pixels.shape[:2], 3)), alpha], axis=2)
    is_float = pixels.dtype.kind == "f"
    image = bpy.data.images.new(name, pixels.shape[1], pixels.shape[0], alpha=True, float_buffer=is_float)
    is_data = is_selection or like.colorspace_settings.is_data
    if is_data or not is_float:
        image.colorspace_settings.name = "Non-Color" if is_data else like.colorspace_settings.name
    stored = _light(pixels, image, like) if is_float else (pixels / np.float32(255)).astype(np.float32)
    image.pixels.foreach_set(np.ascontiguousarray(stored[::-1]).ravel())
    image.update()
    image.pack()
    return image


def _white(pixels: np.ndarray) -> Any:
    return 1 if pixels.dtype.kind == "f" else 255


def _stored(image: Any) -> np.ndarray:
    """Red, green, blue and alpha as Blender has them."""
    width, height = image.size
    if not image.has_data or not width or not height:
        raise InputError(
            _("{image} has no pixels.", image=image.name), _("Load or render it, or choose another image.")
        )
    pixels = np.empty(width * height * image.channels, np.float32)
    image.pixels.foreach_get(pixels)
    pixels = pixels.reshape(height, width, image.channels)[::-1]
    if image.channels == 4:
        return pixels
    colours = pixels if image.channels == 3 else np.repeat(pixels[..., :1], 3, axis=2)
    return np.dstack([colours, np.ones(colours.shape[:2], np.float32)])


def _seen(pixels: np.ndarray, image: Any) -> np.ndarray:
    """Scene-linear light, which alpha has been multiplied into, as straight colours that are seen."""
    colours, alpha = pixels[..., :3], pixels[..., 3:]
    if image.alpha_mode in ("STRAIGHT", "PREMUL"):
        colours = np.divide(colours, alpha, out=np.zeros_like(colours), where=alpha > 0)
    if not image.colorspace_settings.is_data:
        colours = colour.convert(Picture(np.ascontiguousarray(colours), space=LIGHT), SEEN).pixels
    return np.concatenate([colours, alpha], axis=2)


def _light(pixels: np.ndarray, image: Any, like: Any) -> np.ndarray:
    """What `_seen` was made of; pixels that are as they were in the other image are so bit for bit."""
    colours, alpha = np.ascontiguousarray(pixels[..., :3], np.float32), pixels[..., 3:].astype(np.float32)
    if not image.colorspace_settings.is_data:
        colours = colour.convert(Picture(colours, space=SEEN), LIGHT).pixels
    made = np.concatenate([colours * alpha, alpha], axis=2)
    stored = _stored(like) if like.is_float and tuple(like.size) == (pixels.shape[1], pixels.shape[0]) else None
    if stored is not None and like.alpha_mode in ("STRAIGHT", "PREMUL"):
        same = (pixels == _seen(stored, like)).all(axis=2, keepdims=True)
        made = np.where(same, stored, made)
    return made


def _ring(spline: Any) -> np.ndarray:
    """The points of a spline, its curves in straight pieces."""
    points = [np.array([each.handle_left, each.co, each.handle_right]) for each in spline.points]
    t = np.linspace(0, 1, PIECES, endpoint=False)[:, np.newaxis]
    pieces = [
        (1 - t) ** 3 * one[1] + 3 * t * (1 - t) ** 2 * one[2] + 3 * t**2 * (1 - t) * other[0] + t**3 * other[1]
        for one, other in zip(points, [*points[1:], *points[:1]], strict=True)
    ]
    return np.concatenate(pieces) if pieces else np.empty((0, 2))
