"""Foreground and background become one photograph: light mixes, the sensor adds noise, a file loses some of it."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from tools.composites.layer import Layer

GAMMA = 2.2


@dataclass(frozen=True)
class Camera:
    """
    Attributes
    ----------
    linear : bool
        Whether colours mix as light does, and not as the numbers of files do.
    grain : float
        Deviation of the noise of a white pixel, in levels; dark ones have less.
    quality : int
        Of JPEG; 0 for a file that keeps every level.
    """

    linear: bool = False
    grain: float = 0.0
    quality: int = 0


def mixed(layer: Layer, background: np.ndarray, camera: Camera) -> np.ndarray:
    """alpha F + (1 - alpha) B before there is noise: (height, width, 3), 0 to 1."""
    rest = 1 - layer.alpha[..., None]
    if not camera.linear:
        return layer.premultiplied + rest * background
    colours = foreground(layer)
    light = layer.alpha[..., None] * colours**GAMMA + rest * background**GAMMA
    return light ** (1 / GAMMA)


def foreground(layer: Layer) -> np.ndarray:
    """F, 0 to 1, and black where nothing is."""
    alpha = layer.alpha[..., None]
    return np.clip(np.divide(layer.premultiplied, alpha, out=np.zeros_like(layer.premultiplied), where=alpha > 0), 0, 1)


def exposed(random: np.random.Generator, colours: np.ndarray, camera: Camera) -> np.ndarray:
    """What the file holds: uint8."""
    noise = random.normal(size=colours.shape) * camera.grain * np.sqrt(0.15 + 0.85 * colours)
    levels = np.rint(np.clip(255 * colours + noise, 0, 255)).astype(np.uint8)
    if not camera.quality:
        return levels
    file = io.BytesIO()
    Image.fromarray(levels).save(file, "JPEG", quality=camera.quality, subsampling=0)
    return np.asarray(Image.open(file).convert("RGB"))
