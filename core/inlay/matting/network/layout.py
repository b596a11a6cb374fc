"""How large a picture is shown to a network, and in which tiles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy import ndimage

from inlay.arrays.bounding_box import bounding_box
from inlay.networks.model import Model

#: Height and width of a tile where a network takes any size: what such networks are trained on, in 2 GB.
SIDE = 768
#: A finer look is left to the refinement.
MOST_TILES = 12
#: Lengths that a network takes are multiples of this where it takes any: of what its layers halve five times.
MULTIPLE = 32
#: What of a tile's side is shared with the next one.
_OVERLAP = 0.25
#: How far around what is unknown is shown, as a part of a tile's side.
_AROUND = 0.1


@dataclass(frozen=True)
class Tile:
    """A part of the picture that is shown at once.

    Attributes
    ----------
    top, left, height, width : int
        In pixels of the picture as it is shown.
    """

    top: int
    left: int
    height: int
    width: int

    @property
    def slices(self) -> tuple[slice, slice]:
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)


@dataclass(frozen=True)
class Layout:
    """Where a network is to look.

    Attributes
    ----------
    rows, columns : slice
        Of the picture: what is unknown and a little around it.
    height, width : int
        The size at which that part is shown.
    tiles : tuple of Tile
        Of the part at this size. All that is unknown is in one of them.
    """

    rows: slice
    columns: slice
    height: int
    width: int
    tiles: tuple[Tile, ...]

    @property
    def scale(self) -> float:
        """How much smaller than the picture it is shown, at most 1."""
        return self.height / (self.rows.stop - self.rows.start)


def lay_out(unknown: np.ndarray, model: Model) -> Layout:
    """Find the size and the tiles for a picture.

    A tile must show what is known on both sides of an unknown part: where that is wide, and where there would be
    more than `MOST_TILES` tiles, the picture is shown smaller.

    Parameters
    ----------
    unknown : ndarray of bool, (height, width)
        With at least one pixel.
    """
    side = np.array([model.height or SIDE, model.width or SIDE])
    rows, columns = _box(unknown, _AROUND * side)
    part = unknown[rows, columns]
    scale = min(1.0, side.min() / (4 * _depth(part)))
    while True:
        height, width = (max(1, round(length * scale)) for length in part.shape)
        tiles = [
            tile
            for tile in _tiles((height, width), side)
            if part[tuple(_stretched(along, scale) for along in tile.slices)].any()
        ]
        if len(tiles) <= MOST_TILES:
            return Layout(rows, columns, height, width, tuple(tiles))
        scale *= 0.9 * math.sqrt(MOST_TILES / len(tiles)) if len(tiles) > 2 * MOST_TILES else 0.9


def weights(tile: Tile, size: tuple[int, int]) -> np.ndarray:
    """How much a tile counts at its pixels: less towards the sides at which another one takes over."""
    down, across = (
        _ramp(length, first > 0, first + length < whole)
        for first, length, whole in zip((tile.top, tile.left), (tile.height, tile.width), size, strict=True)
    )
    return down[:, None] * across


def _box(unknown: np.ndarray, around: np.ndarray) -> tuple[slice, slice]:
    """Rows and columns of what is unknown, and so many around it."""
    box, (height, width), (down, across) = bounding_box(unknown), unknown.shape, around
    rows = slice(max(0, int(box.y - down)), min(height, int(box.bottom + down)))
    return rows, slice(max(0, int(box.x - across)), min(width, int(box.right + across)))


def _depth(unknown: np.ndarray) -> float:
    """How far the unknown pixel that is the deepest in is from a known one, at least 1."""
    if unknown.all():
        return float(max(unknown.shape))
    return max(1.0, float(ndimage.distance_transform_cdt(unknown).max()))


def _tiles(size: tuple[int, int], side: np.ndarray) -> list[Tile]:
    down, across = (_places(length, int(longest)) for length, longest in zip(size, side, strict=True))
    return [Tile(top, left, height, width) for (top, height), (left, width) in product(down, across)]


def _places(length: int, side: int) -> list[tuple[int, int]]:
    """Starts and lengths of evenly spread stretches that share at least a quarter with the next."""
    if length <= side:
        return [(0, length)]
    count = math.ceil((length - side) / (side * (1 - _OVERLAP))) + 1
    return [(round(start), side) for start in np.linspace(0, length - side, count)]


def _stretched(along: slice, scale: float) -> slice:
    """The same stretch in the picture that was made smaller."""
    return slice(int(along.start / scale), math.ceil(along.stop / scale))


def _ramp(length: int, rises: bool, falls: bool) -> np.ndarray:
    ramp = np.ones(length, np.float32)
    shared = max(1, int(length * _OVERLAP))
    rise = (np.arange(shared, dtype=np.float32) + 1) / (shared + 1)
    if rises:
        ramp[:shared] *= rise
    if falls:
        ramp[-shared:] *= rise[::-1]
    return ramp
