"""Regions and pictures drawn at random, from smooth blobs to ragged ones with holes and wires."""

from __future__ import annotations

import numpy as np
from scipy import ndimage
from tests.core.poisson import zoo

SHAPES = "ellipse", "rectangle", "inner", "annulus", "touching_three"


def region(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """A region that something holds on at least two sides."""
    kind = rng.integers(4)
    if kind == 0:
        mask = zoo.REGIONS[str(rng.choice(SHAPES))](shape)
    else:
        noise = ndimage.gaussian_filter(rng.normal(size=shape), rng.choice([2, 8, 30]), mode="nearest")
        mask = noise > np.quantile(noise, rng.uniform(0.1, 0.7))
    if rng.random() < 0.3:
        mask = mask ^ (rng.random(shape) < 10 ** rng.uniform(-4, -1.5))
    if rng.random() < 0.2:
        mask[rng.integers(shape[0])] = rng.random() < 0.5
    if rng.random() < 0.2:
        mask[:, rng.integers(shape[1])] = rng.random() < 0.5
    if rng.random() < 0.7:
        mask[[0, -1]] = mask[:, [0, -1]] = False
    else:
        mask[0] = mask[:, 0] = False
    if not mask.any():
        mask[shape[0] // 2, shape[1] // 2] = True
    return mask


def pictures(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """A source and a destination of bytes, from like each other to as different as can be."""
    kind = rng.integers(4)
    if kind == 0:
        return tuple(zoo.pictures(shape, seed=int(rng.integers(100))))
    if kind == 1:
        return tuple(rng.integers(0, 256, (2, *shape, 1)).astype(np.uint8))
    if kind == 2:
        return np.zeros((*shape, 2), np.uint8), np.full((*shape, 2), 255, np.uint8)
    steps = rng.integers(0, 2, (2, -(-shape[0] // 40), -(-shape[1] // 40), 1)) * 255
    source, destination = np.kron(steps, np.ones((1, 40, 40, 1), int))[:, : shape[0], : shape[1]].astype(np.uint8)
    return source, destination
