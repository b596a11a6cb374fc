"""Local harmonising: each part of a piece takes on the colours of what lies near it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from inlay.arrays.bounding_box import bounding_box
from inlay.harmonisation.paste import ColourModel, Paste

#: The most places along each side of a piece whose surroundings are looked at.
_MOST = 5


def predicted(model: ColourModel, paste: Paste, reach: float) -> np.ndarray:
    """The colours that a model wants where what is near counts more than what is far.

    At places of a grid over the piece the model looks at the scene with weights that fall with the distance to that
    place, as a normal distribution; its answers are blended by their distance.

    Parameters
    ----------
    model : ColourModel
    paste : Paste
        Whose reference is the destination.
    reach : float
        Standard deviation in pixels of the paste.

    Returns
    -------
    ndarray of float32, (rows, columns, channels)
    """
    places, step = _places(paste.coverage > 0, reach)
    apart = np.stack([_squares(paste.coverage.shape, place) for place in places])
    shares = np.exp((apart.min(axis=0) - apart) / (2 * max(reach, step / 2) ** 2))
    shares /= shares.sum(axis=0)
    found = np.zeros(paste.destination.shape)
    for distances, share in zip(apart, shares, strict=True):
        # Measured from the nearest pixel that counts, since all may be far.
        farther = np.maximum(distances - distances[paste.weight > 0].min(), 0)
        near = paste.weight * np.exp(-farther / (2 * reach**2)).astype(np.float32)
        found += share[..., None] * model.predict(replace(paste, weight=near))
    return found.astype(np.float32)


def _places(inside: np.ndarray, reach: float) -> tuple[list[tuple[float, float]], float]:
    """Rows and columns, about a reach apart, and how far apart they are at most."""
    box = bounding_box(inside)
    counts = [int(np.clip(np.ceil(side / reach), 1, _MOST)) for side in (box.height, box.width)]
    steps = box.height / counts[0], box.width / counts[1]
    rows = [box.y + (k + 0.5) * steps[0] - 0.5 for k in range(counts[0])]
    columns = [box.x + (k + 0.5) * steps[1] - 0.5 for k in range(counts[1])]
    return [(row, column) for row in rows for column in columns], max(steps)


def _squares(shape: tuple[int, ...], place: tuple[float, float]) -> np.ndarray:
    """Squares of the distances of all pixels to a place."""
    rows, columns = (np.arange(side) - at for side, at in zip(shape, place, strict=True))
    found: np.ndarray = rows[:, None] ** 2 + columns**2
    return found
