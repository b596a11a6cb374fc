"""Storing numbers in a type of a smaller range: what is too large becomes the largest there is."""

from __future__ import annotations

import numpy as np


def saturated(values: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Express floating-point numbers in another floating-point type.

    Returns
    -------
    ndarray
        What is finite stays finite; what lies beyond the type's range becomes its end. Infinity and NaN stay.
        `values` themselves where the type is right already.
    """
    if values.dtype == dtype:
        return values
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        stored = values.astype(dtype)
    if np.finfo(dtype).max < np.finfo(values.dtype).max and not np.isfinite(stored).all():
        overflown = np.isinf(stored) & np.isfinite(values)
        stored[overflown] = np.copysign(np.finfo(dtype).max, values[overflown])
    return stored


def as_samples(values: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Floating-point numbers as samples of a type: whole numbers rounded and clipped, others `saturated`."""
    if dtype.kind == "f":
        return saturated(values, dtype)
    return np.rint(np.clip(values, 0, np.iinfo(dtype).max)).astype(dtype)
