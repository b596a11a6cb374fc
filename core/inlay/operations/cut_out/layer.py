"""The layer that is cut out of: its colours as matting takes them, and matting's colours in its place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from inlay import colour
from inlay.contract.language import _
from inlay.contract.obstacles import empty
from inlay.errors import InputError
from inlay.operations.job import Job
from inlay.operations.part import Part, untrimmed
from inlay.picture import Picture, Space, with_alpha

_OPAQUE = 1.0


def layer_of(job: Job, image: Picture) -> Part:
    """All of a layer inside the canvas.

    Raises
    ------
    InputError
        If nothing of it lies on the canvas, or all of it is transparent.
    """
    box = image.box.intersect(job.document.box)
    if box.is_empty:
        raise InputError(_("Nothing of the layer lies on the canvas."), _("Move it there."))
    part = untrimmed(job, image, box)
    if not part.covered.any():
        raise empty(image.name)
    return part


def working_of(part: Part, linear: bool) -> Picture:
    """The layer in gray or RGB, in linear light if that is wanted: itself where nothing is to be converted."""
    return colour.convert(part.around, _working_space(part.picture.space, linear))


def opaque(part: Part) -> Part:
    """The same, opaque wherever it is not fully transparent."""
    if not part.picture.has_alpha:
        return part
    pixels = part.around.pixels.copy()
    pixels[..., -1][part.covered] = part.picture.space.white
    return replace(part, picture=replace(part.around, pixels=pixels), alpha=pixels[..., -1])


def opacity(part: Part, alpha: np.ndarray) -> np.ndarray:
    """Multiply alpha, ``(height, width)`` from 0 to 1, by the layer's own opacity; ``float32``."""
    own = part.around.alpha
    return alpha if own is None else alpha * (own / np.float32(part.picture.space.white))


def coloured(
    part: Part, working: Picture, colours: np.ndarray, alpha: np.ndarray, untouched: np.ndarray | None = None
) -> Picture:
    """A picture in the layer's place and space.

    Parameters
    ----------
    working : Picture
        The layer as `working_of` has it.
    colours : ndarray, (height, width, channels)
        Like the working colours, without opacity.
    alpha : ndarray, (height, width)
        Its opacity, from 0 to 1.
    untouched : ndarray of bool, (height, width), optional
        Where the layer's own samples stay; by default where it is opaque.
    """
    space = replace(working.space, model=working.space.model.removesuffix("A"))
    picture = replace(working, pixels=colours.reshape(*alpha.shape, -1), space=space)
    wanted = replace(part.picture.space, model=with_alpha(part.picture.space.model))
    made = colour.convert(picture, wanted)
    if working is not part.around:
        kept = alpha >= _OPAQUE if untouched is None else untouched
        np.copyto(made.pixels[..., :-1], part.colours, where=kept[..., np.newaxis])
    made.pixels[..., -1] = colour.convert_samples(alpha, wanted.dtype)
    return made


def _working_space(space: Space, linear: bool) -> Space:
    if space.model.removesuffix("A") not in ("RGB", "GRAY"):
        model = with_alpha("RGB") if space.model.endswith("A") else "RGB"
        transfer = "linear" if linear else "perceptual"
        return Space(model, np.dtype(np.float32), transfer)
    if linear and space.transfer != "linear":
        return replace(space, dtype=np.dtype(np.float32), transfer="linear")
    return space
