"""A change of colours in the numbers that photographers use: exposure, temperature, tint, contrast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay import colour
from inlay.contract.language import _, decimal
from inlay.picture import Space

#: Linear light below this, of white's, says nothing of a ratio.
_DARKEST = 1 / 512
#: Spread of the logarithm of luminance, in stops, below which a piece has no contrast that could have changed.
_FLAT = 1e-3
_LEAST_LIGHT = 1e-6


@dataclass(frozen=True)
class Grade:
    """How colours change in linear light.

    Attributes
    ----------
    exposure : float
        Stops: 1 is twice the light.
    temperature : float
        Warmer above 0: at 100 red gains a stop against blue.
    tint : float
        Towards magenta above 0, towards green below: at 100 green loses a stop against the mean of red and blue. Of
        both, white stays as light as it was.
    contrast : float
        Percent by which differences of lightness grow, in stops, around the mean of the piece.
    """

    exposure: float = 0.0
    temperature: float = 0.0
    tint: float = 0.0
    contrast: float = 0.0

    @property
    def words(self) -> str:
        """In a line, as it is shown."""
        numbers = _(
            "exposure {exposure} stops, contrast {contrast} %",
            exposure=decimal(f"{self.exposure:+.2f}"),
            contrast=f"{self.contrast:+.0f}",
        )
        return _(
            "{numbers}, temperature {temperature}, tint {tint}",
            numbers=numbers,
            temperature=f"{self.temperature:+.0f}",
            tint=f"{self.tint:+.0f}",
        )


def fitted(old: np.ndarray, new: np.ndarray, weight: np.ndarray, space: Space) -> Grade:
    """The grade that comes nearest to a change of colours.

    Temperature and tint are means over the pixels; exposure and contrast the line by least squares through the
    logarithms of luminance. What `graded` did is found again, if nothing was dark.

    Parameters
    ----------
    old, new : ndarray, (height, width, channels)
        Colours without opacity, in the samples of `space`.
    weight : ndarray, (height, width)
        How much each pixel counts.
    space : Space
        RGB or gray.
    """
    before, after = (colour.to_space(each, "linear", space).astype(np.float64) for each in (old, new))
    usable = (before > _DARKEST).all(axis=2) & (after > _DARKEST).all(axis=2) & (weight > 0)
    if not usable.any():
        return Grade()
    before, after, share = before[usable], after[usable], weight[usable] / weight[usable].sum(dtype=np.float64)
    temperature = tint = 0.0
    if before.shape[1] == 3:
        red, green, blue = share @ np.log2(after / before)
        temperature, tint = 100 * (red - blue), 100 * ((red + blue) / 2 - green)
    weights = np.array(colour.luminance_weights(space))
    x = np.log2((before * _gains(temperature, tint, weights)) @ weights)
    y = np.log2(after @ weights)
    exposure, mean = float(share @ (y - x)), float(share @ x)
    spread = float(share @ (x - mean) ** 2)
    slope = float(share @ ((x - mean) * (y - x))) / spread if spread > _FLAT**2 else 0.0
    return Grade(exposure, float(temperature), float(tint), 100 * slope)


def middle(colours: np.ndarray, weight: np.ndarray, grade: Grade, space: Space) -> float:
    """The luminance around which a grade changes the contrast: the geometric mean of a piece in the grade's balance."""
    weights = np.array(colour.luminance_weights(space))
    light = (colour.to_space(colours, "linear", space) * _gains(grade.temperature, grade.tint, weights)) @ weights
    usable = (light > _DARKEST) & (weight > 0)
    if not usable.any():
        return _DARKEST
    return float(2 ** np.average(np.log2(light[usable]), weights=weight[usable]))


def graded(colours: np.ndarray, grade: Grade, pivot: float, space: Space) -> np.ndarray:
    """Colours changed by a grade.

    Parameters
    ----------
    colours : ndarray, (height, width, channels)
        Without opacity, floating-point samples of `space`.
    grade : Grade
    pivot : float
        Luminance that stays where only the contrast changes.
    space : Space
        RGB or gray.

    Returns
    -------
    ndarray of float32, the shape of `colours`
        Not clipped.
    """
    weights = np.array(colour.luminance_weights(space), np.float32)
    gains = _gains(grade.temperature, grade.tint, weights) * 2**grade.exposure
    light = colour.to_space(colours, "linear", space) * gains.astype(np.float32)
    if grade.contrast:
        luminance = np.maximum(light @ weights, np.float32(_LEAST_LIGHT)) / np.float32(pivot * 2**grade.exposure)
        light *= luminance[..., None] ** np.float32(grade.contrast / 100)
    return colour.from_space(light, "linear", space)


def _gains(temperature: float, tint: float, weights: np.ndarray) -> np.ndarray:
    """What each channel's light is multiplied by; 1 for white's luminance."""
    if len(weights) == 1:
        return np.ones(1)
    gains = 2.0 ** np.array([temperature / 200, -tint / 100, -temperature / 200])
    found: np.ndarray = gains / (gains @ weights)
    return found
