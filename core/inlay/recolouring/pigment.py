"""The colour that most of a thing has, apart from light and shade."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Colours that are looked at; more say no more.
SAMPLE = 1 << 16
#: Below this lightness a colour says nothing of its saturation.
DARK = 0.1
#: Below this saturation a colour says nothing of its hue.
PALE = 0.04
#: Degrees of hue to both sides that are one colour when the most frequent is looked for.
_FAMILY = 30.0
#: The part of a thing that must have a hue in common; else it is taken for gray.
_FEWEST = 0.25
#: Lightness to both sides that is one gray when the most frequent is looked for.
_GRAYS = 0.3
#: Steps of hue or lightness that are counted, and how many of them a count is smeared over.
_STEPS, _SMEAR = 72, 2.0
#: The part of a thing's brightest pixels that is no light and shade but gloss.
_GLOSS = 0.005


@dataclass(frozen=True)
class Pigment:
    """A thing's own colour.

    Attributes
    ----------
    saturation : complex
        Chroma divided by lightness: a as the real part, b as the imaginary one. Shade does not change it.
    lightness : float
        The mean one.
    brightest : float
        The lightness where gloss begins.
    spread : float
        How far its hues differ, in degrees: their standard deviation.
    """

    saturation: complex
    lightness: float
    brightest: float
    spread: float = 0.0

    @property
    def is_coloured(self) -> float:
        """How far it is a colour and not gray, from 0 to 1."""
        return float(smooth_step(abs(self.saturation), 0.75 * PALE, 2 * PALE))


def pigment(lab: np.ndarray, weights: np.ndarray) -> Pigment:
    """Find a thing's own colour: that of the hue which most of it has, or gray.

    Parameters
    ----------
    lab : ndarray, (n, 3)
        The thing's colours in Oklab.
    weights : ndarray, (n,)
        How far each belongs to the thing; one at least is above 0.
    """
    step = max(1, len(lab) // SAMPLE)
    lab, weights = lab[::step].astype(np.float64), weights[::step].astype(np.float64)
    lightness, saturation = lab[:, 0], saturations(lab)
    strength = np.abs(saturation)
    peak = 2 * np.pi * _commonest(np.angle(saturation) / (2 * np.pi), weights * np.minimum(strength, 0.3))
    turned = np.angle(saturation * np.exp(-1j * peak))
    own = weights * (np.abs(turned) < np.radians(_FAMILY)) * (strength > PALE / 2)
    if own.sum() >= _FEWEST * weights.sum():
        mean = _mean(saturation, own * strength)
        own *= np.clip((saturation * np.conj(mean)).real / abs(mean) ** 2, 0, 1)
        off = np.angle(saturation * np.conj(mean))
        spread = float(np.degrees(np.sqrt(_mean(off**2, own).real)))
    else:
        own = weights * (strength < 2 * PALE)
        own = own if own.any() else weights
        own = own * (np.abs(lightness - _commonest(np.clip(lightness, 0, 0.999), own)) < _GRAYS)
        mean, spread = _mean(saturation, own), 0.0
    return Pigment(mean, _mean(lightness, own).real, _quantile(lightness, own, 1 - _GLOSS), spread)


def saturations(lab: np.ndarray) -> np.ndarray:
    """Chroma divided by lightness of colours in Oklab, as complex numbers: (n,)."""
    return (lab[:, 1] + 1j * lab[:, 2]) / np.maximum(lab[:, 0], DARK)


def smooth_step(values: np.ndarray | float, low: float, high: float) -> np.ndarray:
    """From 0 up to `low` to 1 from `high` on, without a corner."""
    part = np.clip((values - low) / (high - low), 0, 1)
    return part * part * (3 - 2 * part)


def _commonest(values: np.ndarray, weights: np.ndarray) -> float:
    """The most frequent of values on a circle of length 1."""
    bins = np.floor(values % 1 * _STEPS).astype(int) % _STEPS
    counts = np.bincount(bins, weights, _STEPS)
    turns = np.minimum(np.arange(_STEPS), _STEPS - np.arange(_STEPS))
    smear = np.exp(-0.5 * (turns / _SMEAR) ** 2)
    smeared = np.fft.irfft(np.fft.rfft(counts) * np.fft.rfft(smear), _STEPS)
    return (int(smeared.argmax()) + 0.5) / _STEPS


def _mean(values: np.ndarray, weights: np.ndarray) -> complex:
    return complex((weights * values).sum() / (weights.sum() or 1.0))


def _quantile(values: np.ndarray, weights: np.ndarray, share: float) -> float:
    order = np.argsort(values)
    sums = np.cumsum(weights[order])
    place = np.searchsorted(sums, share * sums[-1])
    return float(values[order[min(int(place), len(order) - 1)]])
