"""Random parts of a picture: smooth blobs, and things that have a colour of their own."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

#: The share of the picture that a part has, least and most.
LEAST, MOST = 0.04, 0.35
_TRIES = 12


def blob(random: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """A smooth connected blob: boolean, of the picture's height and width."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    rows, columns = (random.uniform(0.3, 0.7) * side for side in shape)
    waves = ndimage.gaussian_filter(random.normal(size=shape), 0.12 * min(shape), mode="reflect")
    waves *= random.uniform(0.1, 0.6) / max(float(waves.std()), 1e-12)
    angle, ratio = random.uniform(0, np.pi), random.uniform(0.5, 2)
    down, across = y - rows, x - columns
    along, aside = down * np.cos(angle) + across * np.sin(angle), across * np.cos(angle) - down * np.sin(angle)
    height = -np.hypot(along * np.sqrt(ratio), aside / np.sqrt(ratio)) / (0.35 * min(shape)) + waves
    wanted = np.quantile(height, 1 - random.uniform(LEAST, MOST))
    return _around(height >= wanted, height)


def thing(random: np.random.Generator, picture: np.ndarray) -> np.ndarray | None:
    """Something connected that differs in colour from what surrounds it; None where none was found."""
    smooth = ndimage.gaussian_filter(picture, (min(picture.shape[:2]) / 60, min(picture.shape[:2]) / 60, 0))
    for _ in range(_TRIES):
        seed = tuple(int(random.uniform(0.15, 0.85) * side) for side in picture.shape[:2])
        distance = np.linalg.norm(smooth - smooth[seed], axis=2)
        labels, _ = ndimage.label(distance <= random.uniform(0.05, 0.25))
        found = ndimage.binary_fill_holes(ndimage.binary_opening(labels == labels[seed], iterations=2))
        if LEAST <= found.mean() <= MOST:
            return _around(found, -distance)
    return None


def softened(part: np.ndarray, sigma: float) -> np.ndarray:
    """Coverage: float32, 0 to 1."""
    found: np.ndarray = ndimage.gaussian_filter(part.astype(np.float32), sigma)
    return np.clip(found, 0, 1)


def _around(part: np.ndarray, height: np.ndarray) -> np.ndarray:
    """The piece with the highest point, without holes."""
    labels, _ = ndimage.label(part)
    top = np.unravel_index(np.argmax(np.where(part, height, -np.inf)), part.shape)
    found: np.ndarray = ndimage.binary_fill_holes(labels == labels[top])
    return found
