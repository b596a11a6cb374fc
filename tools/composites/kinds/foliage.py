"""Plants: branches with leaves, needles, blades of grass."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tools.composites.kinds import strands
from tools.composites.layer import Drawing, Layer
from tools.composites.studio import Studio

GREENS = (0.25, 0.42, 0.12), (0.40, 0.52, 0.18), (0.15, 0.30, 0.12), (0.55, 0.48, 0.15), (0.60, 0.25, 0.12)
BARKS = (0.35, 0.26, 0.18), (0.22, 0.16, 0.12), (0.45, 0.42, 0.36)
#: Branches thinner than this carry leaves, and thicker than that others.
LEAFY, FORKED = 3.0, 1.4
UP = -np.pi / 2


class Plant(NamedTuple):
    """What all parts of a plant share."""

    random: np.random.Generator
    sheet: Drawing
    light: np.ndarray
    green: np.ndarray
    bark: np.ndarray
    needles: bool


def draw(studio: Studio) -> Layer:
    """A plant in a pot: grass, a conifer, or one with leaves."""
    random, (height, _) = studio.random, studio.shape
    root = np.array([studio.uniform(0.5, 0.95), 0.86]) * height
    style = random.integers(3)
    light = strands.lighting(studio)
    plant = Plant(random, Drawing(studio.shape), light, studio.colour(*GREENS), studio.colour(*BARKS), bool(style == 1))
    if style == 2:
        grass(plant, root, height)
    else:
        for _ in range(random.integers(4, 8)):
            branch(plant, root, UP + random.normal(0, 0.5), 0.45 * height, 4.5)
    pot = studio.blob((root[0] / height, 0.98), (studio.uniform(0.14, 0.2), 0.17), 0.03)
    return studio.solid(pot, studio.cloth()).over(plant.sheet.layer)


def grass(plant: Plant, root: np.ndarray, height: int) -> None:
    random = plant.random
    for _ in range(random.integers(120, 260)):
        start = root + np.array([random.normal(0, 0.09 * height), random.uniform(0, 12)])
        path = strands.curve(random, start, UP + random.normal(0, 0.35), height * random.uniform(0.3, 0.85), 1.6, 0.2)
        widths = random.uniform(0.8, 4.5) * np.sin(np.linspace(0.9, 3.1, len(path)))
        plant.sheet.strand(path, widths, strands.coloured(random, path, plant.green, plant.light, 0.25))


def branch(plant: Plant, start: np.ndarray, direction: float, length: float, thick: float) -> None:
    """A branch, its own branches, and what they carry."""
    random = plant.random
    path = strands.curve(random, start, direction, length * random.uniform(0.7, 1.3), 1.2, -0.1)
    widths = np.linspace(thick, 0.6 * thick, len(path))
    plant.sheet.strand(path, widths, strands.coloured(random, path, plant.bark, plant.light, 0.1))
    steps = np.diff(path, axis=0)
    along = np.arctan2(steps[:, 1], steps[:, 0])
    if thick > FORKED:
        for n in random.choice(np.arange(len(path) // 4, len(steps)), 5):
            side = random.choice([-1, 1]) * random.uniform(0.4, 1.0)
            branch(plant, path[n], along[n] + side, 0.5 * length, 0.5 * thick)
    if thick > LEAFY:
        return
    for n in range(1, len(steps)):
        for side in (-1, 1):
            if plant.needles:
                needle(plant, path[n], along[n] + side * random.normal(0.7, 0.15))
            elif random.random() < 0.3:
                leaf(plant, path[n], along[n] + side * random.normal(0.8, 0.3))


def needle(plant: Plant, start: np.ndarray, direction: float) -> None:
    path = strands.curve(plant.random, start, direction, plant.random.uniform(9, 17), 0.2)
    colours = strands.coloured(plant.random, path, plant.green, plant.light, 0.2)
    plant.sheet.strand(path, np.linspace(1.1, 0.4, len(path)), colours)


def leaf(plant: Plant, start: np.ndarray, direction: float) -> None:
    """A pointed leaf whose halves catch light differently."""
    random = plant.random
    length, breadth = random.uniform(10, 30), random.uniform(0.18, 0.35)
    along = np.linspace(0, 1, 14)
    half = breadth * length * np.sin(np.pi * along**0.8)
    ahead, aside = np.array([np.cos(direction), np.sin(direction)]), np.array([-np.sin(direction), np.cos(direction)])
    spine = start + np.outer(along * length, ahead) + np.outer(random.normal(0, 3) * along**2, aside)
    colour = strands.coloured(random, spine[7:8], plant.green, plant.light, 0.25)[0]
    for side in (-1, 1):
        edge = spine + side * np.outer(half, aside)
        plant.sheet.leaf(np.vstack([spine, edge[::-1]]), colour * (1 + 0.12 * side))
