"""Colours that known background does not have: a table over all colours of how far they are from it."""

from __future__ import annotations

import numpy as np

from inlay.arrays.pool import POLL, Pool
from inlay.arrays.rows import strips
from inlay.matting.scene import BACKGROUND, Scene

#: Steps of the table in each channel.
STEPS = 32
#: Background pixels that make a colour one of the background's: fewer are noise, or slips of the brush.
FEWEST = 3
#: Of more pixels than this, only every second or third row and column is looked at.
MOST = 1 << 18
#: Distance of colours, of the range, at which one is new.
NEW = 0.06


def newness(scene: Scene, labels: np.ndarray, pool: Pool) -> np.ndarray:
    """How new each colour is to the known background: ``1 - exp(-(distance / NEW)^2)``.

    Parameters
    ----------
    scene : Scene
    labels : ndarray of uint8, (height, width)
        The trimap, with `rays.ABSENT` where there is no colour.
    pool : Pool
        Is advanced by the picture's pixels.

    Returns
    -------
    ndarray, (STEPS ** 3,), float32
        From 0 for a colour of the background to 1; 1 everywhere if no background is known. `places` says where a colour
        is in it.
    """
    stride = max(1, int(np.ceil(np.sqrt(labels.size / MOST))))
    counts = np.zeros(STEPS**3, np.int64)
    for top, bottom in strips(scene.height, scene.width, POLL, fewest=stride):
        rows = slice(-(-top // stride) * stride, bottom, stride)
        image, known = scene.image[rows, ::stride], labels[rows, ::stride]
        colours = image[known == BACKGROUND] * np.float32(scene.scale)
        if colours.shape[-1] == 1:
            colours = np.repeat(colours, 3, axis=-1)
        counts += np.bincount(places(colours), minlength=counts.size)
        pool.advance((bottom - top) * scene.width)
    absent = (counts < FEWEST).reshape(STEPS, STEPS, STEPS)
    if absent.all():
        return np.ones(absent.size, np.float32)
    distance = np.sqrt(_squared_distances(absent)) / STEPS
    return (1 - np.exp(-((distance / NEW) ** 2))).astype(np.float32).ravel()


def _squared_distances(absent: np.ndarray) -> np.ndarray:
    """From each place of the table to the nearest that is not absent, in squared steps, one axis after the other.

    Scipy's distance transform takes longer to import than a table of this size takes.
    """
    steps = np.arange(STEPS, dtype=np.int32)
    along = (steps[:, np.newaxis] - steps) ** 2
    nearest = np.where(absent, 3 * STEPS**2, 0).astype(np.int32)
    for _ in range(nearest.ndim):
        nearest = np.moveaxis((nearest[..., np.newaxis, :] + along).min(axis=-1), -1, 0)
    return nearest


def places(colours: np.ndarray) -> np.ndarray:
    """Where in the table colours (..., 3), 1 for white, are."""
    red, green, blue = np.moveaxis(np.clip(colours * STEPS, 0, STEPS - 1).astype(np.int32), -1, 0)
    return (red * STEPS + green) * STEPS + blue
