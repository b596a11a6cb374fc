"""What the kinds draw with: chance, photographs as cloth, outlines, light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from tools.composites import layer, photographs
from tools.composites.layer import Layer

#: Colours of hair, fur and yarn.
HAIRS = {
    "black": (0.07, 0.06, 0.06),
    "brown": (0.25, 0.15, 0.09),
    "chestnut": (0.38, 0.20, 0.11),
    "red": (0.58, 0.27, 0.10),
    "blond": (0.76, 0.62, 0.38),
    "gray": (0.52, 0.51, 0.50),
    "white": (0.87, 0.85, 0.81),
    "pink": (0.85, 0.42, 0.55),
    "orange": (0.87, 0.45, 0.12),
}
SKINS = (0.86, 0.66, 0.54), (0.72, 0.50, 0.38), (0.45, 0.29, 0.21), (0.93, 0.78, 0.68)


@dataclass(frozen=True)
class Studio:
    """Where one foreground is drawn.

    Attributes
    ----------
    random : numpy.random.Generator
    shape : tuple of int
        Height and width of the picture.
    cloths : sequence of str
        The photographs that it may be made of; its background is none of them.
    dye : ndarray or None
        A colour that everything is near to, if there is one.
    """

    random: np.random.Generator
    shape: tuple[int, int]
    cloths: list[str]
    dye: np.ndarray | None = None

    @property
    def size(self) -> float:
        """The picture's shorter side in pixels."""
        return float(min(self.shape))

    def uniform(self, low: float, high: float) -> float:
        return float(self.random.uniform(low, high))

    def colour(self, *choices: tuple[float, ...]) -> np.ndarray:
        """One of the colours, not quite, or one near to the dye."""
        base = np.array(choices[self.random.integers(len(choices))], np.float32)
        if self.dye is not None:
            base = 0.2 * base + 0.8 * self.dye
        return np.clip(base * np.exp(self.random.normal(0, 0.08, 3)), 0.02, 0.97).astype(np.float32)

    def hair_colour(self) -> np.ndarray:
        return self.colour(*HAIRS.values())

    def cloth(self, contrast: float = 1.0, colour: np.ndarray | None = None, least: float = 0.35) -> np.ndarray:
        """A piece of a photograph, in a light of its own; around `colour` if one is given."""
        name = self.cloths[self.random.integers(len(self.cloths))]
        piece = photographs.piece(self.random, name, self.shape, least)
        piece = photographs.developed(self.random, piece)
        if colour is None and self.dye is not None:
            colour = self.dye
        if colour is not None:
            piece = colour + contrast * (piece - piece.mean((0, 1)))
        return np.clip(piece, 0.01, 0.99).astype(np.float32)

    def cloud(self, size: float) -> np.ndarray:
        """Smooth noise over the picture: mean 0, deviation 1."""
        steps = tuple(max(2, round(side / size) + 2) for side in self.shape)
        coarse = self.random.normal(0, 1, steps)
        fine = ndimage.zoom(coarse, [side / step for side, step in zip(self.shape, steps, strict=True)], order=3)
        return ((fine - fine.mean()) / fine.std()).astype(np.float32)

    def blob(self, centre: tuple[float, float], radii: tuple[float, float], rough: float = 0.1) -> np.ndarray:
        """The outline of a round thing: points (x, y). All lengths are fractions of the picture's height."""
        around = np.linspace(0, 2 * np.pi, 240, endpoint=False)
        radius = np.ones_like(around)
        for wave in range(2, 8):
            radius += rough * self.random.normal() / wave * np.sin(wave * around + self.uniform(0, 6.3))
        points = np.stack([radii[0] * radius * np.cos(around), radii[1] * radius * np.sin(around)], -1)
        return (np.asarray(centre) + points) * self.shape[0]

    def solid(self, outline: np.ndarray, colours: np.ndarray, depth: float = 0.35) -> Layer:
        """A round thing that light falls on from a side: darker, or with a rim of light, where it turns away."""
        alpha = layer.covered(self.shape, outline)
        inside = ndimage.distance_transform_edt(alpha > 0.5)
        reach = max(8.0, 0.5 * inside.max())
        height = np.sqrt(np.clip(1 - (1 - np.minimum(inside / reach, 1)) ** 2, 0, 1))
        slope = np.gradient(ndimage.gaussian_filter(height, 3) * reach)
        direction = self.uniform(0, 2 * np.pi)
        light = np.cos(direction) * slope[0] + np.sin(direction) * slope[1]
        shade = 1 + depth * (0.5 * np.tanh(light) - 0.6 * (1 - height))
        return layer.of(alpha, np.clip(colours * shade[..., None], 0, 1))

    def empty(self) -> Layer:
        return Layer(np.zeros((*self.shape, 3), np.float32), np.zeros(self.shape, np.float32))
