"""What light shines through: veils, glasses, bottles, bags."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from tools.composites import layer
from tools.composites.layer import Layer
from tools.composites.studio import Studio

GLASSES = (0.75, 0.8, 0.8), (0.25, 0.5, 0.3), (0.5, 0.32, 0.15), (0.9, 0.9, 0.92), (0.35, 0.5, 0.75)


def draw(studio: Studio) -> Layer:
    """A thing, and a veil over or beside it; or a glass on a foot."""
    return glass(studio) if studio.random.random() < 0.45 else cloth(studio)


def cloth(studio: Studio) -> Layer:
    """A thin cloth with folds: the more of them lie over one another, the less shines through."""
    middle = studio.uniform(0.55, 0.95)
    outline = studio.blob((middle, 0.55), (studio.uniform(0.35, 0.5), studio.uniform(0.36, 0.45)), 0.3)
    hull = layer.covered(studio.shape, outline)
    folds = studio.cloud(studio.uniform(30, 70)) + 0.3 * studio.cloud(12)
    wave = np.sin(2.2 * folds)
    low, high = studio.uniform(0.25, 0.45), studio.uniform(0.6, 0.85)
    opacity = low + (high - low) * (0.5 + 0.5 * wave)
    hem = ndimage.gaussian_filter(hull, 1) * (1 - ndimage.gaussian_filter(hull, 2.5)) * 4
    opacity = np.clip(opacity + 0.25 * hem, 0, 0.95)
    colour = studio.colour((0.92, 0.92, 0.9), (0.8, 0.3, 0.35), (0.35, 0.4, 0.7), (0.15, 0.14, 0.16), (0.9, 0.75, 0.3))
    dyed = studio.cloth(0.2, colour) * (1 + 0.18 * wave)[..., None]
    veil = layer.of(hull * opacity, np.clip(dyed, 0, 1))
    body = studio.solid(studio.blob((middle, 0.8), (studio.uniform(0.12, 0.2), 0.4), 0.1), studio.cloth())
    head = studio.solid(studio.blob((middle, 0.34), (0.1, 0.13), 0.05), studio.cloth(0.4))
    return veil.over(head).over(body) if studio.random.random() < 0.5 else head.over(body).over(veil)


def glass(studio: Studio) -> Layer:
    """Thicker to its rims, with lights in it, and perhaps half full."""
    random = studio.random
    middle, breadth = studio.uniform(0.5, 1.0), studio.uniform(0.13, 0.24)
    hull = layer.covered(studio.shape, studio.blob((middle, 0.5), (breadth, 0.36), 0.15))
    inside = ndimage.distance_transform_edt(hull > 0.5)
    thickness = np.exp(-inside / studio.uniform(5, 11))
    base = studio.uniform(0.2, 0.5)
    colour = studio.colour(*GLASSES)
    lights = np.clip(studio.cloud(25) - 1.6, 0, 1) * (inside > 4)
    opacity = np.clip(base + 0.55 * thickness + 0.9 * lights + 0.05 * studio.cloud(40), 0.05, 0.97)
    shine = np.clip(colour * (1 - 0.4 * thickness)[..., None] + lights[..., None] * 0.6, 0, 1)
    found = layer.of(hull * opacity, shine)
    if random.random() < 0.6:
        level = studio.uniform(0.45, 0.7) * studio.shape[0]
        full = (np.arange(studio.shape[0])[:, None] > level) & (inside > 3)
        drink = studio.cloth(0.15, studio.colour((0.5, 0.1, 0.1), (0.75, 0.5, 0.1), (0.3, 0.18, 0.1)))
        soft = ndimage.gaussian_filter(full.astype(np.float32), 0.7)
        found = found.over(layer.of(soft * studio.uniform(0.6, 1.0), drink))
    foot = studio.solid(studio.blob((middle, 0.92), (breadth * 0.8, 0.1), 0.03), studio.cloth())
    return foot.over(found)
