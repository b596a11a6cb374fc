"""Clothes, ribbons and flags in colours that occur nowhere in the known foreground."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from tools.composites import layer
from tools.composites.kinds import strands
from tools.composites.layer import Drawing, Layer
from tools.composites.studio import SKINS, Studio

DYES = (0.1, 0.2, 0.65), (0.75, 0.1, 0.12), (0.95, 0.8, 0.15), (0.1, 0.5, 0.3), (0.9, 0.9, 0.88), (0.55, 0.15, 0.6)


def draw(studio: Studio) -> Layer:
    """Somebody or something with a flag, or with ribbons that hang and fly."""
    random, height = studio.random, studio.shape[0]
    middle = studio.uniform(0.5, 0.8)
    body = studio.solid(studio.blob((middle, 0.85), (studio.uniform(0.15, 0.25), 0.4), 0.1), studio.cloth())
    head = studio.solid(studio.blob((middle, 0.38), (0.1, 0.13), 0.05), studio.cloth(0.3, studio.colour(*SKINS)))
    found = head.over(body)
    sheet, light = Drawing(studio.shape), strands.lighting(studio)
    for _ in range(random.integers(2, 6)):
        start = np.array([middle + studio.uniform(-0.15, 0.15), studio.uniform(0.3, 0.7)]) * height
        path = strands.curve(
            random, start, studio.uniform(-0.8, 0.8) + np.pi * random.integers(2), 0.45 * height, 2.5, 0.2
        )
        widths = studio.uniform(3, 13) * (0.75 + 0.25 * np.sin(np.linspace(0, studio.uniform(3, 12), len(path))))
        colour = studio.colour(*DYES)
        folds = np.exp(0.25 * np.sin(np.linspace(0, studio.uniform(6, 20), len(path))))
        sheet.strand(path, widths, strands.coloured(random, path, colour, light, 0.05) * folds[:, None])
    found = sheet.layer.over(found)
    if random.random() < 0.6:
        found = flag(studio, middle + studio.uniform(0.1, 0.25)).over(found)
    return found


def flag(studio: Studio, place: float) -> Layer:
    """Stripes on a pole, in the wind."""
    (height, width), random = studio.shape, studio.random
    y, x = np.mgrid[:height, :width] / height
    wave = 0.03 * np.sin(studio.uniform(12, 25) * x + studio.uniform(0, 6)) * np.clip(6 * (x - place), 0, 1)
    top, tall, long = studio.uniform(0.1, 0.25), studio.uniform(0.12, 0.3), studio.uniform(0.2, 0.4)
    across, along = (y - top + wave) / tall, (x - place) / long
    edge = height * np.minimum.reduce([across * tall, (1 - across) * tall, along * long, (1 - along) * long])
    colours = np.stack([studio.colour(*DYES) for _ in range(random.integers(1, 4))])
    chosen = np.clip((across * len(colours)).astype(int), 0, len(colours) - 1)
    steep = np.gradient(ndimage.gaussian_filter(wave, 2), axis=1) * height
    dyed = colours[chosen] * (1 + 0.5 * np.clip(steep, -0.6, 0.6))[..., None]
    weave = studio.cloth(0.08, np.zeros(3)) - 0.01
    cloth = layer.of(np.clip(edge + 0.5, 0, 1), np.clip(dyed + weave, 0, 1))
    pole = np.array([[place, top - 0.05], [place, 1.05]]) * height
    sheet = Drawing(studio.shape)
    metal = studio.colour((0.6, 0.6, 0.62), (0.35, 0.22, 0.12))
    sheet.strand(pole, np.full(2, studio.uniform(2, 5)), np.tile(metal, (2, 1)))
    return sheet.layer.over(cloth)
