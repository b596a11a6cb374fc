"""The correction at full resolution, a strip of rows at a time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from inlay.arrays.tiles import SIZE
from inlay.poisson.composite import expansion, transfer
from inlay.poisson.composite.equations import Values
from inlay.poisson.composite.outline import Outline
from inlay.poisson.composite.tiles import NOTHING, LevelTiles, Tiles


@dataclass(frozen=True, eq=False)
class Correction:
    """The solution on a composite grid.

    Attributes
    ----------
    outline : Outline
        The region.
    levels : list of LevelTiles
        The tiles of each level, the finest first.
    tiles : Tiles
        The same for the kernels.
    values : Values
        Their values.
    shift : ndarray of float32, (channels,), or None
        What is added to all of them.
    """

    outline: Outline
    levels: list[LevelTiles]
    tiles: Tiles
    values: Values
    shift: np.ndarray | None = None
    _numbers: list[np.ndarray] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        numbers = [level.numbered(int(start)) for level, start in zip(self.levels, self.tiles.starts, strict=True)]
        object.__setattr__(self, "_numbers", numbers)
        for level in reversed(range(1, len(self.levels))):
            transfer.take_halos(self.values.u, self.values.dense_u, self.tiles, level)

    def rows(self, top: int, bottom: int) -> np.ndarray:
        """Rows ``top .. bottom - 1`` of the box, (rows, width, channels) of float32; 0 outside the region."""
        out = np.zeros((bottom - top, self.outline.width, self.outline.channels), np.float32)
        for row in range(top // SIZE, -(-bottom // SIZE)):
            first, last = max(top, row * SIZE), min(bottom, row * SIZE + SIZE)
            given = self.values.u, self.values.dense_u, self.tiles, *self._sources(row)
            expansion.expand(*given, first, out[first - top : last - top])
        if self.shift is not None:
            out += self.shift
        return out

    def compose(self, out: np.ndarray, base: np.ndarray, unknown: np.ndarray, top: int) -> None:
        """Write base + correction to the unknown pixels of some rows of bytes, rounded and clipped.

        Parameters
        ----------
        out, base : ndarray of uint8, (rows, width, channels)
            Contiguous.
        unknown : ndarray of bool, (rows, width)
            The region.
        top : int
            The first row, a multiple of 16.
        """
        mask = np.ascontiguousarray(unknown).view(np.uint8)
        shift = np.zeros(self.outline.channels, np.float32) if self.shift is None else self.shift
        flat, below = (each.reshape(len(each), -1) for each in (out, base))
        for first in range(0, len(out), SIZE):
            row, rows = (top + first) // SIZE, slice(first, first + SIZE)
            given = self.values.u, self.values.dense_u, self.tiles, *self._sources(row), self.outline.states[row]
            expansion.compose_bytes(*given, top + first, shift, below[rows], mask[rows], flat[rows])

    def _sources(self, row: int) -> tuple[np.ndarray, np.ndarray]:
        """The level that has the values of each finest tile of a row, -1 if it is empty, and the tile there."""
        count = self.outline.states.shape[1]
        levels = np.full(count, len(self.levels), np.int32)
        sources = np.full(count, NOTHING, np.int32)
        columns = np.arange(count)
        for level in reversed(range(len(self.levels))):
            found = self._numbers[level][row >> level, columns >> level]
            has_values = found >= 0
            levels[has_values], sources[has_values] = level, found[has_values]
        levels[self.levels[0].states[row] == 0] = -1
        return levels, sources

    def mean(self) -> np.ndarray:
        """Of the whole box, which a region that nothing holds fills, in each channel."""
        total = np.zeros(self.outline.channels)
        for top in range(0, self.outline.height, 16 * SIZE):
            rows = self.rows(top, min(self.outline.height, top + 16 * SIZE))
            total += rows.sum(axis=(0, 1), dtype=np.float64)
        return total / (self.outline.height * self.outline.width)

    def shifted(self, shift: np.ndarray) -> Correction:
        """The same with a constant added in each channel, of a region that nothing holds."""
        return replace(self, shift=(0 if self.shift is None else self.shift) + np.asarray(shift, np.float32))
