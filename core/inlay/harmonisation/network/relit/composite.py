"""A piece of a photograph, a part of which is in another light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from inlay.harmonisation.network.relit.lights import LIGHTS
from inlay.harmonisation.network.relit.parts import blob, softened, thing


@dataclass(frozen=True, eq=False)
class Composite:
    """A scene with a piece in it whose true colours are known.

    Attributes
    ----------
    truth : ndarray of float32, (height, width, 3)
        The scene as it was, perceptually encoded sRGB from 0 to 1.
    source : ndarray of float32, (height, width, 3)
        All of it in the other light.
    coverage : ndarray of float32, (height, width)
        How much of each pixel is the piece, 0 to 1, its edges soft by a pixel.
    light, part : str
        What was changed, a key of `LIGHTS`; ``blob`` or ``thing``.
    """

    truth: np.ndarray
    source: np.ndarray
    coverage: np.ndarray
    light: str
    part: str

    @property
    def pasted(self) -> np.ndarray:
        """The scene with the piece in the other light: copy and paste."""
        return self.truth + self.coverage[..., None] * (self.source - self.truth)


def composite(
    picture: np.ndarray,
    random: np.random.Generator,
    shape: tuple[int, int] = (512, 512),
    *,
    other: np.ndarray | None = None,
    light: str | None = None,
    part: str | None = None,
) -> Composite:
    """Take a piece of a photograph and put a part of it in another light.

    Parameters
    ----------
    picture : ndarray of uint8, (height, width, 3)
        A photograph in sRGB.
    random : numpy.random.Generator
    shape : tuple of int
        Height and width of the composite: a random crop, mirrored or not, is brought to this size.
    other : ndarray of uint8, (m, n, 3), optional
        The photograph whose colours are borrowed; without it the picture itself, all of it.
    light : str, optional
        A key of `LIGHTS`, else a random one.
    part : {"blob", "thing"}, optional
        What is put in another light, else a random one; where no thing is found it is a blob.

    Returns
    -------
    Composite
    """
    truth = _crop(picture, random, shape)
    name = light or str(random.choice(list(LIGHTS)))
    kind = part or str(random.choice(("blob", "thing")))
    found = thing(random, truth) if kind == "thing" else None
    inside, kind = (blob(random, shape), "blob") if found is None else (found, kind)
    theirs = (picture if other is None else other).astype(np.float32) / 255
    source = LIGHTS[name](random, truth, inside, theirs)
    return Composite(truth, source, softened(inside, 0.8), name, kind)


def _crop(picture: np.ndarray, random: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """A part between half and all of the largest that has this shape."""
    height, width = picture.shape[:2]
    scale = min(height / shape[0], width / shape[1]) * random.uniform(0.5, 1)
    rows, columns = (max(8, int(side * scale)) for side in shape)
    top, left = random.integers(0, height - rows + 1), random.integers(0, width - columns + 1)
    part = picture[top : top + rows, left : left + columns]
    if random.random() < 0.5:
        part = part[:, ::-1]
    image = Image.fromarray(np.ascontiguousarray(part)).resize((shape[1], shape[0]), Image.Resampling.LANCZOS)
    return np.asarray(image, np.float32) / 255
