"""How rough a picture is from place to place: a hole is filled with what is as rough, or as blurred, as its border."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inlay.inpainting.continuation import continued
from inlay.inpainting.shift_map import energy
from inlay.inpainting.shift_map.levels import Level

#: Side of the windows over which gradients are averaged, and how far around the hole they count, in pixels.
WINDOW, RING = 7, 12
#: Gradients that count as none, as a part of the mean.
FLAT = 0.1
#: What it costs if the whole hole is e times as rough as what is around, in seams from side to side.
WEIGHT = 2.0


class Roughness(NamedTuple):
    """The logarithm of mean gradients.

    Attributes
    ----------
    found : ndarray of float32, (views, height, width)
        Around each pixel of a level's views.
    expected : ndarray of float32, (height, width)
        In the hole, from what is around it.
    weight : float
        What it costs a pixel to be e times as rough.
    """

    found: np.ndarray
    expected: np.ndarray
    weight: float

    @classmethod
    def none(cls, level: Level) -> Roughness:
        return cls(np.zeros((1, 1, 1), np.float32), np.zeros((1, 1), np.float32), 0.0)

    @classmethod
    def of(cls, level: Level) -> Roughness:
        from scipy import ndimage

        around = ndimage.distance_transform_edt(~level.hole) <= RING
        known, counted = _means(level.pictures[0], level.known)
        flat = FLAT * float(known[counted].mean() if counted.any() else 0) + 1e-30
        ring = counted & around & level.known
        if not ring.any():
            return cls.none(level)
        found = [np.log(_means(*view)[0] + flat) for view in zip(level.pictures, level.usable[1:], strict=True)]
        expected = continued(np.log(known + flat)[..., None], ring)[..., 0]
        weight = WEIGHT * energy.TYPICAL / np.sqrt(np.count_nonzero(level.hole))
        return cls(np.stack(found), expected.astype(np.float32), float(weight))


def _means(picture: np.ndarray, usable: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean lengths of the gradients around each pixel, and where there are any."""
    from scipy import ndimage

    total, count = np.zeros(usable.shape, np.float32), np.zeros(usable.shape, np.float32)
    for axis, (here, there) in enumerate(((np.s_[:-1], np.s_[1:]), (np.s_[:, :-1], np.s_[:, 1:]))):
        both = usable[here] & usable[there]
        length = np.sqrt((np.diff(picture, axis=axis) ** 2).sum(axis=2))
        total[here] += np.where(both, length, 0)
        count[here] += both
    total, count = (ndimage.uniform_filter(each, WINDOW, mode="constant") for each in (total, count))
    # What was added and taken away again leaves traces.
    counted = count > 1e-3
    return np.divide(np.maximum(total, 0), count, out=np.zeros_like(total), where=counted), counted
