"""Pixels in a host's words and in those of operations: the order red, green, blue, inks and CIELAB from 0 to 1."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inlay.contract.planes import CHANNELS, Encoding


def are_foreign(encoding: Encoding) -> bool:
    """Whether a host's pixels differ from those of operations."""
    return encoding.model == "BGRA" or encoding.has_units


def as_operations(pixels: np.ndarray, encoding: Encoding) -> np.ndarray:
    """A host's pixels, ``(..., channels)``, in the words of operations: a copy where they differ."""
    from inlay.colour.units import from_units

    return _reworded(pixels, encoding, from_units)


def as_host(pixels: np.ndarray, encoding: Encoding) -> np.ndarray:
    """What `as_operations` undoes."""
    from inlay.colour.units import to_units

    return _reworded(pixels, encoding, to_units)


def _reworded(pixels: np.ndarray, encoding: Encoding, rescale: Callable[[np.ndarray, str], np.ndarray]) -> np.ndarray:
    if not are_foreign(encoding):
        return pixels
    result = pixels.copy(order="C")
    if encoding.model == "BGRA":
        result[..., 0], result[..., 2] = pixels[..., 2], pixels[..., 0]
        return result
    model = encoding.model.removesuffix("A")
    colours = result[..., : CHANNELS[model]]
    colours[...] = rescale(colours, model)
    return result
