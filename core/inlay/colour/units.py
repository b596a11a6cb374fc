"""Inks and CIELAB in their own units: percent of ink, and L, a, b themselves, as Little CMS and Krita have floats."""

from __future__ import annotations

import numpy as np

_LAB_SCALE = np.array([100, 255, 255], np.float32)
_LAB_START = np.array([0, -128, -128], np.float32)


def to_units(samples: np.ndarray, model: str) -> np.ndarray:
    """Floating-point samples without opacity, ``(..., channels)``, from 0..1 to the units of a model such as ``LAB``.

    What has no other units comes back as it is.
    """
    if model == "CMYK":
        return samples * np.float32(100)
    return samples * _LAB_SCALE + _LAB_START if model == "LAB" else samples


def from_units(samples: np.ndarray, model: str) -> np.ndarray:
    """What `to_units` undoes."""
    if model == "CMYK":
        return samples / np.float32(100)
    return (samples - _LAB_START) / _LAB_SCALE if model == "LAB" else samples
