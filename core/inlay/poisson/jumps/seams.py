"""Seams: what is known of a mosaic, gathered from strips of its rows, each read once."""

from __future__ import annotations

import numpy as np

from inlay.poisson.jumps.tiles import EMPTY, FULL, PARTIAL, RING, SIDE, beside, grown


class Seams:
    """Where a mosaic has pixels and where its pieces meet, by tiles of 16 x 16 pixels.

    Parameters
    ----------
    shape : tuple of int
        Height and width of the canvas.
    channels : int
    """

    def __init__(self, shape: tuple[int, int], channels: int) -> None:
        self.shape, self.channels = shape, channels
        rows, columns = (-(-size // SIDE) for size in shape)
        self.state = np.zeros((rows, columns), np.uint8)
        self.number = np.full((rows, columns), -1, np.int32)
        self._jumps: list[tuple[np.ndarray, np.ndarray]] = []
        self._masks: list[np.ndarray] = []
        self._partial = 0

    def add(self, top: int, present: np.ndarray, excess: np.ndarray) -> None:
        """Take the next rows.

        Parameters
        ----------
        top : int
            The first row, a multiple of 16; so is the number of rows, but for the last ones.
        present : ndarray of bool, (rows, width)
        excess : ndarray of float32, (rows, width, channels)
            The right-hand side: the sum over a pixel's neighbours of how much more than them it should be.
        """
        y, x = np.nonzero((excess != 0).any(axis=2))
        tile = ((y + top) // SIDE).astype(np.int64) * self.state.shape[1] + x // SIDE
        self._jumps.append((tile * SIDE**2 + (y % SIDE) * SIDE + x % SIDE, excess[y, x].astype(np.float32)))
        rows, width = present.shape
        high, wide = -(-rows // SIDE), self.state.shape[1]
        count = np.zeros((high * SIDE, wide * SIDE), bool)
        count[:rows, :width] = present
        blocks = count.reshape(high, SIDE, wide, SIDE).swapaxes(1, 2)
        filled = blocks.sum(axis=(2, 3), dtype=np.int32)
        band = slice(top // SIDE, top // SIDE + high)
        tall = np.minimum(SIDE, rows - np.arange(high) * SIDE)
        broad = np.minimum(SIDE, width - np.arange(wide) * SIDE)
        state = np.where(filled == 0, EMPTY, np.where(filled == tall[:, None] * broad, FULL, PARTIAL))
        self.state[band] = state
        partial = state == PARTIAL
        count_partial = int(partial.sum())
        self.number[band][partial] = self._partial + np.arange(count_partial)
        self._masks.append(blocks[partial])
        self._partial += count_partial

    @property
    def masks(self) -> np.ndarray:
        """Which pixels are present in the tiles that hold a part, in the order of `number`."""
        return np.concatenate(self._masks) if self._masks else np.zeros((0, SIDE, SIDE), bool)

    @property
    def jumps(self) -> tuple[np.ndarray, np.ndarray]:
        """The places of pixels whose right-hand side is not 0, counted tile by tile, and it, (pixels, channels)."""
        places, values = zip(*self._jumps, strict=True)
        return np.concatenate(places), np.concatenate(values)

    def rims(self) -> np.ndarray:
        """The tiles that hold a seam or a rim."""
        found = (self.state == PARTIAL) | ((self.state == FULL) & beside(self.state == EMPTY))
        for places, _ in self._jumps:
            found.flat[np.unique(places // SIDE**2)] = True
        return found

    def share(self) -> float:
        """How much of what is present lies near seams and rims."""
        near = grown(self.rims(), RING) & (self.state > EMPTY)
        return float(near.sum() / max(1, (self.state > EMPTY).sum()))
