"""Inks and CIELAB in their own units: percent of ink, and L, a, b themselves, as Little CMS and Krita have floats."""

from __future__ import annotations

import numpy as np

from inlay.arrays.saturation import saturated

_PERCENT = np.float64(100)
_LAB_SCALE = np.array([100.0, 255.0, 255.0])
_LAB_START = np.array([0.0, -128.0, -128.0])


def to_units(samples: np.ndarray, model: str) -> np.ndarray:
    """Floating-point samples without opacity, ``(..., channels)``, from 0..1 to the units of a model such as ``LAB``.

    What lies beyond the samples' type becomes its end; what has no other units comes back as it is.
    """
    if model == "CMYK":
        return saturated(samples * _PERCENT, samples.dtype)
    return saturated(samples * _LAB_SCALE + _LAB_START, samples.dtype) if model == "LAB" else samples


def from_units(samples: np.ndarray, model: str) -> np.ndarray:
    """What `to_units` undoes."""
    if model == "CMYK":
        return saturated(samples / _PERCENT, samples.dtype)
    return saturated((samples - _LAB_START) / _LAB_SCALE, samples.dtype) if model == "LAB" else samples
