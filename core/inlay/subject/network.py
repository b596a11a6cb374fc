"""A network that finds the subject: the picture as it wants it, and a mask from what it answers."""

from __future__ import annotations

import numpy as np
from PIL import Image

from inlay.arrays.progress import Progress, part, silent
from inlay.networks import answer, session
from inlay.networks.model import Model

_SHARE_OF_THE_NETWORK = 0.9


def find(
    model: Model, image: np.ndarray, *, threads: int | None = None, progress: Progress | None = None
) -> np.ndarray:
    """The mask (height, width), float32 from 0 to 1, of a picture (height, width, 3), float32 from 0 to 1."""
    progress = progress or silent
    progress(0.0)
    inputs = {model.inputs[0].name: prepared(model, image)}
    found = session.run(model, inputs, threads=threads, progress=part(progress, 0.0, _SHARE_OF_THE_NETWORK))
    mask = resized(answer.normalised(answer.plane(model.name, found[0]), model.output), image.shape[:2])
    progress(1.0)
    return np.clip(mask, 0, 1)


def prepared(model: Model, image: np.ndarray) -> np.ndarray:
    """The picture at the network's size, scaled and centred: (1, 3, height, width)."""
    assert model.width is not None and model.height is not None
    small = np.stack([resized(image[..., channel], (model.height, model.width)) for channel in range(3)])
    np.clip(small, 0, 1, out=small)
    if model.scale == "maximum":
        small /= max(float(small.max()), 1e-6)
    mean, deviation = (np.array(values, np.float32)[:, None, None] for values in (model.mean, model.deviation))
    return ((small - mean) / deviation)[None]


def resized(values: np.ndarray, size: tuple[int, ...]) -> np.ndarray:
    """A plane at another height and width, by Lanczos with antialiasing, as the networks were trained."""
    if values.shape == tuple(size[:2]):
        return np.array(values, np.float32)
    height, width = size[:2]
    picture = Image.fromarray(np.ascontiguousarray(values, np.float32))
    return np.array(picture.resize((width, height), Image.Resampling.LANCZOS))
