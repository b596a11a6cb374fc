"""What tests draw again and again: shapes, pictures and opacities, as arrays of any type and as layers and masks."""

from __future__ import annotations

import numpy as np

from inlay.picture import Picture, Space

DTYPES = ("uint8", "uint16", "float16", "float32", "float64")
#: The colour model of a picture with so many channels.
MODELS = {1: "GRAY", 2: "GRAYA", 3: "RGB", 4: "RGBA"}


def white(dtype) -> float:
    """The sample that means white or opaque."""
    dtype = np.dtype(dtype)
    return float(np.iinfo(dtype).max) if dtype.kind == "u" else 1.0


def stored(values: np.ndarray, dtype) -> np.ndarray:
    """Values from 0 to 1 as samples of a type: whole numbers are rounded, and only those."""
    scaled = np.asarray(values) * white(dtype)
    return (np.rint(scaled) if np.dtype(dtype).kind == "u" else scaled).astype(dtype)


def fractions(image: np.ndarray) -> np.ndarray:
    """Samples as parts of the range."""
    return np.asarray(image, np.float64) / white(image.dtype)


# Shapes, as planes of booleans


def distances(shape: tuple[int, int], centre: tuple[float, float] | None = None) -> np.ndarray:
    """How far each pixel is from a point y, x; from the middle of the picture if none is given."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    centre = centre or (shape[0] / 2, shape[1] / 2)
    return np.hypot(y - centre[0], x - centre[1])


def disc(shape: tuple[int, int], radius: float, centre: tuple[float, float] | None = None) -> np.ndarray:
    """The pixels that are nearer than `radius` to a point y, x."""
    return distances(shape, centre) < radius


def box(shape: tuple[int, int], rows: slice, columns: slice) -> np.ndarray:
    """The pixels of some rows and columns."""
    inside = np.zeros(shape, bool)
    inside[rows, columns] = True
    return inside


# Pictures


def noise(shape: tuple[int, ...], dtype="float64", seed: int = 0, low: float = 0.0, high: float = 1.0) -> np.ndarray:
    """Grain alone, from `low` to `high` of the range."""
    return stored(low + (high - low) * np.random.default_rng(seed).random(shape), dtype)


def waves(shape: tuple[int, int], channels: int = 3, dtype="float64", seed: int = 0) -> np.ndarray:
    """A smooth picture with a little grain, between a quarter and three quarters of the range."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    smooth = np.stack([np.sin(x / 7 + c + seed) + np.cos(y / 5 - c) for c in range(channels)], axis=-1)
    return stored(0.5 + 0.1 * smooth + 0.02 * np.random.default_rng(seed).standard_normal(smooth.shape), dtype)


def picture(height: int = 37, width: int = 53, channels: int = 3, dtype="float64", seed: int = 0) -> np.ndarray:
    """Waves, a step and grain, over the whole range."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width]
    waves = [
        0.5 + 0.25 * np.sin(x / (3 + k) + seed) * np.cos(y / (5 - k)) + 0.2 * (x > 20 + y / 3) for k in range(channels)
    ]
    values = np.stack(waves, axis=-1) + random.uniform(-0.1, 0.1, (height, width, channels))
    return stored(values.clip(0, 1), dtype)


def opacity(height: int = 37, width: int = 53) -> np.ndarray:
    """Clear, half transparent and opaque parts, from 0 to 1."""
    y, x = np.mgrid[:height, :width]
    return np.clip(1.5 - np.hypot(x / width - 0.5, y / height - 0.5) * 3.2, 0, 1).astype(np.float32)


# Layers and masks


def layer(
    pixels: np.ndarray, at: tuple[int, int] = (0, 0), name: str = "Fox", alpha: np.ndarray | None = None, **space
) -> Picture:
    """A layer with its top left corner at x, y; with an opacity from 0 to 1 beside its colours, if it is given."""
    pixels = np.atleast_3d(pixels)
    if alpha is not None:
        pixels = np.dstack([pixels, stored(alpha, pixels.dtype)])
    return Picture(pixels, *at, Space(MODELS[pixels.shape[2]], pixels.dtype, **space), name)


def mask(pixels: np.ndarray, at: tuple[int, int] = (0, 0)) -> Picture:
    """A mask, a channel or a selection with its top left corner at x, y."""
    return Picture(pixels, *at, Space("MASK", pixels.dtype, "linear"))
