"""What an artist chooses as a trimap, scribbles, an edge or a prior: pictures and masks of any place and size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from inlay import colour
from inlay.contract import looks
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.operations.bounds import demand_numbers
from inlay.picture import Box, Picture, Space, with_alpha

_SRGB = Space("RGBA", np.dtype(np.float32))
#: How far a scribble's colour may be from the one that was named, along each of red, green and blue.
_NEAR = 0.25
_HALF = 0.5
#: Of so many pixels, spread evenly, a layer is known to be a trimap or a photograph.
_LOOKED_AT = 1 << 16


def trimap_of(picture: Picture, box: Box, image: Picture) -> np.ndarray:
    """Read a layer, mask or channel as a trimap of a part of the canvas.

    A layer knows nothing where it is transparent, and nothing beyond its border. What has no opacity (a mask, a
    channel, an opaque picture) is black beyond its border: background.

    Returns
    -------
    ndarray, (box.height, box.width), uint8
        As `inlay.matting.trimap_from_image` returns it.

    Raises
    ------
    InputError
        If it is a photograph, such as the picture itself, or lies beside it.
    """
    from inlay.matting import BACKGROUND, UNKNOWN, trimap_from_image

    _refuse_the_picture_itself(picture, image, _("trimap"))
    inside = _inside(picture, box, _("trimap"))
    _refuse_a_photograph(picture.crop(inside))
    read = trimap_from_image(_readable(picture.crop(inside)).pixels)
    if inside == box:
        return read
    trimap = np.full((box.height, box.width), UNKNOWN if picture.has_alpha else BACKGROUND, np.uint8)
    trimap[inside.shift(-box.x, -box.y).slices] = read
    return trimap


def scribbles_of(
    picture: Picture, box: Box, image: Picture, foreground: Sequence[float], background: Sequence[float]
) -> np.ndarray:
    """Read strokes of two colours as a trimap of a part of the canvas; everything else is unknown.

    Parameters
    ----------
    foreground, background : sequence of float
        Red, green and blue from 0 to 1 in perceptual sRGB.

    Raises
    ------
    InputError
        If they are the picture itself or lie beside it, or a stroke has a pixel that is not a number.
    """
    from inlay.matting import trimap_from_scribbles

    _refuse_the_picture_itself(picture, image, _("scribble layer"))
    inside = _inside(picture, box, _("scribble layer"))
    strokes = picture.crop(inside)
    if strokes.space.model == "MASK":
        gray = replace(strokes.space, model="GRAY", transfer="perceptual")
        strokes = replace(strokes, pixels=strokes.pixels[..., np.newaxis], space=gray)
    used = None if strokes.alpha is None else strokes.alpha >= _HALF * strokes.space.white
    demand_numbers(strokes.colour, used, "scribbles")
    pixels = colour.convert(strokes, _SRGB).pixels
    distances = [
        np.abs(pixels[..., :3] - np.asarray(wanted[:3], np.float32)).max(axis=-1) for wanted in (foreground, background)
    ]
    painted = pixels[..., 3] >= _HALF
    planes = np.zeros((2, box.height, box.width), bool)
    place = inside.shift(-box.x, -box.y).slices
    planes[0][place] = painted & (distances[0] <= _NEAR) & (distances[0] <= distances[1])
    planes[1][place] = painted & (distances[1] <= _NEAR) & (distances[1] < distances[0])
    return trimap_from_scribbles(*planes)


class Edge(NamedTuple):
    """An alpha that is there already.

    Attributes
    ----------
    alpha : ndarray, (height, width)
        Samples of the type that it was read from.
    is_opacity : bool
        Whether it is a layer's opacity: the layer's own then counts in it, and is not to be multiplied once more.
    """

    alpha: np.ndarray
    is_opacity: bool


def edge_of(picture: Picture, box: Box, image: Picture) -> Edge:
    """Read alpha from a mask, from a layer's opacity or, where that is full throughout, from its gray values.

    There is none beyond the picture's border.

    Raises
    ------
    InputError
        If it is opaque, and the very picture that it should be the edge of.
    """
    inside = _inside(picture, box, _("edge"))
    found = _alpha_of(picture.crop(inside))
    if not found.is_opacity and picture.space.model != "MASK" and _is(picture, image):
        raise InputError(
            _("The layer is opaque everywhere: it has no edge."),
            _("Choose its mask, a channel or the layer that was cut out."),
        )
    if inside == box:
        return found
    alpha = np.zeros((box.height, box.width), found.alpha.dtype)
    alpha[inside.shift(-box.x, -box.y).slices] = found.alpha
    return Edge(alpha, found.is_opacity)


def prior_of(picture: Picture, box: Box, image: Picture) -> np.ndarray:
    """Read an alpha that is believed beforehand as `edge_of` does.

    Returns
    -------
    ndarray, (box.height, box.width), float32
        From 0 to 1, NaN beyond the picture's border, where nothing is believed.

    Raises
    ------
    InputError
        If it is the picture itself, or lies beside it.
    """
    _refuse_the_picture_itself(picture, image, _("prior"))
    inside = _inside(picture, box, _("prior"))
    prior = np.full(box.shape, np.nan, np.float32)
    prior[inside.shift(-box.x, -box.y).slices] = colour.convert_samples(
        _alpha_of(picture.crop(inside)).alpha, np.float32
    )
    return prior


def _alpha_of(picture: Picture) -> Edge:
    """A mask, a layer's opacity or, where that is full throughout, its gray values."""
    opacity = picture.alpha
    if opacity is not None and not (opacity == picture.space.white).all():
        return Edge(opacity, True)
    if picture.space.model == "MASK":
        return Edge(picture.pixels, False)
    gray = _gray(_readable(picture))
    return Edge(gray.clip(0, 1) if gray.dtype.kind == "f" else gray, False)


def _inside(picture: Picture, box: Box, name: str) -> Box:
    inside = picture.box.intersect(box)
    if inside.is_empty:
        raise InputError(_("The {name} lies beside the picture.", name=name), _("Move it over the picture."))
    return inside


def _refuse_the_picture_itself(picture: Picture, image: Picture, name: str) -> None:
    if _is(picture, image):
        raise InputError(
            _("The {name} is the picture itself.", name=name),
            _("Choose the layer, mask or channel that is the {name}.", name=name),
        )


def _refuse_a_photograph(picture: Picture) -> None:
    """Refuse a layer whose colours are not those of a trimap; a mask may be as soft as it is."""
    if picture.space.model == "MASK":
        return
    apart = max(round((picture.width * picture.height / _LOOKED_AT) ** 0.5), 1)
    few = replace(picture, pixels=picture.pixels[::apart, ::apart])
    pixels = np.nan_to_num(colour.convert(few, _SRGB).pixels.reshape(-1, 4)).clip(0, 1)
    levels = np.rint(pixels[pixels[:, 3] >= _HALF, :3] * (looks.LEVELS - 1)).astype(int)
    gray = np.ptp(levels, axis=1) <= looks.GRAY
    counts = np.bincount(levels[gray].mean(axis=1).astype(int), minlength=looks.LEVELS)
    if levels.size and not looks.is_trimap(counts.tolist(), int(np.count_nonzero(~gray))):
        raise InputError(
            _("{picture} is a picture, not a trimap.", picture=picture.name or _("The trimap")),
            _("Choose the layer that is black, white and grey in between; Make Trimap makes one of a selection."),
        )


def _is(picture: Picture, image: Picture) -> bool:
    """Whether two pictures show the same."""
    common = picture.box.intersect(image.box)
    if picture.space != image.space or common.is_empty:
        return False
    return np.array_equal(picture.crop(common).pixels, image.crop(common).pixels)


def _readable(picture: Picture) -> Picture:
    """The same in gray or RGB."""
    if picture.space.model.removesuffix("A") in ("RGB", "GRAY", "MASK"):
        return picture
    return colour.convert(picture, replace(_SRGB, model=with_alpha("RGB") if picture.has_alpha else "RGB"))


def _gray(picture: Picture) -> np.ndarray:
    """The luminance of the samples as they are stored."""
    colours = picture.colour
    if colours.shape[-1] == 1 or (
        np.array_equal(colours[..., 0], colours[..., 1]) and np.array_equal(colours[..., 0], colours[..., 2])
    ):
        return colours[..., 0]
    weights = np.asarray(colour.luminance_weights(picture.space), np.float32) / np.float32(picture.space.white)
    return colours.astype(np.float32) @ weights
