"""The light of a picture: linear colours, their luminance, and its logarithm."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from inlay import colour
from inlay.arrays.copies import copy_pixels
from inlay.arrays.rows import strips
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.inpainting.continuation import continued
from inlay.operations.bounds import LARGEST
from inlay.operations.colour_and_light.glare import Glare
from inlay.operations.editing import colours_of
from inlay.operations.part import Part
from inlay.picture import Space

#: Largest change of a logarithm.
MOST = float(np.log(LARGEST))
#: Pixels whose colours fit into the cache.
_STRIP = 1 << 15


@dataclass(frozen=True)
class Light:
    """A part's frame in linear light.

    Attributes
    ----------
    part : Part
        Where it is from.
    luminance : ndarray of float32, (height, width)
        Of its pixels in linear light, 1 for white; transparent ones have that of the pixels around. May be negative
        in floating point.
    """

    part: Part
    luminance: np.ndarray

    @classmethod
    def of(cls, part: Part) -> Light:
        """Measure the light of a frame.

        Raises
        ------
        InputError
            If its colours are not RGB or gray, or one that is edited is not finite.
        """
        if part.model not in ("RGB", "GRAY"):
            raise InputError(
                _("The light of a {model} document cannot be changed.", model=part.model),
                _("Convert the document to RGB."),
            )
        colours = colours_of(part)
        height, width = part.region.shape
        luminance = np.empty((height, width), np.float32)
        weights = np.array(colour.luminance_weights(part.picture.space), np.float32)
        for top, bottom in strips(height, width, _STRIP):
            part.progress(0.0)
            with np.errstate(invalid="ignore"):
                luminance[top:bottom] = _linear(colours[top:bottom], part.picture.space) @ weights
        plane = part.attentively(lambda: continued(luminance[..., None], part.present))
        return cls(part, plane[..., 0])

    def logarithm(self, least: float) -> np.ndarray:
        """Of the luminance plus `least`; negative luminance counts as 0."""
        plane = np.maximum(self.luminance, 0)
        plane += np.float32(least)
        return np.log(plane, out=plane)

    @staticmethod
    def factor(change: np.ndarray) -> np.ndarray:
        """By how much light changes with its logarithm: at most a billion times, either way."""
        return np.exp(np.clip(change, -MOST, MOST))

    def linear(self, rows: slice) -> np.ndarray:
        """Some rows of the frame in linear light, ``float32``; of transparent pixels anything."""
        return _linear(self.part.colours[rows], self.part.picture.space)

    def lit(self, factor: np.ndarray, saturation: float = 1.0, glare: Glare | None = None) -> np.ndarray:
        """The part with its light multiplied by a factor, in samples.

        Parameters
        ----------
        factor : ndarray, (height, width) of the part
            1 leaves a pixel as it is, to the bit.
        saturation : float
            Exponent of the colours' ratios to the luminance (Fattal, Lischinski, Werman 2002, section 5).
        glare : Glare, optional
            What of the part takes on other colours.
        """
        part = self.part
        old, luminance = part.colours[part.inside], self.luminance[part.inside]
        new = np.empty(old.shape, old.dtype)
        for top, bottom in strips(old.shape[0], old.shape[1], _STRIP):
            part.progress(0.95)
            changed = np.full(old.shape[1], True) if saturation != 1 else (factor[top:bottom] != 1).any(axis=0)
            columns = np.flatnonzero(changed)
            new[top:bottom] = old[top:bottom]
            if columns.size == 0:
                continue
            place = np.s_[top:bottom, columns[0] : columns[-1] + 1]
            by = factor[place][..., None]
            with np.errstate(invalid="ignore"):
                linear = _linear(old[place], part.picture.space)
                if glare is not None:
                    linear = glare.recoloured(linear, place)
                if saturation != 1:
                    light = np.maximum(luminance[place][..., None], np.float32(1e-12))
                    ratio = np.minimum(np.maximum(linear, 0) / light, np.float32(LARGEST))
                    linear = light * np.power(ratio, np.float32(saturation))
                found = colour.from_space(linear * by, "linear", part.picture.space)
            copy_pixels(new[place], found, (by[..., 0] != 1) | (saturation != 1))
        return new


def _linear(colours: np.ndarray, space: Space) -> np.ndarray:
    """Some rows in linear light, ``float32``."""
    return colour.to_space(colours, "linear", replace(space, model=space.model.removesuffix("A")))
