"""The pixels that are solved for: those whose alpha is strictly between 0 and 1, and their neighbours; on all levels.

A level is the picture at half the size of the one before. A pixel of it stands for one sample of the picture, as in
Germer et al. 2020: the first one of its square, or of those that are present.
"""

from __future__ import annotations

from collections.abc import Iterator
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

    @property
    def channels(self) -> int:
        return self.image.shape[2]

    def soft(self, top: int, bottom: int) -> np.ndarray:
        """Where alpha is strictly between 0 and 1, in rows ``top .. bottom - 1``."""
        alpha = self.alpha[top:bottom]
        if alpha.dtype == bool:
            return np.zeros(alpha.shape, bool)
        soft = (alpha > 0) & (alpha < self.white)
        return soft if self.present is None else soft & self.present[top:bottom]


@dataclass(frozen=True, eq=False)
class Grid:
    """Which pixels of a level belong to its band, and which of the picture's samples they stand for.

    Attributes
    ----------
    cutout : Cutout
        The picture.
    inside : ndarray of bool, (height, width) of the level
    level : int
        How many times the picture was halved.
    sample : ndarray of int32, (height, width), or None
        Number of the sample in the picture, row by row; -1 where there is none. None where every pixel is present:
        then it is the first one of the pixel's square.
    """

    cutout: Cutout
    inside: np.ndarray
    level: int = 0
    sample: np.ndarray | None = None

    @property
    def shape(self) -> tuple[int, int]:
        return self.inside.shape[0], self.inside.shape[1]

    def halved(self, crew: Crew) -> Grid:
        """The next level. Its band holds the parents of this one's, and their neighbours."""
        parents = np.zeros([(side + 1) // 2 for side in self.shape], bool)
        for part in _quarters(self.inside):
            parents[: part.shape[0], : part.shape[1]] |= part
            crew.advance(part.size)
        inside = widened(parents, crew)
        present = self.cutout.present
        if present is None:
            return Grid(self.cutout, inside, self.level + 1)
        sample = np.full(inside.shape, -1, np.int32)
        for part in _quarters(_numbered(present) if self.sample is None else self.sample):
            corner = sample[: part.shape[0], : part.shape[1]]
            np.copyto(corner, part, where=corner < 0)
            crew.advance(part.size)
        return Grid(self.cutout, inside & (sample >= 0), self.level + 1, sample)

    def alpha(self, top: int, bottom: int) -> np.ndarray:
        """Opacity of the band's pixels in some rows, from 0 to 1."""
        alpha = self._pick(self.cutout.alpha, top, bottom) / np.float32(self.cutout.white)
        return np.clip(alpha, 0, 1).astype(np.float32, copy=False)

    def colours(self, top: int, bottom: int) -> np.ndarray:
        """Colours of the band's pixels in some rows, (n, channels), in samples.

        Raises
        ------
        InputError
            If one of them is not a finite number.
        """
        planes = [self._pick(self.cutout.image[..., channel], top, bottom) for channel in range(self.cutout.channels)]
        colours = np.stack(
            planes, axis=1, dtype=np.float32, casting="same_kind" if planes[0].dtype.kind == "f" else "safe"
        )
        if self.cutout.image.dtype.kind == "f" and not np.isfinite(colours).all():
            raise InputError(
                "The image has a pixel that is not a finite number.",
                "Replace NaN and infinite values first, or say by `present` which pixels have no colour.",
            )
        return colours

    def _pick(self, plane: np.ndarray, top: int, bottom: int) -> np.ndarray:
        """What a plane of the picture holds at the samples of the band's pixels in some rows."""
        inside = self.inside[top:bottom]
        if self.sample is None:
            step = 1 << self.level
            return plane[top * step : bottom * step : step, ::step][inside]
        return plane[np.unravel_index(self.sample[top:bottom][inside], plane.shape)]


@dataclass(frozen=True, eq=False)
class Band:
    """The pixels of a band, numbered row by row.

    Attributes
    ----------
    starts : ndarray of int64, (height + 1,)
        The number of the first pixel of each row, and of the row behind the last.
    index : ndarray of int32, (height + 2, stride)
        Their numbers in the level with a border of one pixel or more; -1 elsewhere. The stride is odd.
    place : ndarray of int32, (n,)
        Where they are in `index`, row by row. Since the stride is odd, neighbours have even and odd places.
    alpha : ndarray of float32, (n,)
        Opacity from 0 to 1.
    colours : ndarray of float32, (n, channels)
        The picture's, in samples.
    """

    starts: np.ndarray
    index: np.ndarray
    place: np.ndarray
    alpha: np.ndarray
    colours: np.ndarray

    @property
    def size(self) -> int:
        return self.place.size

    @property
    def channels(self) -> int:
        return self.colours.shape[1]


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
    levels = [Grid(cutout, inside)]
    while max(levels[-1].shape) > 2:
        levels.append(levels[-1].halved(crew))
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


def gather(grid: Grid, crew: Crew) -> Band:
    """Number the pixels of a band and fetch their alpha and colours."""
    height, width = grid.shape
    stride = (width + 2) | 1
    starts = np.zeros(height + 1, np.int64)
    np.cumsum(np.count_nonzero(grid.inside, axis=1), out=starts[1:])
    count = int(starts[-1])
    band = Band(
        starts,
        np.empty((height + 2, stride), np.int32),
        np.empty(count, np.int32),
        np.empty(count, np.float32),
        np.empty((count, grid.cutout.channels), np.float32),
    )
    band.index[0] = band.index[-1] = -1

    def fetch(top: int, bottom: int) -> None:
        part = slice(starts[top], starts[bottom])
        inside, rows = grid.inside[top:bottom], slice(top + 1, bottom + 1)
        band.index[rows] = -1
        band.index[rows, 1 : width + 1][inside] = np.arange(part.start, part.stop, dtype=np.int32)
        places = np.arange((top + 1) * stride, (bottom + 1) * stride, dtype=np.int32).reshape(-1, stride)
        band.place[part] = places[:, 1 : width + 1][inside]
        band.alpha[part] = grid.alpha(top, bottom)
        band.colours[part] = grid.colours(top, bottom)

    crew.run(fetch, height, width)
    return band


def _quarters(plane: np.ndarray) -> Iterator[np.ndarray]:
    """The first, second, third and fourth child of each pixel of the next level; those at the end may lack some."""
    return (plane[down::2, right::2] for down in (0, 1) for right in (0, 1))


def _numbered(present: np.ndarray) -> np.ndarray:
    numbers = np.arange(present.size, dtype=np.int32).reshape(present.shape)
    return np.where(present, numbers, np.int32(-1))
