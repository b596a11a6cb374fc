"""Other lights for a picture: exposure, white balance, tone curves, the colours of another picture, some of these.

Each takes a random generator, the colours to change, the pixels that count and another picture, and gives the colours
changed: all (..., 3), float32, perceptually encoded sRGB from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Light = Callable[[np.random.Generator, np.ndarray, np.ndarray, np.ndarray], np.ndarray]

#: At most this share of the pixels that count may become lighter than white.
_CLIPPED = 0.01
#: The most of exposure and of each channel's gain, in stops.
_EXPOSURE, _BALANCE = 1.3, 0.5
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)


def exposed(random: np.random.Generator, colours: np.ndarray, part: np.ndarray, other: np.ndarray) -> np.ndarray:
    """More light or less."""
    return _gained(colours, part, np.full(3, _away_from_none(random, _EXPOSURE), np.float32))


def balanced(random: np.random.Generator, colours: np.ndarray, part: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Light of another colour, as bright as before."""
    warmth, tint = _away_from_none(random, _BALANCE), random.uniform(-_BALANCE, _BALANCE) / 2
    stops = np.array([warmth, -tint, -warmth], np.float32)
    return _gained(colours, part, stops - np.float32(np.log2(_LUMINANCE @ 2**stops)))


def curved(random: np.random.Generator, colours: np.ndarray, part: np.ndarray, other: np.ndarray) -> np.ndarray:
    """A monotone tone curve of three knots that all channels share, and a little of one for each."""
    knots = np.linspace(0, 1, 5)
    shared = random.normal(0, 0.1, 3)
    changed = np.empty_like(colours)
    for channel in range(3):
        values = knots.copy()
        values[1:4] += shared + random.normal(0, 0.025, 3)
        values[[0, 4]] += random.uniform(0, 0.06, 2) * (1, -1)
        changed[..., channel] = _monotone(np.maximum.accumulate(np.clip(values, 0, 1)), colours[..., channel])
    return changed


def borrowed(random: np.random.Generator, colours: np.ndarray, part: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Some of the way to the mean and covariance of another picture's colours."""
    share = random.uniform(0.3, 0.7)
    mine, theirs = colours[part].astype(np.float64), other.reshape(-1, 3)[::17].astype(np.float64)
    factors = [np.linalg.cholesky(np.cov(each.T) + 1e-4 * np.eye(3)) for each in (mine, theirs)]
    matrix = factors[1] @ np.linalg.inv(factors[0])
    matrix *= min(1.0, 1.5 / float(np.linalg.norm(matrix, 2)))
    moved = (colours - mine.mean(axis=0)) @ matrix.T + theirs.mean(axis=0)
    return np.clip(colours + share * (moved - colours), 0, 1).astype(np.float32)


def mixed(random: np.random.Generator, colours: np.ndarray, part: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Exposure, white balance and a curve, one after the other."""
    for light in (exposed, balanced, curved):
        colours = light(random, colours, part, other)
    return colours


LIGHTS: dict[str, Light] = {
    "exposure": exposed,
    "white balance": balanced,
    "curve": curved,
    "another picture": borrowed,
    "mixed": mixed,
}


def to_linear(colours: np.ndarray) -> np.ndarray:
    """Linear light of sRGB (IEC 61966-2-1)."""
    return np.where(colours <= 0.04045, colours / 12.92, ((np.maximum(colours, 0) + 0.055) / 1.055) ** 2.4)


def to_perceptual(light: np.ndarray) -> np.ndarray:
    """sRGB of linear light (IEC 61966-2-1)."""
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 0) ** (1 / 2.4) - 0.055)


def _gained(colours: np.ndarray, part: np.ndarray, stops: np.ndarray) -> np.ndarray:
    """Linear light times powers of two, all of it less where too much would be lighter than white."""
    light = to_linear(colours)
    bright = np.quantile(light[part], 1 - _CLIPPED, axis=0) * 2**stops
    stops = stops - max(0.0, float(np.log2(max(1e-6, bright.max()))))
    return np.clip(to_perceptual(light * 2**stops), 0, 1).astype(np.float32)


def _away_from_none(random: np.random.Generator, most: float) -> float:
    """A change of either sign that can be seen."""
    return float(random.choice((-1, 1)) * random.uniform(0.25, 1) * most)


def _monotone(values: np.ndarray, samples: np.ndarray) -> np.ndarray:
    """A smooth monotone curve through values at equal steps from 0 to 1."""
    from scipy.interpolate import PchipInterpolator

    steps = np.linspace(0, 1, 1025)
    curve = PchipInterpolator(np.linspace(0, 1, len(values)), values)(steps)
    return np.interp(samples, steps, curve)
