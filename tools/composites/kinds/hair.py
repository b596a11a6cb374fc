"""Heads with hair of several widths: dense, with curls and loose strands."""

from __future__ import annotations

import numpy as np

from tools.composites.kinds import strands
from tools.composites.layer import Drawing, Layer
from tools.composites.studio import SKINS, Studio

#: Strands, their width in pixels, length in radii of the head, curl in radians along them, and weight.
STYLES = (
    (2200, 0.5, 1.1, 1.0, 0.9),
    (1500, 0.7, 1.5, 0.6, 1.4),
    (1800, 0.4, 0.8, 5.0, 0.3),
    (900, 1.2, 0.9, 2.0, 0.7),
    (320, 2.6, 1.1, 1.5, 1.0),
    (2500, 0.35, 0.5, 2.0, 0.1),
)


def draw(studio: Studio) -> Layer:
    """A doll's or a person's bust."""
    random = studio.random
    middle, top = studio.uniform(0.5, 0.95), studio.uniform(0.36, 0.46)
    radius = studio.uniform(0.15, 0.22)
    shoulders = studio.blob((middle, 1.08), (radius * studio.uniform(1.9, 2.6), 0.42), 0.05)
    neck = studio.blob((middle, top + 1.1 * radius), (0.45 * radius, 0.8 * radius), 0.02)
    face = studio.blob((middle, top), (0.85 * radius, 1.1 * radius), 0.04)
    skin = studio.colour(*SKINS)
    bust = studio.solid(face, studio.cloth(0.25, skin)).over(studio.solid(neck, studio.cloth(0.2, 0.85 * skin)))
    bust = bust.over(studio.solid(shoulders, studio.cloth()))

    count, width, length, curl, weight = STYLES[random.integers(len(STYLES))]
    centre = np.array([middle, top]) * studio.shape[0]
    colour, size = studio.hair_colour(), radius * studio.shape[0]
    light = strands.lighting(studio)
    behind, front = Drawing(studio.shape), Drawing(studio.shape)
    for n in range(count):
        around = random.uniform(0.9 * np.pi, 2.1 * np.pi)
        root = centre + size * np.array([0.85 * np.cos(around), 1.1 * np.sin(around)]) * random.uniform(0.55, 0.98)
        loose = n >= 0.96 * count
        path = strands.curve(
            random,
            root,
            around + random.normal(0, 0.5 if loose else 0.25),
            size * length * random.uniform(0.5, 1.3),
            curl * (2 if loose else 1),
            weight * (0.3 if loose else 1),
        )
        taper = width * random.uniform(0.7, 1.3) * np.linspace(1, 0.5, len(path))
        sheet = front if np.sin(around) < -0.3 or loose else behind
        sheet.strand(path, taper, strands.coloured(random, path, colour, light))
    cap = studio.blob((middle, top - 0.1 * radius), (0.93 * radius, 1.08 * radius), 0.04)
    scalp = studio.solid(cap, studio.cloth(0.15, 0.8 * colour))
    fringe = strands.above(scalp, centre[1] - 0.25 * size)
    return front.layer.over(fringe).over(bust).over(behind.layer)
