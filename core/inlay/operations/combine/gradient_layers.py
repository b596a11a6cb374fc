"""Gradients as pictures: how the differences of neighbours are written into samples and read again."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from inlay.arrays.saturation import saturated
from inlay.operations.parameters import Number

SCALE, OFFSET = 1.0, 0.5
Scale = Annotated[
    float,
    Number(
        "Scale",
        "What differences are multiplied by. In 8 and 16 bit, 1 is exact for steps up to half the range.",
        0.001,
        1000.0,
    ),
]
Offset = Annotated[
    float,
    Number(
        "Offset",
        "The value that stands for no difference, from 0 for black to 1 for white; 0.5 is medium grey.",
        0.0,
        1.0,
        rank="expert",
    ),
]


class Encoding(NamedTuple):
    """How differences of samples become samples: ``offset + scale * difference``.

    Attributes
    ----------
    scale : float
    neutral : float
        The sample of no difference; a whole number for integers, so that nothing drifts when they are summed up.
    white : float
        The sample value that stands for one.
    dtype : numpy.dtype
        Of the samples.
    """

    scale: float
    neutral: float
    white: float
    dtype: np.dtype

    @classmethod
    def make(cls, scale: float, offset: float, white: float, dtype: np.dtype) -> Encoding:
        neutral = offset * white
        # Half up: 128 of 255, 32768 of 65535.
        return cls(scale, float(np.floor(neutral + 0.5)) if dtype.kind == "u" else neutral, white, dtype)

    def written(self, differences: np.ndarray) -> tuple[np.ndarray, bool]:
        """Samples of differences, and whether some did not fit."""
        values = self.neutral + self.scale * differences
        if self.dtype.kind == "f":
            return saturated(values, self.dtype), False
        values = np.rint(values)
        clipped = np.clip(values, 0, self.white)
        return clipped.astype(self.dtype), bool((clipped != values).any())

    def read(self, samples: np.ndarray) -> np.ndarray:
        """Differences of samples."""
        plain: np.ndarray = samples.astype(np.float64 if samples.dtype == np.float64 else np.float32)
        return (plain - self.neutral) / self.scale
