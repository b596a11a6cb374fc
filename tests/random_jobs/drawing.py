"""Random pictures, masks, strokes and parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from inlay.operations.parameters import (
    Boolean,
    Choice,
    Colour,
    File,
    Integer,
    Number,
    Parameter,
    Points,
    Text,
)

#: What one sample in two hundred of an odd picture is.
NOT_FINITE = (np.nan, np.inf, -np.inf)
EXTREMES = (1e30, -1e30, 3e38, -3e38, 65504.0, -65504.0, 1e-40, -0.0, 4.0, -1.0)
ODD_SHARE = 0.005
#: What no parameter takes.
NONSENSE = (None, "", "x", -1, 1e9, 10**30, float("nan"), float("inf"), [], [1, 2], {}, True, "\0", "\ud800")
MATRICES = ("1", "0 -1 0; -1 5 -1; 0 -1 0", "1 2 1", "1; -1", "1 1; 1 1", "0", "1e9 -1e9", "nan", "", "1 2; 3", "x")
LARGEST_SIDE = 24


class Drawing:
    """Draws from a generator of random numbers.

    Attributes
    ----------
    random : numpy.random.Generator
    """

    def __init__(self, random: np.random.Generator) -> None:
        self.random = random

    def chance(self, share: float) -> bool:
        return bool(self.random.random() < share)

    def one_of(self, choices: Sequence[Any]) -> Any:
        return choices[self.random.integers(len(choices))]

    def side(self) -> int:
        """A width or a height, often of one or two pixels."""
        return int(self.one_of((1, 1, 2, 3, 5, 8, self.random.integers(4, LARGEST_SIDE + 1))))

    def plane(self, height: int, width: int) -> np.ndarray:
        """Values from 0 to 1: noise, a ramp, a disc, steps or one value."""
        y, x = np.mgrid[:height, :width] / max(height, width)
        kind = self.random.integers(5)
        if kind == 0:
            return self.random.random((height, width))
        if kind == 1:
            return np.clip(x * self.random.uniform(-1, 1) + y * self.random.uniform(-1, 1) + 0.5, 0, 1)
        if kind == 2:
            middle = self.random.random(2)
            return np.clip(8 * (self.random.uniform(0.1, 0.6) - np.hypot(y - middle[0], x - middle[1])), 0, 1)
        if kind == 3:
            return np.round(self.random.random((height, width)) * 2) / 2
        return np.full((height, width), self.one_of((0.0, 0.5, 1.0, 1.0)))

    def trimap(self, height: int, width: int) -> np.ndarray:
        """Mostly none, half or all at random places; rarely anything."""
        if self.chance(0.2):
            return self.plane(height, width)
        return self.random.choice((0.0, 0.0, 0.5, 1.0), (height, width))

    def samples(self, values: np.ndarray, dtype: np.dtype, odd: Sequence[float] = ()) -> np.ndarray:
        """Values as samples of a type; of those in floating point some are `odd`."""
        if dtype.kind == "u":
            return np.rint(values * np.iinfo(dtype).max).astype(dtype)
        if len(odd):
            values = np.where(
                self.random.random(values.shape) < ODD_SHARE, self.random.choice(odd, values.shape), values
            )
        with np.errstate(over="ignore"):
            return values.astype(dtype)

    def colours(self, height: int, width: int, channels: int) -> np.ndarray:
        return np.stack([self.plane(height, width) for _ in range(channels)], axis=-1)

    def opacity(self, height: int, width: int) -> np.ndarray:
        """Opaque, soft, or with holes; rarely nothing at all."""
        if self.chance(0.4):
            return np.ones((height, width))
        return np.zeros((height, width)) if self.chance(0.05) else self.plane(height, width)

    def strokes(self, height: int, width: int, channels: int) -> np.ndarray:
        """Colours with opacity: lines of two colours on nothing."""
        found = np.zeros((height, width, channels))
        for colour in (1.0, 0.0, self.random.random(channels - 1)):
            row = self.random.integers(height)
            found[row, self.random.integers(width) :, :-1] = colour
            found[row, self.random.integers(width) :, -1] = 1
        return found

    def labels(self, height: int, width: int) -> np.ndarray:
        """Strokes as numbers."""
        found = self.random.integers(0, self.one_of((2, 3, 3, 4)), (height, width)).astype(np.uint8)
        return np.where(self.random.random((height, width)) < 0.3, found, 0)

    def value(self, parameter: Parameter, file: str) -> Any:
        """A value that a parameter takes; one in a hundred it does not."""
        if self.chance(0.005):
            return self.one_of(NONSENSE)
        if self.chance(0.4):
            return parameter.default
        match parameter:
            case Integer():
                return round(self._between(parameter.minimum, parameter.maximum))
            case Number():
                return float(self._between(parameter.minimum, parameter.maximum))
            case Boolean():
                return self.chance(0.5)
            case Choice():
                return self.one_of(parameter.options).id
            case Colour():
                return [float(self.one_of((0, 1, self.random.random()))) for _ in range(4)]
            case File():
                return file
            case Points():
                return [list(self.random.uniform(-5, 30, 2)) for _ in range(self.random.integers(4))]
            case Text():
                return self.one_of(MATRICES)
        return parameter.default

    def _between(self, least: float, most: float) -> float:
        """An end, a value near 0, a small one, or any."""
        kind = self.random.integers(6)
        if kind == 0:
            return self.one_of((least, most))
        if kind == 1:
            return min(max(10.0 ** self.random.uniform(-6, 0), least), most)
        if kind < 5:
            return min(max(self.random.uniform(-10, 20), least), most)
        return self.random.uniform(least, most)
