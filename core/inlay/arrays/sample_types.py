"""Samples as bytes, words, halves and floats: what one, white or full ink is in each."""

from __future__ import annotations

import numpy as np

from inlay.arrays.rows import strips
from inlay.arrays.saturation import saturated

#: The types that the samples of a picture have: integers from 0 to their maximum, floats with 1 as white.
SAMPLE_TYPES = ("uint8", "uint16", "float16", "float32", "float64")
#: As numbers in double precision they fit into the cache.
_STRIP_SAMPLES = 1 << 14


def convert_samples(samples: np.ndarray, dtype: np.dtype | type) -> np.ndarray:
    """Express samples in another type.

    Parameters
    ----------
    samples : ndarray
        ``uint8``, ``uint16``, ``float16``, ``float32`` or ``float64``; integers span
        0..maximum, floats 0..1 and beyond.
    dtype : numpy.dtype
        One of the same types.

    Returns
    -------
    ndarray
        Of the same shape; `samples` itself where the type is already right. To a type that is at least as precise
        and back again is exact (bytes, words and floats; bytes and halves). To integers it is rounded to the
        nearest; below 0 and above 1 it is clipped there, and NaN becomes 0. Halves go to 65504: what is finite never
        becomes infinite.
    """
    dtype = np.dtype(dtype)
    if samples.dtype == dtype:
        return samples
    if samples.dtype == np.uint8 and dtype == np.uint16:
        return samples.astype(np.uint16) * np.uint16(257)
    if samples.dtype.kind == dtype.kind == "f":
        return saturated(samples, dtype)
    scale, highest = white(dtype) / white(samples.dtype), white(dtype)
    converted = np.empty(samples.shape, dtype)
    for top, bottom in strips(len(samples), samples[:1].size, _STRIP_SAMPLES, fewest=1):
        # Double precision: the product of a word and its scale must round to the nearest value, never beside it.
        with np.errstate(invalid="ignore"):
            strip = samples[top:bottom].astype(np.float64)
            strip *= scale
        if dtype.kind == "u":
            np.clip(strip, 0, highest, out=strip)
            np.rint(strip, out=strip)
            strip[np.isnan(strip)] = 0
        converted[top:bottom] = strip
    return converted


def white(dtype: np.dtype | type) -> float:
    """The sample value that stands for one."""
    dtype = np.dtype(dtype)
    return float(np.iinfo(dtype).max) if dtype.kind == "u" else 1.0


def at_least_half(coverage: np.ndarray) -> np.ndarray:
    """Where coverage of any type of samples is a half or more; of truth values, where it is true."""
    return coverage if coverage.dtype == bool else coverage >= white(coverage.dtype) / 2
