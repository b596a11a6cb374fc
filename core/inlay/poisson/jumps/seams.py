"""Seams: what is known of a mosaic, gathered from strips of its rows, each read once."""

from __future__ import annotations

import numpy as np

from inlay.arrays.tiles import EMPTY, FULL, MIXED, SIZE, beside, grown
from inlay.poisson.jumps.tiles import RING


class Seams:
    """Where a mosaic has pixels and where its pieces meet, by tiles of 16 x 16 pixels.

    Parameters
    ----------
    shape : tuple of int
        Height and width of the canvas.
    channels : int

    Attributes
    ----------
    state : ndarray of uint8, (rows, columns) of tiles
        What is present of each.
    number : ndarray of int32, (rows, columns) of tiles
        The place of each tile that holds a part in `masks`.
    energy : ndarray, (channels,)
        The sum of the squares of the jumps: of what is left of the gradients without a correction.
    """

    def __init__(self, shape: tuple[int, int], channels: int) -> None:
        self.shape, self.channels = shape, channels
        rows, columns = (-(-size // SIZE) for size in shape)
        self.state = np.zeros((rows, columns), np.uint8)
        self.number = np.full((rows, columns), -1, np.int32)
        self._jumps: list[tuple[np.ndarray, np.ndarray]] = []
        self._masks: list[np.ndarray] = []
        self._partial = 0
        self.energy = np.zeros(channels)

    def add(self, top: int, present: np.ndarray) -> None:
        """Take the next rows.

        Parameters
        ----------
        top : int
            The first row, a multiple of 16; so is the number of rows, but for the last ones.
        present : ndarray of bool, (rows, width)
            Where the mosaic has a colour.
        """
        rows, width = present.shape
        high, wide = -(-rows // SIZE), self.state.shape[1]
        whole = np.zeros((high * SIZE, wide * SIZE), bool)
        whole[:rows, :width] = present
        blocks = whole.reshape(high, SIZE, wide, SIZE).swapaxes(1, 2)
        filled = np.add.reduceat(
            np.add.reduceat(whole, np.arange(0, whole.shape[0], SIZE), axis=0, dtype=np.int32),
            np.arange(0, whole.shape[1], SIZE),
            axis=1,
        )
        tall = np.minimum(SIZE, rows - np.arange(high) * SIZE)
        broad = np.minimum(SIZE, width - np.arange(wide) * SIZE)
        state = np.where(filled == 0, EMPTY, np.where(filled == tall[:, None] * broad, FULL, MIXED))
        band = slice(top // SIZE, top // SIZE + high)
        self.state[band] = state
        partial = state == MIXED
        count = int(partial.sum())
        self.number[band][partial] = self._partial + np.arange(count)
        self._masks.append(blocks[partial])
        self._partial += count

    def jump(self, rows: np.ndarray, columns: np.ndarray, axis: int, steps: np.ndarray) -> None:
        """Say by how much the correction should grow on edges, from pixels to the next ones.

        Parameters
        ----------
        rows, columns : ndarray of int, (n,)
            The first pixels.
        axis : int
            0 for edges that lead down, 1 for those that lead right.
        steps : ndarray, (n, channels)
        """
        some = (steps != 0).any(axis=1)
        rows, columns, steps = rows[some], columns[some], steps[some].astype(np.float32)
        self.energy += np.square(steps, dtype=np.float64).sum(axis=0)
        for y, x, excess in ((rows, columns, -steps), (rows + (axis == 0), columns + (axis == 1), steps)):
            tile = (y // SIZE).astype(np.int64) * self.state.shape[1] + x // SIZE
            self._jumps.append((tile * SIZE**2 + (y % SIZE) * SIZE + x % SIZE, excess))

    @property
    def masks(self) -> np.ndarray:
        """Which pixels are present in the tiles that hold a part, in the order of `number`."""
        return np.concatenate(self._masks) if self._masks else np.zeros((0, SIZE, SIZE), bool)

    def excess(self) -> tuple[np.ndarray, np.ndarray]:
        """The places of pixels with jumps, counted tile by tile, and their right-hand side, (pixels, channels)."""
        if len(self._jumps) != 1:
            places, steps = (
                (np.concatenate(each) for each in zip(*self._jumps, strict=True))
                if self._jumps
                else (np.zeros(0, np.int64), np.zeros((0, self.channels), np.float32))
            )
            order = np.argsort(places, kind="stable")
            places, steps = places[order], steps[order]
            first = np.flatnonzero(np.r_[True, places[1:] != places[:-1]][: len(places)])
            sums = np.add.reduceat(steps, first, axis=0) if len(first) else steps
            self._jumps = [(places[first], sums)]
        return self._jumps[0]

    def rims(self) -> np.ndarray:
        """The tiles that hold a seam or a rim."""
        found = (self.state == MIXED) | ((self.state == FULL) & beside(self.state == EMPTY))
        found.flat[self.excess()[0] // SIZE**2] = True
        return found

    def share(self) -> float:
        """How much of what is present lies near seams and rims."""
        near = grown(self.rims(), RING) & (self.state > EMPTY)
        return float(near.sum() / max(1, (self.state > EMPTY).sum()))
