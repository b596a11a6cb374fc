"""What is shown to a network of matting, and what it answers."""

from __future__ import annotations

import numpy as np

from inlay.arrays.effort import Effort
from inlay.matting.network.layout import MULTIPLE
from inlay.networks import answer, session
from inlay.networks.model import Model

#: Channels of a picture with its trimap behind it.
_TOGETHER = 4


def ask(model: Model, colours: np.ndarray, trimap: np.ndarray, effort: Effort) -> np.ndarray:
    """Alpha of a tile by a network.

    Parameters
    ----------
    colours : ndarray, (height, width, 3), float32
        From 0 to 1 in sRGB; no larger than the network takes.
    trimap : ndarray, (height, width), float32
        0 for background, 1 for foreground, a half for unknown.

    Returns
    -------
    ndarray, (height, width), float32
        From 0 to 1.

    Raises
    ------
    ModelError
        If the network cannot be run, or answers anything but one plane of this size.
    ResourceError
        If there is too little memory.
    """
    height, width = trimap.shape
    size = model.height or _multiple(height), model.width or _multiple(width)
    edges = [(0, whole - length) for whole, length in zip(size, (height, width), strict=True)]
    mean, deviation = (np.array(values, np.float32) for values in (model.mean, model.deviation))
    picture = np.moveaxis(np.pad((colours - mean) / deviation, (*edges, (0, 0)), mode="edge"), 2, 0)
    known = np.pad(trimap, edges, mode="edge")[None]
    inputs = {port.name: _shown(port.shape[1], picture, known)[None] for port in model.inputs}
    found = session.run(model, inputs, threads=effort.threads, progress=effort.progress)[0]
    alpha = answer.normalised(answer.plane(model.name, found), model.output)
    return answer.of_size(model.name, alpha, size)[:height, :width]


def _multiple(length: int) -> int:
    return -(-length // MULTIPLE) * MULTIPLE


def _shown(channels: int | None, picture: np.ndarray, trimap: np.ndarray) -> np.ndarray:
    """What an input with so many channels takes."""
    if channels == _TOGETHER:
        return np.concatenate([picture, trimap])
    return trimap if channels == 1 else picture
