"""Trimaps as people paint them around a known alpha."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

#: Widths below are those of a picture with this many columns.
COLUMNS = 800


@dataclass(frozen=True)
class Brush:
    """How somebody paints.

    Attributes
    ----------
    near, far : float
        Pixels between what is soft and what is painted as known.
    gap : float
        Gaps of known background narrower than this are painted over.
    island : int
        Known areas of fewer pixels than this are painted over.
    """

    near: float
    far: float
    gap: float
    island: int


BRUSHES = {"narrow": Brush(4.5, 9, 3, 250), "wide": Brush(14, 27, 12, 2500)}


def painted(random: np.random.Generator, alpha: np.ndarray, brush: Brush, unknown: int = 128) -> np.ndarray:
    """A trimap: what is known has an alpha of 0 or 1.

    Parameters
    ----------
    random : numpy.random.Generator
    alpha : ndarray, (height, width)
        0 to 1; exactly 0 and 1 where nothing is mixed.
    brush : Brush
    unknown : int
        The gray of what is unknown: 128, or 102 as some write it.

    Returns
    -------
    ndarray, (height, width), uint8
        0, `unknown`, or 255.
    """
    scale = alpha.shape[1] / COLUMNS
    opaque = alpha >= 0.5
    soft = (alpha > 0) & (alpha < 1)
    soft |= opaque & ndimage.binary_dilation(~opaque)
    if not soft.any():
        return np.where(opaque, 255, 0).astype(np.uint8)
    distance = ndimage.distance_transform_edt(~soft)
    gap = brush.gap * scale
    closed = ndimage.distance_transform_edt(ndimage.distance_transform_edt(~soft) <= gap) > gap
    distance = np.minimum(distance, ndimage.distance_transform_edt(~closed))
    wobble = ndimage.gaussian_filter(random.normal(size=alpha.shape), 18 * scale)
    wobble = np.clip(0.5 + 0.25 * wobble / wobble.std(), 0, 1)
    around = distance <= scale * (brush.near + (brush.far - brush.near) * wobble)
    for known in (opaque & ~around, ~opaque & ~around):
        labels, count = ndimage.label(known)
        sizes = np.bincount(labels.ravel(), minlength=count + 1)
        small = sizes < brush.island * scale**2
        small[0] = False
        around |= small[labels]
    return np.where(around, unknown, np.where(opaque, 255, 0)).astype(np.uint8)
