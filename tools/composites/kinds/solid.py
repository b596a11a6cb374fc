"""Smooth solid things with sharp edges: what most people cut out."""

from __future__ import annotations

import numpy as np

from tools.composites.layer import Layer
from tools.composites.studio import Studio


def draw(studio: Studio) -> Layer:
    """Some things that stand together."""
    found = studio.empty()
    middle = studio.uniform(0.5, 1.0)
    for _ in range(studio.random.integers(2, 5)):
        place = middle + studio.uniform(-0.25, 0.25)
        found = thing(studio, place).over(found)
    return found


def thing(studio: Studio, place: float) -> Layer:
    """A box, a bottle, a cup with a handle, or a ball."""
    height, style = studio.shape[0], studio.random.integers(4)
    top = studio.uniform(0.25, 0.6)
    colours, shift = studio.cloth(), np.array([place, 0])
    if style == 0:
        half, tilt = studio.uniform(0.08, 0.2), studio.uniform(-0.15, 0.15)
        corners = np.array(
            [[-half, top], [half, top + 0.3 * tilt], [half + 0.5 * tilt, 1.1], [-half + 0.5 * tilt, 1.1]]
        )
        return studio.solid((corners + shift) * height, colours, 0.15)
    if style == 1:
        radius = studio.uniform(0.05, 0.1)
        profile = np.array([[0.35, 0], [0.35, 0.25], [0.5, 0.33], [0.9, 0.42], [1, 0.55], [1, 1.2]])
        right = profile * np.array([radius, 1 - top]) + np.array([0, top])
        outline = np.vstack([right, (right * [-1, 1])[::-1]])
        return studio.solid((outline + shift) * height, colours)
    if style == 2:
        radius = studio.uniform(0.1, 0.17)
        cup = studio.blob((place, top + radius), (radius, radius * 1.2), 0.04)
        ring = studio.blob((place + radius, top + radius), (0.6 * radius, 0.6 * radius), 0.03)
        hole = studio.blob((place + radius, top + radius), (0.4 * radius, 0.38 * radius), 0.03)
        handle = np.vstack([ring, ring[:1], hole[:1], hole[::-1]])
        stand = studio.blob((place, 1.02), (1.4 * radius, 1.0 - top - 1.9 * radius), 0.05)
        below = studio.solid(handle, colours).over(studio.solid(stand, studio.cloth()))
        return studio.solid(cup, colours).over(below)
    radius = studio.uniform(0.12, 0.24)
    return studio.solid(studio.blob((place, max(top, 1 - 1.2 * radius)), (radius, radius), 0.12), colours)
