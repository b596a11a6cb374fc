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
STRENGTH = 1e-2
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
    sums, totals = np.zeros((2, 2, layout.height, layout.width), np.float32)
    for number, tile in enumerate(layout.tiles):
        shown = colours[tile.slices], trimap[tile.slices]
        weight = weights(tile, (layout.height, layout.width))
        for side, mirror in enumerate((slice(None), slice(None, None, -1))):
            share = (2 * number + side) / (2 * len(layout.tiles))
            turn = effort.part(share, share + 0.5 / len(layout.tiles))
            alpha = showing.ask(model, shown[0][:, mirror], shown[1][:, mirror], turn)[:, mirror]
            sums[side][tile.slices] += weight * alpha
            totals[side][tile.slices] += weight
    plain, mirrored = sums / np.maximum(totals, np.float32(1e-6))
    sureness = np.exp(-(((plain - mirrored) / np.float32(DISAGREEMENT)) ** 2)) * (totals[0] > 0)
    return _placed(scene, layout, (plain + mirrored) / 2, strength * layout.scale**2 * sureness)


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
