"""Pastes that tests of colour models draw: grain of three channels, and a disc."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from inlay.harmonisation.paste import Paste
from inlay.picture import Space

SPACE = Space("RGB", np.dtype(np.float32))


def grain(seed: int, shape: tuple[int, int] = (60, 80), mean: float = 0.5, spread: float = 0.06) -> np.ndarray:
    """Correlated channels around a mean, inside 0 to 1."""
    random = np.random.default_rng(seed)
    waves = ndimage.gaussian_filter(random.normal(size=(*shape, 3)), (2, 2, 0))
    waves = (waves / waves.std()) @ np.array([[1.0, 0.5, 0.2], [0.0, 0.8, 0.3], [0.0, 0.0, 0.6]])
    return np.clip(mean + spread * waves, 0.02, 0.98).astype(np.float32)


def disc(shape: tuple[int, int] = (60, 80), radius: float = 18.0) -> np.ndarray:
    y, x = np.mgrid[: shape[0], : shape[1]]
    return (np.hypot(y - shape[0] / 2, x - shape[1] / 2) < radius).astype(np.float32)


def paste(source: np.ndarray, scene: np.ndarray, coverage: np.ndarray | None = None, space: Space = SPACE) -> Paste:
    """A disc of one picture in another, which is the reference around it."""
    inside = disc(source.shape[:2]) if coverage is None else coverage
    return Paste(source, scene, inside, np.ones_like(inside), space, scene, 1 - inside)
