"""What a network answers about alpha, and how far it is believed."""

from __future__ import annotations

import numpy as np

from inlay.arrays.effort import Effort
from inlay.matting.network import showing
from inlay.matting.network.layout import Layout, lay_out, weights
from inlay.matting.scene import BACKGROUND, FOREGROUND, UNKNOWN, Prior, Scene
from inlay.networks.model import Model
from inlay.networks.resizing import resized

#: Weight of an answer that is fully believed, beside a Laplacian scaled as that of Levin et al. 2008, eq. 12.
STRENGTH = 3e-2
#: Difference between the answers to a picture and to its mirror image at which they are believed a third.
DISAGREEMENT = 0.1
#: What stands for transparent pixels, which have no colour.
_NEUTRAL = np.float32(0.5)
#: By how much resizing may leave a range.
_ROUNDING = 1e-3


def belief(model: Model, scene: Scene, effort: Effort, strength: float = STRENGTH) -> Prior:
    """What a network answers at the unknown pixels, of which there must be some.

    Parameters
    ----------
    strength : float
        The weight where the answers to the picture and to its mirror image are the same, and the picture is shown in
        its own size; where it is shown smaller the weight falls with its area.

    Raises
    ------
    ModelError
        If the network cannot be run.
    ResourceError
        If there is too little memory.
    """
    layout = lay_out(scene.trimap == UNKNOWN, model)
    colours, trimap = _shown(scene, layout)
    answers, seen = _answers(model, colours, trimap, layout, effort)
    sureness = np.exp(-(((answers[0] - answers[1]) / np.float32(DISAGREEMENT)) ** 2)) * seen
    return _placed(scene, layout, answers.mean(axis=0), strength * layout.scale**2 * sureness)


def _answers(
    model: Model, colours: np.ndarray, trimap: np.ndarray, layout: Layout, effort: Effort
) -> tuple[np.ndarray, np.ndarray]:
    """Alpha (2, height, width) by all tiles, without and with a mirror, and where there is one."""
    sums, totals = np.zeros((2, *trimap.shape), np.float32), np.zeros(trimap.shape, np.float32)
    turns = 2 * len(layout.tiles)
    for number, tile in enumerate(layout.tiles):
        weight = weights(tile, trimap.shape)
        totals[tile.slices] += weight
        for side, mirror in enumerate((slice(None), slice(None, None, -1))):
            turn = 2 * number + side
            shown = colours[tile.slices][:, mirror], trimap[tile.slices][:, mirror]
            alpha = showing.ask(model, *shown, effort.part(turn / turns, (turn + 1) / turns))
            sums[side][tile.slices] += weight * alpha[:, mirror]
    seen = totals > 0
    return sums / np.where(seen, totals, 1), seen


def _shown(scene: Scene, layout: Layout) -> tuple[np.ndarray, np.ndarray]:
    """Colours and trimap of the part that is looked at, in the size in which that is done, from 0 to 1."""
    place = layout.rows, layout.columns
    colours = np.clip(scene.image[place] * np.float32(scene.scale), 0, 1, dtype=np.float32)
    if scene.present is not None:
        colours[~scene.present[place]] = _NEUTRAL
    colours = np.broadcast_to(colours, (*colours.shape[:2], 3))
    known = scene.trimap[place]
    size = layout.height, layout.width
    foreground, background = (resized((known == side).astype(np.float32), size) for side in (FOREGROUND, BACKGROUND))
    # What has become smaller is known only where all of it is.
    certain = [side > 1 - _ROUNDING for side in (foreground, background)]
    trimap = np.select(certain, [np.float32(1), np.float32(0)], np.float32(0.5))
    return resized(colours, size).clip(0, 1), trimap


def _placed(scene: Scene, layout: Layout, value: np.ndarray, weight: np.ndarray) -> Prior:
    """Belief in the part that was looked at, in the picture's size, at unknown pixels."""
    place = layout.rows, layout.columns
    values, beliefs = np.zeros((2, *scene.trimap.shape), np.float32)
    size = values[place].shape
    values[place] = resized(value, size).clip(0, 1)
    beliefs[place] = resized(weight, size).clip(0) * (scene.trimap[place] == UNKNOWN)
    return Prior(values, beliefs)
