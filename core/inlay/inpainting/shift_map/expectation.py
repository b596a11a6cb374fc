"""What is expected in a hole from what is around it: about those colours, and as rough, or as blurred."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inlay.inpainting.continuation import continued
from inlay.inpainting.shift_map import energy
from inlay.inpainting.shift_map.levels import Level

#: Side of the windows over which colours and gradients are averaged, in sides of the hole and at least in pixels.
WINDOW, LEAST_WINDOW = 0.5, 7
#: How far around the hole they count, in pixels, and how many standard deviations there cost nothing.
RING, FREE = 12, 2.0
#: Gradients that count as none, as a part of the mean.
FLAT = 0.2
#: What it costs if the whole hole is e times as rough as what is around, or as unlike as random places are, in seams
#: from side to side.
WEIGHT = 1.0


class Expectation(NamedTuple):
    """Mean colours and the logarithm of mean gradients.

    Attributes
    ----------
    found : ndarray of float32, (views, height, width, channels + 1)
        Around each pixel of a level's views.
    expected : ndarray of float32, (height, width, channels + 1)
        In the hole, from what is around it.
    free : ndarray of float, (2,)
        Differences of colour and of roughness that cost nothing, since they are usual around the hole.
    weight : float
        What a difference of 1 beyond costs a pixel.
    """

    found: np.ndarray
    expected: np.ndarray
    free: np.ndarray
    weight: float

    @classmethod
    def none(cls) -> Expectation:
        return cls(np.zeros((1, 1, 1, 1), np.float32), np.zeros((1, 1, 1), np.float32), np.zeros(2), 0.0)

    @classmethod
    def of(cls, level: Level, contrast: float) -> Expectation:
        """What is expected on a level whose colours lie so far from each other at random places."""
        from scipy import ndimage

        side = np.sqrt(np.count_nonzero(level.hole))
        window = max(LEAST_WINDOW, int(WINDOW * side))
        around = ndimage.distance_transform_edt(~level.hole) <= RING
        lengths, edges = _gradients(level.pictures[0], level.known)
        flat = FLAT * float(lengths.sum() / max(1.0, edges.sum())) + 1e-30
        known, counted = _appearance(level.pictures[0], level.known, contrast, flat, window)
        ring = counted & around & level.known
        if not ring.any():
            return cls.none()
        found = [
            _appearance(picture, usable, contrast, flat, window)[0]
            for picture, usable in zip(level.pictures, level.usable[1:], strict=True)
        ]
        weight = WEIGHT * energy.TYPICAL / side
        deviations = known[ring] - known[ring].mean(axis=0)
        free = np.sqrt([np.square(deviations[:, :-1]).sum(axis=1).mean(), np.square(deviations[:, -1]).mean()]) * FREE
        return cls(np.stack(found), continued(known, ring).astype(np.float32), free, float(weight))


def _appearance(
    picture: np.ndarray, usable: np.ndarray, contrast: float, flat: float, window: int
) -> tuple[np.ndarray, np.ndarray]:
    """Mean colours around each pixel and the logarithm of mean gradients, and where there are any."""
    lengths, edges = _gradients(picture, usable)
    rough, counted = _mean(lengths, edges, window)
    there = usable.astype(np.float32)
    planes = [
        _mean(np.where(usable, plane, 0), there, window)[0] / (contrast or 1.0) for plane in np.moveaxis(picture, 2, 0)
    ]
    return np.stack([*planes, np.log(rough + flat)], axis=2).astype(np.float32), counted


def _gradients(picture: np.ndarray, usable: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The lengths of the differences that begin at each pixel, and how many they are."""
    picture = np.where(usable[..., None], picture, 0)
    total, count = np.zeros(usable.shape, np.float32), np.zeros(usable.shape, np.float32)
    for axis, (here, there) in enumerate(((np.s_[:-1, :], np.s_[1:, :]), (np.s_[:, :-1], np.s_[:, 1:]))):
        both = usable[here] & usable[there]
        length = np.sqrt((np.diff(picture, axis=axis) ** 2).sum(axis=2))
        total[here] += np.where(both, length, 0)
        count[here] += both
    return total, count


def _mean(total: np.ndarray, count: np.ndarray, window: int) -> tuple[np.ndarray, np.ndarray]:
    """Means over windows, and where anything counts in them."""
    from scipy import ndimage

    total, count = (ndimage.uniform_filter(each, window, mode="constant") for each in (total, count))
    # What was added and taken away again leaves traces.
    counted = count > 1e-3
    return np.divide(total, count, out=np.zeros_like(total), where=counted), counted
