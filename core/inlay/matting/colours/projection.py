"""The nearest pair of colours that recomposes to the picture, inside the gamut."""

from __future__ import annotations

import numpy as np


def project(
    alpha: np.ndarray,
    colours: np.ndarray,
    foreground: np.ndarray,
    background: np.ndarray,
    gamut: tuple[float, float],
    dtype: np.dtype,
) -> tuple[np.ndarray, np.ndarray]:
    """Move (F, B) of each pixel and channel to the nearest point of the line I = alpha F + (1 - alpha) B.

    Parameters
    ----------
    alpha : ndarray, (n,)
        Opacity from 0 to 1.
    colours, foreground, background : ndarray, (n, channels)
        I, F and B, in samples.
    gamut : tuple of float
        The lowest and the highest sample; I lies within.
    dtype : numpy.dtype
        Type of the samples that the result is exact in.

    Returns
    -------
    foreground, background : ndarray of float64, (n, channels)
        Values that `dtype` has. They recompose to I within half of its unit: the colour with the smaller share is
        rounded first, and the other one makes up for it, so that neither moves by more than one unit.
    """
    a = alpha[:, None].astype(np.float64)
    b = 1 - a
    lowest, highest = gamut
    step = (colours - a * foreground - b * background) / (a * a + b * b)
    front, back = foreground + a * step, background + b * step
    is_front_smaller = a < b
    large = np.maximum(a, b)
    small = 1 - large
    # Between these the colour of the smaller share leaves the other one in the gamut; without any share, anything does.
    shared = np.where(small > 0, small, 1)
    least = np.where(small > 0, (colours - large * highest) / shared, lowest)
    most = np.where(small > 0, (colours - large * lowest) / shared, highest)
    minor = np.where(is_front_smaller, front, back)
    minor = rounded(np.clip(minor, np.maximum(least, lowest), np.minimum(most, highest)), dtype)
    major = np.clip(rounded((colours - small * minor) / large, dtype), lowest, highest)
    return np.where(is_front_smaller, minor, major), np.where(is_front_smaller, major, minor)


def rounded(values: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """The nearest values that a type of samples has."""
    return np.rint(values) if dtype.kind == "u" else values.astype(dtype).astype(values.dtype)
