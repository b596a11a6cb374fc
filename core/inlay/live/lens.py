"""Which part of the canvas a screen shows, and pictures as they are seen there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from inlay.arrays.effort import Effort
from inlay.contract.boxes import Box
from inlay.live import screen
from inlay.picture import Picture

_PLAIN = Effort()


@dataclass(frozen=True)
class Lens:
    """A part of the canvas on a screen.

    Attributes
    ----------
    left, top, width, height : float
        The part in pixels of the canvas; it may reach beyond its border.
    columns, rows : int
        The screen's own pixels.
    """

    left: float
    top: float
    width: float
    height: float
    columns: int
    rows: int

    @property
    def factor(self) -> int:
        """How many of the canvas' pixels a pixel of the screen stands for, in each direction; at least 1."""
        return max(1, math.floor(min(self.width / self.columns, self.height / self.rows)))

    @property
    def box(self) -> Box:
        """The smallest box of whole pixels of the canvas that holds the part."""
        left, top = math.floor(self.left), math.floor(self.top)
        right, bottom = math.ceil(self.left + self.width), math.ceil(self.top + self.height)
        return Box(left, top, right - left, bottom - top)

    def places(self, points: np.ndarray) -> np.ndarray:
        """Where on the screen places of the canvas lie, in pixels from the left and from the top; (n, 2) both."""
        return (points - (self.left, self.top)) * (self.columns / self.width, self.rows / self.height)

    @cached_property
    def x(self) -> np.ndarray:
        """Where on the canvas the middle of each column lies."""
        return self.left + (np.arange(self.columns) + 0.5) * (self.width / self.columns)

    @cached_property
    def y(self) -> np.ndarray:
        """Where on the canvas the middle of each row lies."""
        return self.top + (np.arange(self.rows) + 0.5) * (self.height / self.rows)

    def rows_of(self, box: Box, factor: int) -> tuple[slice, np.ndarray]:
        """Which rows of the screen show a box whose pixels are `factor` of the canvas' large, and which of its own."""
        return _nearest(self.y / factor, box.y, box.height)

    def columns_of(self, box: Box, factor: int) -> tuple[slice, np.ndarray]:
        """As `rows_of`."""
        return _nearest(self.x / factor, box.x, box.width)

    def colours(self, picture: Picture, factor: int = 1, effort: Effort = _PLAIN) -> np.ndarray:
        """A picture as it is seen.

        Parameters
        ----------
        picture : Picture
            Its pixels are blocks of `factor` x `factor` of the canvas', as `inlay.live.reduction` makes them. Best is
            the lens' own factor.
        factor : int
        effort : Effort
            Its progress may raise to stop.

        Returns
        -------
        ndarray of float32, (rows, columns, 4)
            Red, green and blue, perceptually encoded sRGB from 0 to 1, and opacity; 0 where the picture is not.
        """
        pixels = np.zeros((self.rows, self.columns, 4), np.float32)
        rows, row = self.rows_of(picture.box, factor)
        columns, column = self.columns_of(picture.box, factor)
        if row.size and column.size:
            pixels[rows, columns] = screen.seen(picture, row, column, effort)
        return pixels

    def coverage(self, mask: Picture, factor: int = 1) -> np.ndarray:
        """A mask as it is seen: ``float32``, (rows, columns), from 0 to 1; 0 where the mask is not."""
        found = np.zeros((self.rows, self.columns), np.float32)
        rows, row = self.rows_of(mask.box, factor)
        columns, column = self.columns_of(mask.box, factor)
        found[rows, columns] = mask.pixels[np.ix_(row, column)] / np.float32(mask.space.white)
        return found


def _nearest(places: np.ndarray, first: int, count: int) -> tuple[slice, np.ndarray]:
    """Which of the rising places lie on samples that begin at `first`, and which sample each is."""
    found = np.floor(places).astype(np.intp) - first
    start, stop = np.searchsorted(found, [0, count])
    return slice(start, stop), found[start:stop]
