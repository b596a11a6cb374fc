"""Linear light: where foreground and background really mix, and the way back to how a picture is encoded."""

from __future__ import annotations

import numpy as np

from inlay.arrays.rows import strips
from inlay.colour import convert_samples, white
from inlay.colour.transfer_curves import SRGB

_GAMMA, _FACTOR, _OFFSET, _SLOPE, _END = SRGB
#: Samples of one piece of work.
PIECE = 1 << 20


def to_linear(samples: np.ndarray) -> np.ndarray:
    """Decode samples by the sRGB curve.

    Parameters
    ----------
    samples : ndarray
        ``uint8``, ``uint16`` or floating point with white as 1; values above 1 and below 0 are fine.

    Returns
    -------
    ndarray
        Of the same shape, ``float32``, white as 1.
    """
    if samples.dtype.kind == "u":
        levels = np.arange(int(white(samples.dtype)) + 1) / white(samples.dtype)
        return _decoded(levels).astype(np.float32)[samples]
    linear = np.empty(samples.shape, np.float32)
    for top, bottom in strips(len(samples), samples[:1].size, PIECE):
        linear[top:bottom] = _decoded(samples[top:bottom].astype(np.float64))
    return linear


def from_linear(linear: np.ndarray, dtype: np.dtype | type) -> np.ndarray:
    """Encode linear light by the sRGB curve as samples of a type; the inverse of `to_linear`."""
    samples = np.empty(linear.shape, dtype)
    for top, bottom in strips(len(linear), linear[:1].size, PIECE):
        samples[top:bottom] = convert_samples(_encoded(linear[top:bottom].astype(np.float64)), dtype)
    return samples


def _decoded(value: np.ndarray) -> np.ndarray:
    size = np.abs(value)
    return np.copysign(np.where(size < _END, size * _SLOPE, (size * _FACTOR + _OFFSET) ** _GAMMA), value)


def _encoded(value: np.ndarray) -> np.ndarray:
    size = np.abs(value)
    return np.copysign(np.where(size < _END * _SLOPE, size / _SLOPE, (size ** (1 / _GAMMA) - _OFFSET) / _FACTOR), value)
