"""Alpha that is estimated anew in a part of a picture, and held as it is around that."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from inlay.contract.boxes import Box
from inlay.matting.scene import BACKGROUND, FOREGROUND, UNKNOWN, Prior, Scene

#: Nearer than this to 0 and 1, alpha around the part counts as known.
SURE = 0.01
#: How strongly other alpha is held: far above what the picture says.
WEIGHT = 100.0
#: Over so many pixels along its border the part goes over into what is around it.
MARGIN = 16


@dataclass(frozen=True, eq=False)
class Held:
    """An alpha that is there, and where it is to be found anew.

    Attributes
    ----------
    alpha : ndarray of float32, (height, width)
    inside : Box
        The part, in the array.
    """

    alpha: np.ndarray
    inside: Box

    def within(self, box: Box) -> Held:
        """The same in a part of the array."""
        return Held(self.alpha[box.slices], self.inside.intersect(box).shift(-box.x, -box.y))

    def constrain(self, scene: Scene) -> Scene:
        """A scene in which all around the part is known, or believed beyond doubt."""
        around = np.ones(scene.trimap.shape, bool)
        around[self.inside.slices] = False
        alpha = np.where(around, self.alpha, np.float32(0))
        trimap = np.where(around, _known(self.alpha), scene.trimap)
        value, weight = np.zeros_like(alpha), np.zeros_like(alpha)
        if scene.prior is not None:
            value, weight = np.array(scene.prior.value), np.array(scene.prior.weight)
        np.copyto(value, alpha, where=around)
        np.copyto(weight, np.float32(WEIGHT), where=around)
        return replace(scene, trimap=trimap, prior=Prior(value, weight))

    def merged(self, found: np.ndarray) -> np.ndarray:
        """The alpha that was found, going over into the one that is held towards the border of the part."""
        merged = np.array(self.alpha)
        rows, columns = (
            _share(first, stop, size)
            for first, stop, size in zip(
                (self.inside.y, self.inside.x), (self.inside.bottom, self.inside.right), found.shape, strict=True
            )
        )
        part = self.inside.slices
        merged[part] += np.outer(rows, columns) * (found[part] - merged[part])
        return merged


def _known(alpha: np.ndarray) -> np.ndarray:
    """The trimap of an alpha."""
    return np.select(
        [alpha <= SURE, alpha >= 1 - SURE], [np.uint8(BACKGROUND), np.uint8(FOREGROUND)], np.uint8(UNKNOWN)
    )


def _share(first: int, stop: int, size: int) -> np.ndarray:
    """How much of what was found counts, by place from `first` to before `stop`: all of it at the picture's border."""
    places = np.arange(stop - first)
    share = np.ones(stop - first)
    if first > 0:
        share = np.minimum(share, (places + 0.5) / MARGIN)
    if stop < size:
        share = np.minimum(share, (places[::-1] + 0.5) / MARGIN)
    return share.astype(np.float32)
