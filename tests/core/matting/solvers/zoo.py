"""Scenes of many kinds, from gentle to hopeless, made from a seed."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from inlay.matting.scene import BACKGROUND, FOREGROUND, UNKNOWN, Prior, Scene

SCALES = {"uint8": 1 / 255, "uint16": 1 / 65535, "float32": 1.0}


def scene(image: np.ndarray, trimap: np.ndarray, **more) -> Scene:
    """A scene of a picture with or without a third axis."""
    image = image[..., np.newaxis] if image.ndim == 2 else image
    return Scene(image, SCALES[image.dtype.name], trimap, **more)


def picture(kind: str, shape: tuple[int, int], seed: int = 0) -> np.ndarray:
    """(height, width, 3), uint8 or float32."""
    rng = np.random.default_rng(seed)
    noise = rng.random((*shape, 3))
    if kind == "noise":
        return (noise * 255).astype(np.uint8)
    if kind == "flat":
        return np.full((*shape, 3), rng.integers(0, 256, 3), np.uint8)
    if kind == "nearly flat":
        return (noise * 3 + 126).astype(np.uint8)
    if kind == "smooth":
        soft = ndimage.gaussian_filter(noise, (6, 6, 0))
        return ((soft - soft.min()) / np.ptp(soft) * 255).astype(np.uint8)
    if kind == "dark":
        return (ndimage.gaussian_filter(noise, (3, 3, 0)) * 20).astype(np.uint8)
    if kind == "patches":
        colours = rng.integers(0, 256, (shape[0] // 8 + 1, shape[1] // 8 + 1, 3))
        return colours.repeat(8, axis=0).repeat(8, axis=1)[: shape[0], : shape[1]].astype(np.uint8)
    if kind == "colourless":
        return np.repeat(picture("smooth", shape, seed)[..., :1], 3, axis=2)
    if kind == "bright":
        return (noise * 20).astype(np.float32)
    raise ValueError(kind)


PICTURES = "noise", "flat", "nearly flat", "smooth", "dark", "patches", "colourless", "bright"


def trimap(kind: str, shape: tuple[int, int], seed: int = 0) -> np.ndarray:
    """(height, width), uint8, with some of each."""
    rng = np.random.default_rng(seed)
    height, width = shape
    result = np.full(shape, UNKNOWN, np.uint8)
    if kind == "random":
        result = rng.choice(np.array([BACKGROUND, UNKNOWN, FOREGROUND], np.uint8), shape)
    elif kind == "sparse":
        known = rng.random(shape) < 0.01
        result[known] = rng.choice([BACKGROUND, FOREGROUND], np.count_nonzero(known))
    elif kind == "blobs":
        hills = ndimage.gaussian_filter(rng.random(shape), 5)
        result[hills < np.quantile(hills, 0.3)] = BACKGROUND
        result[hills > np.quantile(hills, 0.6)] = FOREGROUND
    elif kind == "lines":
        result[:, : width // 2], result[:, width // 2 :] = BACKGROUND, FOREGROUND
        result[rng.integers(0, height, 6)] = UNKNOWN
        result[:, rng.integers(0, width, 6)] = UNKNOWN
    elif kind == "side":
        result[:, 0] = BACKGROUND
    elif kind == "corner":
        result[-2:, -2:] = BACKGROUND
    else:
        raise ValueError(kind)
    result[0, 0], result[0, 1] = FOREGROUND, BACKGROUND
    return result


TRIMAPS = "random", "sparse", "blobs", "lines", "side", "corner"


def holes(shape: tuple[int, int], seed: int = 0) -> np.ndarray:
    """Which pixels are present: about three in four, in chambers with narrow doors."""
    return ndimage.gaussian_filter(np.random.default_rng(seed).random(shape), 2) > 0.47


def prior(shape: tuple[int, int], seed: int = 0) -> Prior:
    """Values from 0 to 1, with weights over five orders of magnitude and 0 for half of the pixels."""
    rng = np.random.default_rng(seed)
    weight = 10.0 ** rng.uniform(-5, 0, shape) * (rng.random(shape) < 0.5)
    return Prior(rng.random(shape).astype(np.float32), weight.astype(np.float32))
