"""A network that finds the subject: the picture as it wants it, and a mask from what it answers."""

from __future__ import annotations

import numpy as np
from PIL import Image

from inlay.arrays.progress import Progress, part, silent
from inlay.networks import answer, session
from inlay.networks.model import Model
from inlay.networks.resizing import resized

_SHARE_OF_THE_NETWORK = 0.9


def find(
    model: Model, image: np.ndarray, *, threads: int | None = None, progress: Progress | None = None
) -> np.ndarray:
    """The mask (height, width), float32 from 0 to 1, of a picture (height, width, 3), uint8."""
    progress = progress or silent
    progress(0.0)
    inputs = {model.inputs[0].name: prepared(model, image)}
    found = session.run(model, inputs, threads=threads, progress=part(progress, 0.0, _SHARE_OF_THE_NETWORK))
    mask = answer.normalised(answer.plane(model.name, found[0]), model.output)
    mask = resized(mask, image.shape[:2])
    progress(1.0)
    return np.clip(mask, 0, 1)


def prepared(model: Model, image: np.ndarray) -> np.ndarray:
    """The picture at the network's size, scaled and centred: (1, 3, height, width)."""
    assert model.width is not None and model.height is not None
    # In bytes, rounded as when the networks were trained: some answer a rounding with twenty levels.
    small = Image.fromarray(image).resize((model.width, model.height), Image.Resampling.LANCZOS)
    samples = np.asarray(small, np.float32)
    samples /= max(1.0, float(samples.max())) if model.scale == "maximum" else 255
    return ((samples - np.array(model.mean)) / np.array(model.deviation)).transpose(2, 0, 1)[None]
