"""Colours where a highlight was too bright for the camera to tell any."""

from __future__ import annotations

from typing import Any

import numpy as np

from inlay import poisson

#: Largest channel from which on a colour counts less, and from which on it says nothing; 1 is white.
BRIGHT, CLIPPED = 0.93, 0.985
#: Of ratios of a channel to the mean.
TOLERANCE = 1e-3


def clipping(colours: np.ndarray, white: float, present: np.ndarray | None = None) -> np.ndarray:
    """How far each pixel is too bright to have a colour, 0 to 1, by samples (height, width, channels).

    What is not present, (height, width), has none; None for everywhere.
    """
    brightest = np.nan_to_num(colours.max(axis=2).astype(np.float32)) / np.float32(white)
    if present is not None:
        brightest[~present] = 0
    # Samples above white are no end of the range: nothing is clipped there.
    if colours.dtype.kind == "f" and brightest.max() > 1:
        return np.zeros(colours.shape[:2], np.float32)
    return np.clip((brightest - BRIGHT) / (CLIPPED - BRIGHT), 0, 1)


def recoloured(linear: np.ndarray, share: np.ndarray, **options: Any) -> np.ndarray:
    """Give pixels that are too bright to have a colour the one around them, at their own luminance.

    Parameters
    ----------
    linear : ndarray of float32, (height, width, channels)
        In linear light; finite.
    share : ndarray of float32, (height, width)
        How far the new colour takes the place of the old, 0 to 1: as far as pixels are clipped, and change.
    options
        Of `poisson.clone`.

    Returns
    -------
    ndarray of float32
        The mean of the channels is the old one. A highlight that nothing with a colour surrounds stays as it is.
    """
    region = share > 0
    mean = linear.mean(axis=2, keepdims=True)
    ratios = linear / np.maximum(mean, np.float32(1e-6))
    still = np.zeros((1, 1, linear.shape[2]), np.float32)
    around = poisson.clone(still, ratios, region, mean="keep", tolerance=TOLERANCE, **options).image
    return linear + share[..., None] * mean * (around - ratios)
