"""Colours where a highlight was too bright for the camera to tell any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from inlay import poisson
from inlay.arrays.rows import BAND, strips

#: Largest channel from which on a colour counts less, and from which on it says nothing; 1 is white.
BRIGHT, CLIPPED = 0.93, 0.985
#: Of ratios of a channel to the mean.
TOLERANCE = 1e-3


def clipping(colours: np.ndarray, white: float, present: np.ndarray | None = None) -> np.ndarray:
    """How far each pixel is too bright to have a colour, 0 to 1, by samples (height, width, channels).

    What is not present, (height, width), has none; None for everywhere.
    """
    height, width, channels = colours.shape
    share = np.empty((height, width), np.float32)
    brightest = 0.0
    for top, bottom in strips(height, width, BAND):
        rows = share[top:bottom]
        largest = colours[top:bottom, :, 0]
        for channel in range(1, channels):
            largest = np.maximum(largest, colours[top:bottom, :, channel])
        rows[...] = np.nan_to_num(largest.astype(np.float32))
        rows /= np.float32(white)
        if present is not None:
            rows[~present[top:bottom]] = 0
        brightest = max(brightest, float(rows.max()))
        rows -= np.float32(BRIGHT)
        rows /= np.float32(CLIPPED - BRIGHT)
        np.clip(rows, 0, 1, out=rows)
    # Samples above white are no end of the range: nothing is clipped there.
    if colours.dtype.kind == "f" and brightest > 1:
        share[:] = 0
    return share


@dataclass(frozen=True, eq=False)
class Glare:
    """Pixels that are too bright to have a colour, and the one around them.

    Attributes
    ----------
    share : ndarray of float32, (height, width)
        How far the new colour takes the place of the old, 0 to 1: as far as pixels are clipped, and change.
    ratios : ndarray of float32, (height, width, channels)
        Of the channels of the new colours to their mean, in linear light.
    """

    share: np.ndarray
    ratios: np.ndarray

    @classmethod
    def of(cls, share: np.ndarray, linear: Callable[[slice], np.ndarray], channels: int, **options: Any) -> Glare:
        """Find the colours around pixels by their share.

        Parameters
        ----------
        share
            As above.
        linear : callable
            Gives some rows in linear light, ``float32``, (rows, width, `channels`); finite.
        options
            Of `poisson.clone`.
        """
        ratios = np.empty((*share.shape, channels), np.float32)
        for top, bottom in strips(share.shape[0], share.shape[1], BAND):
            rows = linear(np.s_[top:bottom])
            np.divide(rows, np.maximum(_mean(rows), np.float32(1e-6)), out=ratios[top:bottom])
        still = np.broadcast_to(np.float32(0), ratios.shape)
        around = poisson.clone(still, ratios, share > 0, mean="keep", tolerance=TOLERANCE, **options)
        return cls(share, around.image)

    def within(self, place: tuple[slice, slice]) -> Glare:
        return Glare(self.share[place], self.ratios[place])

    def recoloured(self, linear: np.ndarray, place: tuple[slice, slice]) -> np.ndarray:
        """Some rows and columns in linear light with the colours around them, at their own luminance.

        The mean of the channels is the old one. A highlight that nothing with a colour surrounds stays as it is.
        """
        share = self.share[place][..., np.newaxis]
        if not share.any():
            return linear
        mean = _mean(linear)
        old = linear / np.maximum(mean, np.float32(1e-6))
        return linear + share * mean * (self.ratios[place] - old)


def _mean(linear: np.ndarray) -> np.ndarray:
    """Of the channels, (rows, width, 1)."""
    total = linear[..., 0].copy()
    for channel in range(1, linear.shape[2]):
        total += linear[..., channel]
    total /= np.float32(linear.shape[2])
    return total[..., np.newaxis]
