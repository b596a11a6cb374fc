"""Plush and animals: short strands along an outline and all over."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from tools.composites import layer
from tools.composites.kinds import strands
from tools.composites.layer import Drawing, Layer
from tools.composites.studio import Studio


def draw(studio: Studio) -> Layer:
    """A body, a head and ears, or a ball; or a bunch of feathers."""
    if studio.random.random() < 0.2:
        return feathers(studio)
    random = studio.random
    middle = studio.uniform(0.5, 1.0)
    outlines = [
        studio.blob((middle, 0.85), (studio.uniform(0.25, 0.42), 0.38), 0.1),
        studio.blob((middle + studio.uniform(-0.1, 0.1), 0.42), (0.2, studio.uniform(0.16, 0.22)), 0.08),
    ]
    outlines += [studio.blob((middle + side * 0.16, 0.27), (0.06, 0.09), 0.1) for side in (-1, 1)]
    colour = studio.hair_colour()
    body = layer.covered(studio.shape, *outlines)
    inside = ndimage.distance_transform_edt(body > 0.5).astype(np.float32)
    slope = np.stack(np.gradient(ndimage.gaussian_filter(inside, 6)), -1)
    light = strands.lighting(studio) * (0.7 + 0.3 * np.minimum(inside / 40, 1))
    patches = np.where(studio.cloud(90) > 0.9, 0.6, 1.0) * np.exp(0.12 * studio.cloud(15))
    cloth = np.clip(studio.cloth(0.12, colour) * (light * patches)[..., None], 0, 1)
    skin = layer.of(body, cloth)

    width, length = studio.uniform(0.35, 1.3), studio.uniform(7, 26)
    curl, weight = random.choice([0.6, 1.5, 4.0]), studio.uniform(0.0, 0.4)
    sheet = Drawing(studio.shape)
    rows, columns = np.nonzero((body > 0.5) & (inside < 40))
    count = int(min(9000, 5.0 * np.count_nonzero((inside > 0) & (inside <= 2)) * max(0.4, 1.2 - 0.5 * width)))
    depth = inside[rows, columns]
    chosen = random.choice(len(rows), count, p=np.exp(-depth / 7) / np.exp(-depth / 7).sum())
    for n in chosen[np.argsort(-depth[chosen])]:
        y, x = rows[n], columns[n]
        outwards = np.arctan2(-slope[y, x, 0], -slope[y, x, 1])
        path = strands.curve(
            random,
            np.array([x, y], float),
            outwards + random.normal(0, 0.45),
            length * random.uniform(0.5, 1.4),
            curl,
            weight,
        )
        taper = width * random.uniform(0.6, 1.4) * np.linspace(1.2, 0.4, len(path))
        sheet.strand(path, taper, strands.coloured(random, path, colour * patches[y, x], light, 0.2))
    return eyes(studio, middle).over(sheet.layer).over(skin)


def eyes(studio: Studio, middle: float) -> Layer:
    """Two beads and a nose."""
    found = studio.empty()
    for x, y, radius in ((-0.07, 0.4, 0.02), (0.07, 0.4, 0.02), (0, 0.47, 0.03)):
        outline = studio.blob((middle + x, y), (radius, radius), 0.05)
        found = studio.solid(outline, studio.cloth(0.1, np.array([0.06, 0.05, 0.06]))).over(found)
    return found


def feathers(studio: Studio) -> Layer:
    """Shafts from below, with barbs that open at the tips."""
    random = studio.random
    found = studio.empty()
    root = np.array([studio.uniform(0.5, 0.9), 1.02]) * studio.shape[0]
    for _ in range(random.integers(5, 9)):
        colour = studio.hair_colour()
        light = strands.lighting(studio)
        shaft = strands.curve(
            random, root, -np.pi / 2 + random.normal(0, 0.35), studio.shape[0] * random.uniform(0.5, 0.9), 0.6, -0.1
        )
        shaft = np.stack([np.interp(np.linspace(0, 1, 260), np.linspace(0, 1, len(shaft)), x) for x in shaft.T], -1)
        sheet = Drawing(studio.shape)
        breadth = studio.uniform(18, 42)
        for n in range(40, 258):
            way = shaft[n + 1] - shaft[n]
            along = np.arctan2(way[1], way[0])
            spread = breadth * np.sqrt(np.sin(np.pi * min(1.0, (n - 30) / 235)))
            for side in (-1, 1):
                path = strands.curve(random, shaft[n], along + side * random.normal(0.75, 0.08), spread, 0.5, 0)
                widths = np.linspace(1.5, random.uniform(0.3, 0.9), len(path))
                sheet.strand(path, widths, strands.coloured(random, path, colour, light, 0.08))
        sheet.strand(shaft, np.linspace(3.5, 0.8, 260), strands.coloured(random, shaft, 1.2 * colour, light, 0.02))
        found = sheet.layer.over(found)
    vase = studio.blob((root[0] / studio.shape[0], 0.95), (0.13, 0.2), 0.05)
    return studio.solid(vase, studio.cloth()).over(found)
