"""Holes for a picture: round and ragged ones of a given size, at places that are the same in every run."""

from __future__ import annotations

import zlib
from typing import NamedTuple

import numpy as np

#: What part of a picture the holes take.
SHARES = 0.01, 0.03, 0.10
SHAPES = "round", "ragged"
#: Pixels between a hole's middle and the border of the picture, as a part of the hole's radius.
CLEARANCE = 1.5
#: How much and over what part of a radius a ragged outline swings.
SWING, WAVE = 0.9, 0.25


class Hole(NamedTuple):
    """What is cut out of a picture."""

    shape: str
    mask: np.ndarray


def holes(name: str, size: tuple[int, int], share: float) -> list[Hole]:
    """The holes of a picture that take such a share, each at a place of its own that the picture's name determines."""
    found = []
    for shape in SHAPES:
        rng = np.random.default_rng(zlib.crc32(f"{name} {shape} {share:.3f}".encode()))
        place, noise = rng.random(2), rng.standard_normal(size)
        found.append(Hole(shape, _mask(size, share, place, noise if shape == "ragged" else None)))
    return found


def _mask(size: tuple[int, int], share: float, place: np.ndarray, noise: np.ndarray | None) -> np.ndarray:
    """The pixels nearest to a middle, by a distance that noise may bend."""
    from scipy import ndimage

    pixels = round(share * size[0] * size[1])
    radius = np.sqrt(pixels / np.pi)
    margin = [min(CLEARANCE * radius, each / 2) for each in size]
    y, x = (edge + part * (each - 2 * edge) for edge, part, each in zip(margin, place, size, strict=True))
    rows, columns = np.ogrid[: size[0], : size[1]]
    distance = np.hypot(rows - y, columns - x)
    if noise is not None:
        smooth = ndimage.gaussian_filter(noise, WAVE * radius)
        distance = distance + SWING * radius * smooth / (2 * smooth.std())
    mask = np.zeros(size, bool)
    mask.ravel()[np.argsort(distance, axis=None, kind="stable")[:pixels]] = True
    mask[[0, -1]] = mask[:, [0, -1]] = False
    return mask
