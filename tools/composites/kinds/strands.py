"""Strands of hair, fur and grass: their paths and their colours."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from tools.composites.layer import Layer
from tools.composites.studio import Studio

#: Length of a straight part of a strand in pixels.
STEP = 3.0


def curve(
    random: np.random.Generator, root: np.ndarray, direction: float, length: float, curl: float, weight: float = 0.0
) -> np.ndarray:
    """A path of points (x, y) that starts at `root`, turns by about `curl` radians, and hangs down by its weight."""
    steps = max(3, round(length / STEP))
    wander = ndimage.gaussian_filter1d(random.normal(0, 1, steps), max(1.0, steps / 8), mode="reflect")
    turn = random.normal(0, 0.5) + wander / (np.abs(wander).max() + 1e-6)
    angle = direction + np.cumsum(np.full(steps, curl / steps) * turn)
    ways = np.stack([np.cos(angle), np.sin(angle)], -1)
    ways[:, 1] += weight * np.linspace(0, 1.5, steps)
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    return root + np.vstack([np.zeros(2), np.cumsum(ways * length / steps, 0)])


def lighting(studio: Studio) -> np.ndarray:
    """How light falls on the picture: factors, from the brightness of a photograph."""
    bright = ndimage.gaussian_filter(studio.cloth().mean(-1), 4)
    return np.exp(0.35 * np.clip((bright - bright.mean()) / (bright.std() + 1e-3), -2, 2))


def coloured(
    random: np.random.Generator, path: np.ndarray, colour: np.ndarray, light: np.ndarray, variety: float = 0.15
) -> np.ndarray:
    """A colour for each point of a path: of the strand, of the light there, and often lighter to the tip."""
    columns = np.clip(path[:, 0].astype(int), 0, light.shape[1] - 1)
    rows = np.clip(path[:, 1].astype(int), 0, light.shape[0] - 1)
    own = colour * np.exp(random.normal(0, variety) + random.normal(0, 0.3 * variety, 3))
    tip = np.linspace(1, np.exp(random.normal(0.1, 0.2)), len(path))
    return own * (light[rows, columns] * tip)[:, None]


def above(layer: Layer, line: float) -> Layer:
    """A layer down to a row alone: hair over a face ends at its forehead."""
    rows = np.arange(layer.alpha.shape[0])[:, None]
    return layer.faded(np.clip(line - rows, 0, 1).astype(np.float32) * np.ones_like(layer.alpha))
