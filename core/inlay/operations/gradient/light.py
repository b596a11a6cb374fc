"""The light of a picture: linear colours, their luminance, and its logarithm."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from inlay import colour
from inlay.arrays.rows import strips
from inlay.inpainting.continuation import continued
from inlay.operations.bounds import LARGEST
from inlay.operations.editing import STRIP, Setting

#: Largest change of a logarithm.
MOST = float(np.log(LARGEST))


@dataclass(frozen=True)
class Light:
    """A frame in linear light.

    Attributes
    ----------
    setting : Setting
        Where it is from.
    luminance : ndarray of float32, (height, width)
        Of its pixels in linear light, 1 for white; transparent ones have that of the pixels around. May be negative
        in floating point.
    """

    setting: Setting
    luminance: np.ndarray

    @classmethod
    def of(cls, setting: Setting) -> Light:
        """Measure the light of a frame.

        Raises
        ------
        InputError
            If its colours are not RGB or gray.
        """
        height, width = setting.region.shape
        luminance = np.empty((height, width), np.float32)
        weights = np.array(colour.luminance_weights(setting.patch.source.space), np.float32)
        for top, bottom in strips(height, width, STRIP):
            setting.beat()
            with np.errstate(invalid="ignore"):
                luminance[top:bottom] = _linear(setting, setting.colours[top:bottom]) @ weights
        plane = setting.attentively(lambda: continued(luminance[..., None], setting.present))
        return cls(setting, plane[..., 0])

    def logarithm(self, least: float) -> np.ndarray:
        """Of the luminance plus `least`; negative luminance counts as 0."""
        plane = np.maximum(self.luminance, 0)
        plane += np.float32(least)
        return np.log(plane, out=plane)

    @staticmethod
    def factor(change: np.ndarray) -> np.ndarray:
        """By how much light changes with its logarithm: at most a billion times, either way."""
        return np.exp(np.clip(change, -MOST, MOST))

    def lit(self, factor: np.ndarray, saturation: float = 1.0) -> np.ndarray:
        """The part with its light multiplied by a factor, in samples.

        Parameters
        ----------
        factor : ndarray, (height, width) of the part
            1 leaves a pixel as it is, to the bit.
        saturation : float
            Exponent of the colours' ratios to the luminance (Fattal, Lischinski, Werman 2002, section 5).
        """
        setting = self.setting
        rows, columns = setting.part
        old = setting.colours[rows, columns]
        new = np.empty(old.shape, old.dtype)
        for top, bottom in strips(old.shape[0], old.shape[1], STRIP):
            setting.beat(0.95)
            by = factor[top:bottom, :, None]
            with np.errstate(invalid="ignore"):
                linear = _linear(setting, old[top:bottom])
                if saturation != 1:
                    light = np.maximum(self.luminance[rows, columns][top:bottom, :, None], np.float32(1e-12))
                    ratio = np.minimum(np.maximum(linear, 0) / light, np.float32(LARGEST))
                    linear = light * np.power(ratio, np.float32(saturation))
                found = colour.from_space(linear * by, "linear", setting.patch.source.space)
            unchanged = (by == 1) & (saturation == 1)
            new[top:bottom] = np.where(unchanged, old[top:bottom], found)
        return new


def _linear(setting: Setting, colours: np.ndarray) -> np.ndarray:
    """Some rows in linear light, ``float32``."""
    space = setting.patch.source.space
    return colour.to_space(colours, "linear", replace(space, model=space.model.removesuffix("A")))
