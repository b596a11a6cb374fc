"""Lightness of a thing that becomes lighter or darker: shading is kept, gloss stays bright."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.recolouring.pigment import Pigment

#: The most by which contrasts of lightness become stronger: a black thing's noise would be all that is seen.
STRONGEST = 2.0
#: The most by which those of gloss do.
_GLOSSIEST = 2.5
#: Lightness below which all is as good as black, where black becomes light.
_TOE = 0.15
#: Above this part of the wanted lightness what would be brighter than white is compressed.
_KNEE = 0.75


@dataclass(frozen=True)
class Tone:
    """A curve of lightness: linear for shading, and on to white for gloss.

    Attributes
    ----------
    gain, offset : float
        Of shading.
    brightest : float
        Where gloss begins.
    most : float
        The lightest that shading may become.
    knee : float
        From there shading is compressed where it would become more than that.
    toe : float
        Below this, differences of lightness vanish.
    """

    gain: float
    offset: float
    brightest: float
    most: float
    knee: float
    toe: float = 0.0

    def shading(self, lightness: np.ndarray | np.floating) -> np.ndarray:
        """The new lightness without gloss."""
        lightness = np.hypot(np.minimum(lightness, self.brightest), self.toe)
        return self._compressed(self.gain * lightness + self.offset)

    def __call__(self, lightness: np.ndarray) -> np.ndarray:
        """The new lightness."""
        top = float(self.shading(np.float32(self.brightest)))
        left = max(1 - self.brightest, 1e-6)
        slope = min(max((1 - top) / left, 0.0), _GLOSSIEST)
        gloss = np.maximum(lightness - self.brightest, 0)
        # Beyond white, light is as much brighter as it was.
        return self.shading(lightness) + slope * np.minimum(gloss, left) + np.maximum(gloss - left, 0)

    def _compressed(self, values: np.ndarray) -> np.ndarray:
        top, room = self.gain * self.brightest + self.offset - self.knee, self.most - self.knee
        if top <= room or room <= 0:
            return values
        part = np.clip((values - self.knee) / top, 0, 1)
        return np.where(part > 0, self.knee + room * (1 - (1 - part) ** (top / room)), values)


def tone(own: Pigment, wanted: float) -> Tone:
    """The curve that makes a thing's mean lightness the wanted one."""
    gain = wanted / max(own.lightness, 1e-3)
    room = (1 - wanted) / max(own.brightest - own.lightness, 1e-3)
    gain = min(gain, max(1.0, min(room, STRONGEST)))
    offset = wanted - gain * own.lightness
    toe = min(_TOE, offset / 2) if offset > 0 else 0.0
    offset -= gain * (float(np.hypot(own.lightness, toe)) - own.lightness)
    return Tone(gain, offset, own.brightest, max(1.0, own.brightest), _KNEE * wanted, toe)
