"""Scenes on which an estimator's answer is known beforehand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from tests.core.matting import composites

from inlay.matting import UNKNOWN, Estimate, Scene
from inlay.matting.estimators import registry

FRONT, BACK = np.array([0.9, 0.5, 0.1]), np.array([0.1, 0.3, 0.8])


def run(method: str, scene: Scene) -> Estimate:
    return registry.find(method).estimate(scene, threads=1, progress=None)


def ramp(noise: float = 0.0) -> tuple[Scene, np.ndarray]:
    """Two colours that blend into one another from left to right, and their alpha."""
    alpha = np.tile(np.interp(np.arange(48), [12, 36], [1, 0]), (32, 1))
    image = alpha[..., np.newaxis] * FRONT + (1 - alpha[..., np.newaxis]) * BACK
    image += noise * np.random.default_rng(0).standard_normal(image.shape)
    trimap = np.where(alpha == 1, 255, np.where(alpha == 0, 0, 128)).astype(np.uint8)
    return Scene(image.astype(np.float32), 1.0, trimap), alpha


def hole() -> tuple[Scene, np.ndarray]:
    """A patch of the background's colours amid the foreground, unknown with its surroundings; where it is."""
    rng = np.random.default_rng(1)
    is_front = np.zeros((48, 64), bool)
    is_front[:, :44] = True
    patch = np.zeros((48, 64), bool)
    patch[20:28, 16:24] = True
    colours = np.where((is_front & ~patch)[..., np.newaxis], FRONT, BACK)
    image = (colours + 0.02 * rng.standard_normal(colours.shape)).astype(np.float32)
    trimap = np.where(is_front, 255, 0).astype(np.uint8)
    trimap[17:31, 13:27] = UNKNOWN
    return Scene(image, 1.0, trimap), patch


def sunset_sad(method: str, pictures: Path) -> float:
    """Sum of absolute differences on lemur_on_sunset, in thousands."""
    composite = composites.sunset(pictures)
    alpha = run(method, Scene(composite.image, 1 / 255, composite.trimap)).alpha
    return composites.sad(alpha, composite.alpha, composite.unknown)
