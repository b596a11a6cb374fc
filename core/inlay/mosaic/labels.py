"""Labels: from which source each pixel of a canvas comes, in memory that grows with the seams."""

from __future__ import annotations

import numpy as np

from inlay.arrays.tiles import SIZE
from inlay.contract.boxes import Box

#: No source; what stands for a tile of several.
NONE, SEVERAL = -1, -2


class Labels:
    """Numbers of sources, -1 for none: one for each tile of 16 x 16 pixels, or one for each of its pixels.

    Parameters
    ----------
    shape : tuple of int
        Height and width of the canvas.
    """

    def __init__(self, shape: tuple[int, int]) -> None:
        self.shape = shape
        rows, columns = (-(-size // SIZE) for size in shape)
        self._whole = np.full((rows, columns), NONE, np.int16)
        self._place = np.full((rows, columns), -1, np.int32)
        self._blocks = np.empty((0, SIZE, SIZE), np.int16)
        self._used = 0

    @property
    def covers(self) -> bool:
        """Whether every pixel has a source."""
        return not (self._whole == NONE).any() and not (self._blocks[: self._used] == NONE).any()

    def read(self, box: Box) -> np.ndarray:
        """The labels of a rectangle of the canvas, an array of its own."""
        tiles = _tiles(box)
        return np.ascontiguousarray(self._expanded(tiles)[_within(box, tiles)])

    def write(self, box: Box, labels: np.ndarray) -> None:
        """Change the labels of a rectangle of the canvas."""
        tiles = _tiles(box)
        band = tiles.slices
        pixels = self._expanded(tiles)
        pixels[_within(box, tiles)] = labels
        self._fill(pixels, tiles)
        blocks = pixels.reshape(tiles.height, SIZE, tiles.width, SIZE).swapaxes(1, 2)
        first = blocks[:, :, :1, :1]
        is_whole = (blocks == first).all(axis=(2, 3))
        self._whole[band] = np.where(is_whole, first[:, :, 0, 0], SEVERAL)
        place = self._place[band]
        fresh = ~is_whole & (place < 0)
        place[fresh] = self._room(int(fresh.sum()))
        self._blocks[place[~is_whole]] = blocks[~is_whole]

    def fill(self, box: Box, label: int) -> None:
        """Give a whole rectangle of the canvas one label."""
        self._whole[_inner(box, self.shape).slices] = label
        for rim in _rims(box, self.shape):
            self.write(rim, np.full(rim.shape, label, np.int16))

    def _expanded(self, tiles: Box) -> np.ndarray:
        whole, place = self._whole[tiles.slices], self._place[tiles.slices]
        pixels = np.repeat(np.repeat(whole, SIZE, axis=0), SIZE, axis=1)
        mixed = whole == SEVERAL
        blocks = pixels.reshape(tiles.height, SIZE, tiles.width, SIZE).swapaxes(1, 2)
        blocks[mixed] = self._blocks[place[mixed]]
        return pixels

    def _fill(self, pixels: np.ndarray, tiles: Box) -> None:
        """Beyond the canvas goes on what is at its end, so that tiles there are whole ones too."""
        height, width = self.shape[0] - tiles.y * SIZE, self.shape[1] - tiles.x * SIZE
        pixels[height:] = pixels[height - 1 : height]
        pixels[:, width:] = pixels[:, width - 1 : width]

    def _room(self, count: int) -> np.ndarray:
        """Places for further tiles of several sources."""
        needed = self._used + count
        if needed > len(self._blocks):
            grown = np.empty((max(needed, self._used * 3 // 2), SIZE, SIZE), np.int16)
            grown[: self._used] = self._blocks[: self._used]
            self._blocks = grown
        places = np.arange(self._used, needed)
        self._blocks[places] = NONE
        self._used = needed
        return places


def _tiles(box: Box) -> Box:
    """The tiles that a rectangle of pixels touches."""
    left, top = box.x // SIZE, box.y // SIZE
    return Box(left, top, -(-box.right // SIZE) - left, -(-box.bottom // SIZE) - top)


def _within(box: Box, tiles: Box) -> tuple[slice, slice]:
    return box.shift(-tiles.x * SIZE, -tiles.y * SIZE).slices


def _inner(box: Box, shape: tuple[int, int]) -> Box:
    """The tiles that lie in a rectangle as a whole, or end with the canvas in it."""
    left, top = -(-box.x // SIZE), -(-box.y // SIZE)
    right = -(-shape[1] // SIZE) if box.right == shape[1] else box.right // SIZE
    bottom = -(-shape[0] // SIZE) if box.bottom == shape[0] else box.bottom // SIZE
    return Box(left, top, max(0, right - left), max(0, bottom - top))


def _rims(box: Box, shape: tuple[int, int]) -> list[Box]:
    """What of a rectangle lies around its whole tiles."""
    inner = _inner(box, shape)
    if inner.is_empty:
        return [box]
    left, top = inner.x * SIZE, inner.y * SIZE
    right, bottom = min(box.right, inner.right * SIZE), min(box.bottom, inner.bottom * SIZE)
    found = [
        Box(box.x, box.y, box.width, top - box.y),
        Box(box.x, bottom, box.width, box.bottom - bottom),
        Box(box.x, top, left - box.x, bottom - top),
        Box(right, top, box.right - right, bottom - top),
    ]
    return [rim for rim in found if not rim.is_empty]
