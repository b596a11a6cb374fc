"""Pictures placed on a canvas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.arrays.windows import Channels
from inlay.contract.boxes import Box


@dataclass(frozen=True, eq=False)
class Placed:
    """A picture at its place on a canvas, in memory or read by windows.

    Attributes
    ----------
    colour : ndarray or Channels, (height, width, channels)
        Samples of any type, also of a strided view.
    opacity : ndarray or Channels, (height, width), or None
        Samples; the picture has a colour where it is above 0. None for everywhere.
    top, left : int
        Row and column of its first pixel.
    white : float
        The sample that stands for one.
    """

    colour: np.ndarray | Channels
    opacity: np.ndarray | Channels | None
    top: int = 0
    left: int = 0
    white: float = 1.0

    @property
    def box(self) -> Box:
        return Box(self.left, self.top, self.colour.shape[1], self.colour.shape[0])

    def within(self, box: Box) -> tuple[slice, slice]:
        """The picture's own rows and columns in a rectangle of the canvas that lies inside it."""
        return box.shift(-self.left, -self.top).slices

    def colours(self, box: Box) -> np.ndarray:
        """The colours in a rectangle of the canvas that lies inside the picture."""
        return self.colour[self.within(box)]

    def present(self, box: Box) -> np.ndarray:
        """Where the picture has a colour in any rectangle of the canvas."""
        found = np.zeros(box.shape, bool)
        shared = box.intersect(self.box)
        if not shared.is_empty:
            inside = shared.shift(-box.x, -box.y).slices
            found[inside] = True if self.opacity is None else self.opacity[self.within(shared)] > 0
        return found

    def opacity_in(self, box: Box, dtype: type[np.floating]) -> np.ndarray:
        """How opaque the picture is in any rectangle of the canvas, from 0 to 1."""
        found = np.zeros(box.shape, dtype)
        shared = box.intersect(self.box)
        if not shared.is_empty:
            inside = shared.shift(-box.x, -box.y).slices
            found[inside] = 1 if self.opacity is None else self.opacity[self.within(shared)] / dtype(self.white)
        return np.clip(found, 0, 1, out=found)

    def at(self, rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Samples of some near pixels of the canvas, (n, channels), and where the picture has a colour."""
        box = self.box
        found = np.zeros((len(rows), self.colour.shape[-1]), np.float32)
        present = (rows >= box.y) & (rows < box.bottom) & (columns >= box.x) & (columns < box.right)
        if present.any():
            y, x = rows[present] - box.y, columns[present] - box.x
            place = np.s_[y.min() : y.max() + 1, x.min() : x.max() + 1]
            y, x = y - y.min(), x - x.min()
            found[present] = self.colour[place][y, x]
            if self.opacity is not None:
                present[present] = self.opacity[place][y, x] > 0
        return found, present
