"""Pieces of photographs: what backgrounds show, and what drawn things are made of."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

#: Of the pictures that scikit-image carries, those in colour, and gray textures that get a tint.
COLOURED = "astronaut.png", "chelsea.png", "coffee.png", "motorcycle_left.png", "rocket.jpg"
TEXTURES = "brick.png", "grass.png", "gravel.png"
#: Of the folder that ``INLAY_TEST_PICTURES`` names.
LARGE = "photos/ashim_dsilva_6mp.jpg", "photos/mr_lee_13mp.jpg", "photos/sunset_by_the_pier_20mp.jpg"
SMALL = "matting/lemur.png", "cloning/ginevra_source.png", "cloning/mona_lisa_destination.png"
#: Photographs are kept this large: pieces of it are as fine as those of a picture straight from a camera.
LARGEST = 1600
TINTS = {"brick.png": (0.62, 0.36, 0.27), "grass.png": (0.33, 0.45, 0.17), "gravel.png": (0.55, 0.49, 0.42)}


def names() -> list[str]:
    """The photographs that there are."""
    folder = os.environ.get("INLAY_TEST_PICTURES")
    return [*COLOURED, *TEXTURES, *((*LARGE, *SMALL) if folder else ())]


@cache
def photograph(name: str) -> np.ndarray:
    """A whole photograph: (height, width, 3), float32, 0 to 1."""
    if name in LARGE or name in SMALL:
        path = Path(os.environ["INLAY_TEST_PICTURES"]) / name
    else:
        import skimage

        path = Path(skimage.__file__).parent / "data" / name
    with Image.open(path) as picture:
        picture.draft("RGB", (LARGEST, LARGEST))
        colours = picture.convert("RGB")
    colours.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    values = np.asarray(colours, np.float32) / 255
    if name in TEXTURES:
        gray = values / values.mean()
        values = np.clip(gray * np.array(TINTS[name], np.float32), 0, 1)
    return values


def piece(random: np.random.Generator, name: str, shape: tuple[int, int], least: float = 0.55) -> np.ndarray:
    """A part of a photograph, mirrored or not, resized to `shape`.

    Parameters
    ----------
    random : numpy.random.Generator
    name : str
    shape : tuple of int
        Height and width.
    least : float
        Side of the smallest part, as a fraction of the largest part that has this shape.

    Returns
    -------
    ndarray, (height, width, 3), float32
        0 to 1.
    """
    whole = photograph(name)
    height, width = whole.shape[:2]
    scale = min(height / shape[0], width / shape[1]) * random.uniform(least, 1)
    rows, columns = (max(8, int(side * scale)) for side in shape)
    top, left = random.integers(0, height - rows + 1), random.integers(0, width - columns + 1)
    part = whole[top : top + rows, left : left + columns]
    if random.random() < 0.5:
        part = part[:, ::-1]
    image = Image.fromarray(np.rint(part * 255).astype(np.uint8))
    return np.asarray(image.resize((shape[1], shape[0]), Image.Resampling.BICUBIC), np.float32) / 255


def developed(random: np.random.Generator, colours: np.ndarray, amount: float = 1.0) -> np.ndarray:
    """The same in another light: another exposure, contrast and white balance."""
    gain = np.exp(random.normal(0, 0.12 * amount, 3) + random.normal(0, 0.2 * amount))
    return np.clip(colours ** np.exp(random.normal(0, 0.2 * amount)) * gain, 0, 1).astype(np.float32)


def defocused(colours: np.ndarray, radius: float) -> np.ndarray:
    """Seen through a lens that makes discs of `radius` pixels of points."""
    if radius < 0.5:
        return colours
    kernel = disc(radius)
    return np.stack([ndimage.convolve(colours[..., c], kernel, mode="nearest") for c in range(3)], -1)


def disc(radius: float) -> np.ndarray:
    """A disc whose edge is antialiased, with a sum of 1."""
    reach = int(np.ceil(radius))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    kernel = np.clip(radius + 0.5 - np.hypot(y, x), 0, 1)
    return (kernel / kernel.sum()).astype(np.float32)
