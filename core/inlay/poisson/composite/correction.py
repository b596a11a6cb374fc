"""The correction at full resolution, a strip of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from inlay.arrays.tiles import EMPTY, SIZE
from inlay.poisson.composite import expansion, transfer
from inlay.poisson.composite.equations import Equations, Values
from inlay.poisson.composite.outline import Outline
from inlay.poisson.composite.tiles import NOTHING, LevelTiles

#: Types of samples that `Correction.compose` writes.
COMPOSED = np.dtype(np.uint8), np.dtype(np.uint16), np.dtype(np.float32)


@dataclass(frozen=True, eq=False)
class Correction:
    """The solution on a composite grid.

    Attributes
    ----------
    outline : Outline
        The region.
    levels : list of LevelTiles
        The tiles of each level, the finest first.
    equations : Equations
        What their values solve.
    values : Values
        Their values.
    shift : ndarray of float32, (channels,), or None
        What is added to all of them.
    """

    outline: Outline
    levels: list[LevelTiles]
    equations: Equations
    values: Values
    shift: np.ndarray | None = None
    _numbers: list[np.ndarray] = field(init=False, repr=False)
    _lines: np.ndarray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        tiles, screenings = self.equations.tiles, self.equations.screenings
        numbers = [level.numbered(int(start)) for level, start in zip(self.levels, tiles.starts, strict=True)]
        object.__setattr__(self, "_numbers", numbers)
        for level in reversed(range(1, len(self.levels))):
            transfer.take_halos(self.values.u, self.values.dense_u, tiles, level, screenings[level])
        channels, height, width = self.values.dense_u.shape
        spacing = 1 << len(self.levels)
        lines = np.empty((height, (width - 3) * spacing * channels), np.float32)
        expansion.stretch_dense(self.values.dense_u, spacing, lines)
        object.__setattr__(self, "_lines", lines)

    def rows(self, top: int, bottom: int) -> np.ndarray:
        """Rows ``top .. bottom - 1`` of the box, (rows, width, channels) of float32; 0 outside the region."""
        out = np.empty((bottom - top, self.outline.extent.width, self.outline.channels), np.float32)
        flat, begin, end = out.reshape(len(out), -1), top // SIZE, -(-bottom // SIZE)
        for row, sources in zip(range(begin, end), self._sources(begin, end), strict=True):
            first, last = max(top, row * SIZE), min(bottom, row * SIZE + SIZE)
            given = self.values.u, self._lines, self.equations.tiles, *sources
            expansion.expand(*given, first, flat[first - top : last - top])
        if self.shift is not None:
            out += self.shift
        return out

    def compose(self, out: np.ndarray, base: np.ndarray, unknown: np.ndarray, top: int) -> None:
        """Write base + correction to the unknown pixels of some rows; integers are rounded and clipped.

        Parameters
        ----------
        out, base : ndarray of a type of `COMPOSED`, (rows, width, channels)
            Contiguous.
        unknown : ndarray of bool, (rows, width)
            The region.
        top : int
            The first row, a multiple of 16.
        """
        mask = np.ascontiguousarray(unknown).view(np.uint8)
        is_whole = out.dtype.kind == "u"
        shift = np.full(self.outline.channels, 0.5 if is_whole else 0, np.float32)
        if self.shift is not None:
            shift += self.shift
        low, high = (0, np.iinfo(out.dtype).max) if is_whole else (-np.inf, np.inf)
        ends = np.float32(low), np.float32(high)
        flat, below = (each.reshape(len(each), -1) for each in (out, base))
        begin, end = top // SIZE, -(-(top + len(out)) // SIZE)
        for row, sources in zip(range(begin, end), self._sources(begin, end), strict=True):
            rows = slice((row - begin) * SIZE, (row - begin + 1) * SIZE)
            given = self.values.u, self._lines, self.equations.tiles, *sources, self.outline.states[row]
            expansion.compose(*given, row * SIZE, shift, below[rows], mask[rows], *ends, flat[rows])

    def _sources(self, begin: int, end: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """The level that has the values of each finest tile of some rows, -1 if it is empty, and the tile there."""
        rows, columns = np.ogrid[begin:end, : self.outline.states.shape[1]]
        shape = end - begin, columns.size
        levels = np.full(shape, len(self.levels), np.int32)
        sources = np.full(shape, NOTHING, np.int32)
        for level in reversed(range(len(self.levels))):
            found = self._numbers[level][rows >> level, columns >> level]
            has_values = found >= 0
            np.copyto(levels, level, where=has_values)
            np.copyto(sources, found, where=has_values)
        levels[self.outline.states[begin:end] == EMPTY] = -1
        return zip(levels, sources, strict=True)

    def mean(self) -> np.ndarray:
        """Of the whole box, which a region that nothing holds fills, in each channel."""
        total, (height, width, _) = np.zeros(self.outline.channels), self.outline.extent
        for top in range(0, height, 16 * SIZE):
            total += self.rows(top, min(height, top + 16 * SIZE)).sum(axis=(0, 1), dtype=np.float64)
        return total / (height * width)

    def shifted(self, shift: np.ndarray) -> Correction:
        """The same with a constant added in each channel, of a region that nothing holds."""
        return replace(self, shift=(0 if self.shift is None else self.shift) + np.asarray(shift, np.float32))
