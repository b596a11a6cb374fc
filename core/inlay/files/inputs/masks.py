"""What a file says as a selection, a mask or a trimap."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import numpy as np

from inlay.arrays.warning import warn
from inlay.colour import convert_samples, luminance_weights, white
from inlay.contract.language import _, known
from inlay.errors import InlayWarning, InputError
from inlay.files.inputs import artefacts, levels
from inlay.operations.declaration import Input
from inlay.picture import Picture

#: Channels that differ by more are a colour; JPEG and resampling leave less in gray.
_CHROMA = 1 / 16
#: So much of what is not black may be coloured in a gray picture.
_FEW = 0.01
_STRIP_PIXELS = 1 << 20


def read(entry: Input, picture: Picture, lossy: bool) -> Picture:
    """A picture as a role takes it.

    Coverage is the opacity of a picture that is transparent anywhere (a cut-out), else its gray value as stored, and
    a trimap its gray value; both become ``MASK``, unless they have an opacity that an operation reads itself.

    Parameters
    ----------
    lossy : bool
        Whether JPEG, or what is like it, has been at it.

    Raises
    ------
    InputError
        If a mask or a trimap holds colours or labels.
    """
    if entry.kinds[0] == "selection":
        alpha = opacity(picture)
        return mask(picture, _coverage(picture, entry, lossy) if alpha is None else levels.without_traces(alpha))
    if "item" not in entry.kinds:
        return picture
    if entry.content == "coverage" and opacity(picture) is None:
        return mask(picture, _coverage(picture, entry, lossy))
    if entry.content == "trimap":
        return _trimap(picture, entry)
    return mask(picture, picture.pixels[..., 0]) if picture.space.model == "GRAY" else picture


def mask(picture: Picture, plane: np.ndarray) -> Picture:
    """A plane in the place of a picture."""
    space = replace(picture.space, model="MASK", dtype=plane.dtype, profile=None)
    return replace(picture, pixels=plane, space=space)


def opacity(picture: Picture) -> np.ndarray | None:
    """Opacity that says something; None where it is all there."""
    alpha = picture.alpha
    return None if alpha is None or (alpha >= (1 - levels.TRACE) * picture.space.white).all() else alpha


def _coverage(picture: Picture, entry: Input, lossy: bool) -> np.ndarray:
    plane = _gray(picture, entry, classes=True)
    if lossy and plane.dtype == np.uint8:
        plane = artefacts.without_waves(plane)
    return levels.as_coverage(plane, entry.role)


def _trimap(picture: Picture, entry: Input) -> Picture:
    """Gray from black to white, with the opacity of a picture that is transparent anywhere."""
    alpha = opacity(picture)
    plane = levels.as_trimap(_gray(picture, entry), entry.role)
    if alpha is None:
        return mask(picture, plane)
    pixels = np.dstack((plane, convert_samples(alpha, plane.dtype)))
    return replace(picture, pixels=pixels, space=replace(picture.space, model="GRAYA", dtype=plane.dtype, profile=None))


def _gray(picture: Picture, entry: Input, classes: bool = False) -> np.ndarray:
    """The gray value of each pixel as stored; of two colours one of which is black, white for the other.

    Raises
    ------
    InputError
        If there are other colours.
    """
    if picture.space.model.startswith("CMYK"):
        raise InputError(_("The {role} is a CMYK picture.", role=known(entry.role)), _("Save it as a grey picture."))
    colour = picture.colour
    if all(np.array_equal(colour[..., 0], colour[..., channel]) for channel in range(1, colour.shape[-1])):
        return colour[..., 0]
    if _is_coloured(picture):
        chosen = _class_of(colour) if classes else None
        if chosen is None:
            raise InputError(
                _(
                    "The {role} holds colours: a {word} is black, grey and white.",
                    role=known(entry.role),
                    word=_word(entry),
                ),
                levels.PAINT_TRIMAP if entry.content == "trimap" else levels.PAINT_MASK,
            )
        message = _("The {role} holds black and one colour; that is read as white.", role=known(entry.role))
        warn(InlayWarning("levels", message))
        return chosen
    gray = np.zeros(colour.shape[:2], np.float32)
    for channel, weight in enumerate(luminance_weights(picture.space)):
        gray += colour[..., channel] * np.float32(weight / picture.space.white)
    return convert_samples(gray, picture.space.dtype)


def _word(entry: Input) -> str:
    return {"trimap": _("trimap"), "coverage": _("mask")}.get(entry.content, _("selection"))


def _is_coloured(picture: Picture) -> bool:
    """Whether more than a few of the pixels that are seen and not black have a colour."""
    lit = coloured = 0
    largest = max(picture.space.white, float(picture.colour.max()))
    rows = max(1, _STRIP_PIXELS // picture.width)
    for top in range(0, picture.height, rows):
        channels = np.moveaxis(picture.colour[top : top + rows], -1, 0)
        most, least = reduce(np.maximum, channels), reduce(np.minimum, channels)
        seen = most > _CHROMA * largest
        if picture.alpha is not None:
            seen &= picture.alpha[top : top + rows] > 0
        lit += int(seen.sum())
        coloured += int((most[seen] - least[seen] > _CHROMA * largest).sum())
    return coloured > _FEW * lit


def _class_of(colour: np.ndarray) -> np.ndarray | None:
    """White where a picture of two colours is not black; None if it has more, or no black."""
    full = white(colour.dtype)
    dark = (colour <= levels.TRACE * full).all(axis=-1)
    light = ~dark
    if not dark.any() or not light.any():
        return None
    first = colour[light][0]
    if (colour[light] != first).any():
        return None
    return np.where(light, colour.dtype.type(full), colour.dtype.type(0))
