"""The border of a region: how far every pixel near it is from the other side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import NamedTuple

import numpy as np

#: Sides of the squares that are worked on at a time, in pixels.
_SMALLEST, _LARGEST = 256, 512


class Tile(NamedTuple):
    """A square that comes within some distance of the border.

    Attributes
    ----------
    slices : tuple of slice
        Its rows and columns in the region.
    inside : ndarray of bool, (h, w)
        The region in it.
    distance : ndarray, (h, w), float32
        From a pixel's centre to that of the nearest pixel on the other side, 1 or more. Exact as far as was asked
        for; beyond, it is no less than that.
    nearest : ndarray of int, (2, h, w)
        Row and column, in the region, of that nearest pixel.
    """

    slices: tuple[slice, slice]
    inside: np.ndarray
    distance: np.ndarray
    nearest: np.ndarray


def tiles(region: np.ndarray, radius: float, progress: Callable[[float], None] | None = None) -> Iterator[Tile]:
    """Walk along the border of a region.

    Time and memory follow the length of the border: squares further from it than `radius` are not visited.

    Parameters
    ----------
    region : ndarray of bool, (height, width)
        What lies beyond the image belongs to neither side.
    radius : float
        Distance in pixels up to which pixels are looked at.
    progress : callable, optional
        Is given the fraction done; may raise to stop.
    """
    height, width = region.shape
    halo = int(radius) + 1
    side = min(max(2 * halo, _SMALLEST), _LARGEST)
    corners = list(product(range(0, height, side), range(0, width, side)))
    for done, (top, left) in enumerate(corners):
        if progress is not None:
            progress(done / len(corners))
        rows = slice(top, min(top + side, height))
        columns = slice(left, min(left + side, width))
        window = slice(max(0, top - halo), rows.stop + halo), slice(max(0, left - halo), columns.stop + halo)
        part = region[window]
        if part.any() and not part.all():
            yield _tile(part, (window[0].start, window[1].start), (rows, columns))


def _tile(part: np.ndarray, corner: tuple[int, int], slices: tuple[slice, slice]) -> Tile:
    from scipy.ndimage import distance_transform_edt

    own = tuple(slice(each.start - start, each.stop - start) for each, start in zip(slices, corner, strict=True))
    inside = part[own]
    nearest = np.empty((2, *inside.shape), np.int32)
    for of, mask in ((inside, part), (~inside, ~part)):
        if of.any():
            indices = distance_transform_edt(mask, return_distances=False, return_indices=True)
            nearest[:, of] = indices[(slice(None), *own)][:, of]
    squared = np.zeros(inside.shape, np.float32)
    for axis, each in enumerate(own):
        positions = np.arange(each.start, each.stop, dtype=np.int32)
        offset = nearest[axis] - (positions[:, None] if axis == 0 else positions)
        squared += (offset * offset).astype(np.float32)
        nearest[axis] += corner[axis]
    return Tile(slices, inside, np.sqrt(squared, out=squared), nearest)


def nearest_true(mask: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Find the true pixel that is nearest to each of some pixels.

    Parameters
    ----------
    mask, wanted : ndarray of bool, (height, width)
        `mask` is true somewhere.

    Returns
    -------
    rows, columns : ndarray of int, (n,)
        Of the true pixels, in the order of ``np.nonzero(wanted)``.
    """
    from scipy.ndimage import distance_transform_edt

    rows, columns = np.nonzero(wanted)
    if not rows.size:
        return rows, columns
    margin = 8
    while True:
        # What lies around the box may be nearer than what lies in it: the margin has to exceed every distance.
        box = (
            slice(max(0, rows.min() - margin), rows.max() + margin + 1),
            slice(max(0, columns.min() - margin), columns.max() + margin + 1),
        )
        part = mask[box]
        if part.any():
            indices = distance_transform_edt(~part, return_distances=False, return_indices=True)
            y, x = (each[rows - box[0].start, columns - box[1].start] for each in indices)
            y, x = y + box[0].start, x + box[1].start
            if part.size == mask.size or np.hypot(y - rows, x - columns).max() <= margin:
                return y, x
        margin *= 4
