"""The layer that is cut out of, as matting sees it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from inlay import colour
from inlay.errors import InputError
from inlay.operations.job import Job
from inlay.picture import Box, Picture, Space, with_alpha

_OPAQUE = 1.0


@dataclass(frozen=True)
class Subject:
    """A layer inside the canvas, and its colours as matting takes them.

    Attributes
    ----------
    layer : Picture
        In the document's space.
    working : Picture
        The same in gray or RGB, in linear light if that was asked for: the layer itself where nothing is to be
        converted.
    """

    layer: Picture
    working: Picture

    @property
    def box(self) -> Box:
        return self.layer.box

    @property
    def pixels(self) -> np.ndarray:
        """``(height, width, channels)`` with opacity, if there is any, as the last channel."""
        return self.working.pixels

    @property
    def present(self) -> np.ndarray | None:
        """Where the layer is not fully transparent; None where it is opaque throughout."""
        return None if self.layer.alpha is None else self.layer.alpha > 0

    def opacity(self, alpha: np.ndarray) -> np.ndarray:
        """Multiply alpha, ``(height, width)`` from 0 to 1, by the layer's own opacity; ``float32``."""
        if self.layer.alpha is None:
            return alpha
        return alpha * (self.layer.alpha / np.float32(self.layer.space.white))

    def hardened(self) -> Subject:
        """The same, opaque wherever it is not fully transparent."""
        if self.layer.alpha is None:
            return self
        layer, working = (_opaque_where_present(each) for each in (self.layer, self.working))
        return Subject(layer, layer if self.working is self.layer else working)

    def coloured(self, colours: np.ndarray, alpha: np.ndarray, untouched: np.ndarray | None = None) -> Picture:
        """A picture in the layer's place and space.

        Parameters
        ----------
        colours : ndarray, (height, width, channels)
            Like the working colours, without opacity.
        alpha : ndarray, (height, width)
            Its opacity, from 0 to 1.
        untouched : ndarray of bool, (height, width), optional
            Where the layer's own samples stay.
        """
        space = replace(self.working.space, model=self.working.space.model.removesuffix("A"))
        picture = replace(self.working, pixels=colours.reshape(*alpha.shape, -1), space=space)
        wanted = replace(self.layer.space, model=with_alpha(self.layer.space.model))
        made = colour.convert(picture, wanted)
        if self.working is not self.layer:
            kept = alpha >= _OPAQUE if untouched is None else untouched
            np.copyto(made.pixels[..., :-1], self.layer.colour, where=kept[..., np.newaxis])
        made.pixels[..., -1] = colour.convert_samples(alpha, wanted.dtype)
        return made


def subject_of(job: Job, linear: bool = False) -> Subject:
    """The picture of the role ``image`` inside the canvas.

    Raises
    ------
    InputError
        If nothing of it lies on the canvas, or its colours cannot be matted.
    """
    layer = job.picture("image")
    box = layer.box.intersect(job.document.box)
    if box.is_empty:
        raise InputError("Nothing of the layer lies on the canvas.", "Move it there.")
    layer = layer.crop(box)
    if layer.alpha is not None and not layer.alpha.any():
        raise InputError("The layer is transparent everywhere.", "Choose the layer with the picture.")
    return Subject(layer, colour.convert(layer, _working_space(layer.space, linear)))


def _opaque_where_present(picture: Picture) -> Picture:
    pixels = picture.pixels.copy()
    pixels[..., -1][pixels[..., -1] > 0] = picture.space.white
    return replace(picture, pixels=pixels)


def _working_space(space: Space, linear: bool) -> Space:
    if space.model.removesuffix("A") not in ("RGB", "GRAY"):
        model = with_alpha("RGB") if space.model.endswith("A") else "RGB"
        transfer = "linear" if linear else "perceptual"
        return Space(model, np.dtype(np.float32), transfer)
    if linear and space.transfer != "linear":
        return replace(space, dtype=np.dtype(np.float32), transfer="linear")
    return space
