"""Meshes, nets and lace: holes that touch no known background."""

from __future__ import annotations

import numpy as np

from tools.composites.kinds import strands
from tools.composites.layer import Drawing, Layer, covered
from tools.composites.studio import Studio


def draw(studio: Studio) -> Layer:
    """A net in a frame, with something solid in front of it."""
    random = studio.random
    middle = studio.uniform(0.55, 0.95)
    outline = studio.blob((middle, 0.45), (studio.uniform(0.28, 0.42), studio.uniform(0.28, 0.36)), 0.12)
    thick = studio.uniform(0.7, 2.6)
    spacing = studio.uniform(5, 12) + 3 * thick
    colour, light = studio.hair_colour(), strands.lighting(studio)
    sheet = Drawing(studio.shape)
    for path in threads(studio, spacing):
        widths = thick * (1 + 0.15 * random.normal(size=len(path)).clip(-2, 2))
        sheet.strand(path, widths, strands.coloured(random, path, colour, light, 0.06))
    net = sheet.layer.faded(covered(studio.shape, outline))
    frame = Drawing(studio.shape)
    closed = np.vstack([outline, outline[:1]])
    hoop = studio.colour((0.5, 0.3, 0.2), (0.2, 0.2, 0.25), (0.8, 0.8, 0.8), tuple(colour))
    frame.strand(
        closed, np.full(len(closed), studio.uniform(4, 10)), strands.coloured(random, closed, hoop, light, 0.05)
    )
    handle = studio.blob((middle, 0.97), (0.05 + 0.1 * random.random(), 0.25), 0.05)
    found = studio.solid(handle, studio.cloth()).over(frame.layer).over(net)
    if random.random() < 0.6:
        place = middle + studio.uniform(-0.15, 0.15), studio.uniform(0.4, 0.65)
        found = studio.solid(studio.blob(place, (0.1, 0.12), 0.15), studio.cloth()).over(found)
    return found


def threads(studio: Studio, spacing: float) -> list[np.ndarray]:
    """Lines of a mesh over the picture, bent by waves: squares, diamonds, honeycombs, or loops of lace."""
    random, (height, width) = studio.random, studio.shape
    reach = np.arange(-1.5 * width, 1.5 * width, 2.0)
    rotation, style = studio.uniform(0, np.pi), random.integers(4)
    wander = [(studio.uniform(0.01, 0.03), studio.uniform(0, 6.3), studio.uniform(2, 7)) for _ in range(4)]
    found = []
    ways = (0, 0.5 * np.pi) if style != 1 else (0, studio.uniform(0.3, 0.45) * np.pi)
    for way in ways:
        for number, offset in enumerate(np.arange(-width, width, spacing)):
            sideways = np.full_like(reach, offset)
            if style == 2:
                sideways += (-1) ** number * 0.5 * spacing * np.clip(2 * np.sin(np.pi * reach / spacing), -1, 1)
            if style == 3:
                sideways += 0.6 * spacing * np.sin(2 * np.pi * reach / spacing + number)
            along = rotation + way
            x = width / 2 + reach * np.cos(along) - sideways * np.sin(along)
            y = height / 2 + reach * np.sin(along) + sideways * np.cos(along)
            bent = x.copy(), y.copy()
            for frequency, phase, size in wander:
                x = x + size * np.sin(frequency * bent[1] + phase)
                y = y + size * np.cos(frequency * bent[0] + phase)
            inside = (x > -5) & (x < width + 5) & (y > -5) & (y < height + 5)
            if inside.any():
                first, last = np.flatnonzero(inside)[[0, -1]]
                found.append(np.stack([x, y], -1)[first : last + 1])
    return found
