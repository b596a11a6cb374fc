"""One picture over another: Porter and Duff's operator for straight opacity, on samples as they are stored.

T. Porter, T. Duff: Compositing digital images. SIGGRAPH 1984. What is opaque stays bit for bit, and so does what
nothing lies over.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from inlay.arrays.rows import pieces
from inlay.arrays.sample_types import convert_samples
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.picture import Picture

_STRIP_ROWS = 256


def over(layer: Picture, below: Picture) -> np.ndarray:
    """Lay a picture with opacity over another one; both in the same space, the layer inside.

    Where the layer is opaque its samples are kept as they are, and outside it those of `below`.

    Returns
    -------
    ndarray
        Of the shape and type of ``below.pixels``.
    """
    result = below.pixels.copy()
    inside = layer.box.shift(-below.x, -below.y).slices
    target = result[inside]
    alpha = layer.pixels[..., -1]
    np.copyto(target[..., : layer.colour.shape[-1]], layer.colour, where=(alpha > 0)[..., np.newaxis])
    mix(target, below.pixels[inside], alpha, below.has_alpha, layer.space.white)
    return result


def atop(layer: Picture, below: Picture) -> np.ndarray:
    """Lay a picture that was made of another one over that, whose opacity stays; both in the same space.

    Only what is not selected shows the old colours: the layer's share is its opacity in that of the picture.

    Parameters
    ----------
    layer : Picture
        With opacity; inside `below`.
    below : Picture
        With opacity; what has none takes on the layer's.

    Returns
    -------
    ndarray
        Of the shape and type of ``below.pixels``.
    """
    place = layer.box.shift(-below.x, -below.y).slices
    old, new = (convert_samples(picture.pixels[..., -1], np.float32) for picture in (below.crop(layer.box), layer))
    share = np.divide(new, old, out=np.ones_like(new), where=old > 0).clip(0, 1)
    weighed = layer.pixels.copy()
    weighed[..., -1] = convert_samples(np.where(new > 0, share, 0), layer.space.dtype)
    opaque = replace(below.space, model=below.space.model.removesuffix("A"))
    pixels = below.pixels.copy()
    pixels[..., :-1] = over(replace(layer, pixels=weighed), replace(below, pixels=below.colour, space=opaque))
    pixels[place][..., -1] = np.maximum(pixels[place][..., -1], layer.pixels[..., -1])
    return pixels


def mix(pixels: np.ndarray, below: np.ndarray, alpha: np.ndarray, has_alpha: bool, white: float) -> None:
    """Weigh new colours against those below them, where they are not opaque.

    Parameters
    ----------
    pixels : ndarray, (height, width, channels)
        The new colours where `alpha` is above zero, else those of `below`; changed in place.
    below : ndarray, same shape
        What the new colours lie on; ends with opacity if `has_alpha`.
    alpha : ndarray, (height, width)
        Opacity of the new colours in samples.
    white : float
        The sample value that stands for one.

    Raises
    ------
    InputError
        If a colour of `below` that stays visible is not a finite number.
    """
    for top, bottom in pieces(alpha.shape[0], _STRIP_ROWS):
        rows = np.s_[top:bottom]
        changed = alpha[rows] > 0
        if has_alpha:
            np.copyto(pixels[rows][..., -1], alpha[rows], where=alpha[rows] == white)
            changed &= alpha[rows] != white
        else:
            changed &= alpha[rows] < white
        if changed.any():
            pixels[rows][changed] = _mixed(
                pixels[rows][changed], below[rows][changed], alpha[rows][changed], has_alpha, white
            )


def _mixed(new: np.ndarray, below: np.ndarray, alpha: np.ndarray, has_alpha: bool, white: float) -> np.ndarray:
    opacity = alpha.astype(np.float64)[:, np.newaxis] / white
    under = below.astype(np.float64)
    if has_alpha:
        np.clip(under[:, -1:], 0, white, out=under[:, -1:])
        under[:, :-1] = np.where((under[:, -1:] > 0) & (opacity < 1), under[:, :-1], new[:, :-1])
    if not np.isfinite(under).all():
        raise InputError(
            _("A pixel under a soft edge is not a finite number."),
            _("Replace NaN and infinite values first, or leave them out of the region."),
        )
    joint = opacity + (1 - opacity) * under[:, -1:] / white if has_alpha else np.ones_like(opacity)
    mixed = under + (opacity / joint) * (new - under)
    if has_alpha:
        mixed[:, -1:] = joint * white
    return np.rint(mixed) if new.dtype.kind == "u" else mixed


def straight(premultiplied: np.ndarray, opacity: np.ndarray) -> np.ndarray:
    """Colours that were multiplied by their opacity, without it; 0 where nothing is visible.

    Parameters
    ----------
    premultiplied : ndarray, (height, width, channels)
    opacity : ndarray, (height, width, 1)
        From 0 to 1.
    """
    visible = opacity > 0
    return np.where(visible, premultiplied / np.where(visible, opacity, 1), 0)
