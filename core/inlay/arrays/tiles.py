"""Tiles of 16 x 16 points, into which planes are cut that are alike nearly everywhere, and masks of whole tiles."""

from __future__ import annotations

import numpy as np

#: Points along a tile, along a tile with a halo of one point, and along what a coarse tile has of a fine one.
SIZE, FRAME, HALF = 16, 18, 8
#: How much of a tile a region has.
EMPTY, MIXED, FULL = 0, 1, 2


def grown(mask: np.ndarray, ring: int = 1) -> np.ndarray:
    """A mask with all that lies within so many rows and columns of it."""
    for axis in (0, 1):
        wide = mask.copy()
        for step in range(1, ring + 1):
            near, far = [slice(None)] * 2, [slice(None)] * 2
            near[axis], far[axis] = slice(step, None), slice(None, -step)
            wide[tuple(near)] |= mask[tuple(far)]
            wide[tuple(far)] |= mask[tuple(near)]
        mask = wide
    return mask


def beside(mask: np.ndarray) -> np.ndarray:
    """What has a neighbour in a mask, above, below, left or right."""
    found = np.zeros_like(mask)
    found[1:] |= mask[:-1]
    found[:-1] |= mask[1:]
    found[:, 1:] |= mask[:, :-1]
    found[:, :-1] |= mask[:, 1:]
    return found


def quarters(tiles: np.ndarray, beyond: int | bool) -> np.ndarray:
    """The four tiles under each of the next coarser level, (4, rows, columns); `beyond` where there is none."""
    height, width = tiles.shape
    even = np.pad(tiles, ((0, height % 2), (0, width % 2)), constant_values=beyond)
    return np.stack([even[::2, ::2], even[::2, 1::2], even[1::2, ::2], even[1::2, 1::2]])


def halved(mask: np.ndarray) -> np.ndarray:
    """Which tiles of the next coarser level lie over any of a mask."""
    return np.asarray(quarters(mask, False).any(axis=0))
