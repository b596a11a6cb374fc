"""The pixels that are solved for: those whose alpha is strictly between 0 and 1, and their neighbours; on all levels.

A level is the picture at half the size of the one before. A pixel of it stands for one sample of the picture, as in
Germer et al. 2020: the first of its four children that is present lends its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from inlay.errors import InputError
from inlay.strips import Crew


@dataclass(frozen=True, eq=False)
class Cutout:
    """A picture and its opacity, as they were given.

    Attributes
    ----------
    image : ndarray, (height, width, channels)
        Colours, in samples; may be a view.
    alpha : ndarray, (height, width)
        Opacity from 0 to `white`; floating-point values beyond count as 0 or 1.
    present : ndarray of bool, (height, width), or None
        Where the colours mean anything.
    """

    image: np.ndarray
    alpha: np.ndarray
    present: np.ndarray | None = None

    @cached_property
    def white(self) -> float:
        """The value of `alpha` that is opaque."""
        return float(np.iinfo(self.alpha.dtype).max) if self.alpha.dtype.kind == "u" else 1.0

    @property
    def shape(self) -> tuple[int, int]:
        return self.alpha.shape[0], self.alpha.shape[1]

    def soft(self, top: int, bottom: int) -> np.ndarray:
        """Where alpha is strictly between 0 and 1, in rows ``top .. bottom - 1``."""
        alpha = self.alpha[top:bottom]
        if alpha.dtype == bool:
            return np.zeros(alpha.shape, bool)
        soft = (alpha > 0) & (alpha < self.white)
        return soft if self.present is None else soft & self.present[top:bottom]

    def opacity(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Alpha of some pixels, from 0 to 1."""
        alpha = self.alpha[rows, columns].astype(np.float64) / self.white
        return np.clip(alpha, 0, 1, out=alpha).astype(np.float32)

    def colours(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Colours of some pixels, (n, channels), in samples.

        Raises
        ------
        InputError
            If one of them is not a finite number.
        """
        colours = np.empty((rows.size, self.image.shape[2]), np.float32)
        for channel in range(colours.shape[1]):
            colours[:, channel] = self.image[..., channel][rows, columns]
        if self.image.dtype.kind == "f" and not np.isfinite(colours).all():
            first = np.flatnonzero(~np.isfinite(colours).all(axis=1))[0]
            raise InputError(
                f"The image has a pixel that is not a finite number at row {rows[first]}, column {columns[first]}.",
                "Replace NaN and infinite values first, or say by `present` that the pixel has no colour.",
            )
        return colours


@dataclass(frozen=True, eq=False)
class Grid:
    """Which pixels of a level belong to its band, and which of the picture's samples they stand for.

    Attributes
    ----------
    inside : ndarray of bool, (height, width) of the level
    level : int
        How many times the picture was halved.
    sample : ndarray of int32, (height, width), or None
        Index of the sample in the picture, row by row; -1 where there is none. None where every pixel is present: then
        it is the first one of the pixel's square.
    """

    inside: np.ndarray
    level: int = 0
    sample: np.ndarray | None = None

    def halved(self, cutout: Cutout, crew: Crew) -> Grid:
        """The next level. Its band holds the parents of this one's, and their neighbours."""
        height, width = self.inside.shape
        parents = np.zeros(((height + 1) // 2, (width + 1) // 2), bool)
        for part in _quarters(self.inside):
            parents[: part.shape[0], : part.shape[1]] |= part
        crew.advance(height * width / 4)
        inside = widened(parents, crew)
        if cutout.present is None:
            return Grid(inside, self.level + 1)
        sample = np.full(inside.shape, -1, np.int32)
        own = self.sample if self.sample is not None else _numbered(cutout.present)
        for part in _quarters(own):
            corner = sample[: part.shape[0], : part.shape[1]]
            np.copyto(corner, part, where=corner < 0)
        return Grid(inside & (sample >= 0), self.level + 1, sample)

    def samples(self, rows: np.ndarray, columns: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray]:
        """Rows and columns in a picture of this width that pixels of the level stand for."""
        if self.sample is None:
            return rows << self.level, columns << self.level
        place = self.sample[rows, columns]
        return place // width, place % width


@dataclass(frozen=True, eq=False)
class Band:
    """The pixels of a band, numbered row by row.

    Attributes
    ----------
    index : ndarray of int32, (height, width) of the level
        Their numbers; -1 outside.
    rows, columns : ndarray of int32, (n,)
        Where they lie in the level.
    neighbours : ndarray of int32, (n, 4)
        Numbers of the pixels above, below, to the left and to the right; a missing one is the pixel itself.
    alpha : ndarray of float32, (n,)
        Opacity from 0 to 1.
    colours : ndarray of float32, (n, channels)
        The picture's, in samples.
    """

    index: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    neighbours: np.ndarray
    alpha: np.ndarray
    colours: np.ndarray

    @property
    def size(self) -> int:
        return self.alpha.size

    @cached_property
    def halves(self) -> tuple[np.ndarray, np.ndarray]:
        """Numbers of the pixels of either colour of a chess board: no two of one are neighbours."""
        odd = ((self.rows ^ self.columns) & 1).astype(bool)
        return np.flatnonzero(~odd).astype(np.int32), np.flatnonzero(odd).astype(np.int32)

    def parents(self, coarse: Band) -> np.ndarray:
        """Numbers of the pixels in the next level's band that they belong to."""
        return coarse.index[self.rows >> 1, self.columns >> 1]


def grids(cutout: Cutout, crew: Crew) -> list[Grid]:
    """The bands of all levels, the finest first, down to a picture of two pixels; nothing if no pixel is soft."""
    height, width = cutout.shape
    soft = np.empty((height, width), bool)

    def find(top: int, bottom: int) -> None:
        soft[top:bottom] = cutout.soft(top, bottom)

    crew.run(find, height, width)
    if not soft.any():
        return []
    inside = widened(soft, crew)
    if cutout.present is not None:
        inside &= cutout.present
    levels = [Grid(inside)]
    while max(levels[-1].inside.shape) > 2:
        levels.append(levels[-1].halved(cutout, crew))
    return levels


def widened(mask: np.ndarray, crew: Crew) -> np.ndarray:
    """The mask and the eight neighbours of each of its pixels."""
    height, width = mask.shape
    wide = np.empty_like(mask)

    def widen(top: int, bottom: int) -> None:
        first, last = max(0, top - 1), min(height, bottom + 1)
        rows = mask[first:last].copy()
        rows[:, 1:] |= mask[first:last, :-1]
        rows[:, :-1] |= mask[first:last, 1:]
        out = wide[top:bottom]
        out[:] = rows[top - first : bottom - first]
        out[1 - (top - first) :] |= rows[: bottom - first - 1]
        out[: last - top - 1] |= rows[top - first + 1 :]

    crew.run(widen, height, width)
    return wide


def gather(cutout: Cutout, grid: Grid, crew: Crew) -> Band:
    """Number the pixels of a band, link them to their neighbours, and fetch their alpha and colours."""
    height, width = grid.inside.shape
    starts = np.zeros(height + 1, np.int64)
    np.cumsum(np.count_nonzero(grid.inside, axis=1), out=starts[1:])
    count = int(starts[-1])
    index = np.empty((height, width), np.int32)
    band = Band(
        index,
        np.empty(count, np.int32),
        np.empty(count, np.int32),
        np.empty((count, 4), np.int32),
        np.empty(count, np.float32),
        np.empty((count, cutout.image.shape[2]), np.float32),
    )

    def number(top: int, bottom: int) -> None:
        part = slice(starts[top], starts[bottom])
        rows, columns = np.nonzero(grid.inside[top:bottom])
        rows += top
        band.rows[part], band.columns[part] = rows, columns
        index[top:bottom] = -1
        index[rows, columns] = np.arange(part.start, part.stop, dtype=np.int32)
        place = grid.samples(rows, columns, cutout.shape[1])
        band.alpha[part] = cutout.opacity(*place)
        band.colours[part] = cutout.colours(*place)

    def link(top: int, bottom: int) -> None:
        part = slice(starts[top], starts[bottom])
        rows, columns = band.rows[part], band.columns[part]
        own = np.arange(part.start, part.stop, dtype=np.int32)
        steps = ((-1, 0), (1, 0), (0, -1), (0, 1))
        for side, (down, right) in enumerate(steps):
            y, x = np.clip(rows + down, 0, height - 1), np.clip(columns + right, 0, width - 1)
            other = index[y, x]
            band.neighbours[part, side] = np.where(other < 0, own, other)

    crew.run(number, height, width)
    crew.run(link, height, width)
    return band


def _quarters(plane: np.ndarray) -> list[np.ndarray]:
    """The first, second, third and fourth child of each pixel of the next level; edge pixels may lack some."""
    return [plane[down::2, right::2] for down in (0, 1) for right in (0, 1)]


def _numbered(present: np.ndarray) -> np.ndarray:
    numbers = np.arange(present.size, dtype=np.int32).reshape(present.shape)
    return np.where(present, numbers, np.int32(-1))
