"""Which part of the canvas an area of the screen shows: all of it, until it is zoomed or moved."""

from __future__ import annotations

from typing import Tuple

Point = Tuple[float, float]
#: Pixels of the screen for a pixel of the canvas.
SMALLEST, LARGEST = 1 / 256, 64.0


class Lens:
    """The part of a canvas that an area shows.

    Parameters
    ----------
    width, height : float
        The canvas.

    Attributes
    ----------
    columns, rows : float
        The area, in the units in which the toolkit tells of events.
    """

    def __init__(self, width: float, height: float) -> None:
        self._canvas = (width, height)
        self._middle = (width / 2, height / 2)
        self._scale = 1.0
        self.fits = True
        self.columns, self.rows = 1.0, 1.0

    @property
    def scale(self) -> float:
        """How many units of the area a pixel of the canvas takes."""
        if not self.fits:
            return self._scale
        return min(self.columns / self._canvas[0], self.rows / self._canvas[1])

    @property
    def rect(self) -> Tuple[float, float, float, float]:
        """Left, top, width and height of what is shown, on the canvas."""
        width, height = self.columns / self.scale, self.rows / self.scale
        return self._middle[0] - width / 2, self._middle[1] - height / 2, width, height

    def to_canvas(self, x: float, y: float) -> Point:
        left, top, _, _ = self.rect
        return left + x / self.scale, top + y / self.scale

    def to_area(self, x: float, y: float) -> Point:
        left, top, _, _ = self.rect
        return (x - left) * self.scale, (y - top) * self.scale

    def resize(self, columns: float, rows: float) -> None:
        self.columns, self.rows = max(1.0, columns), max(1.0, rows)

    def fit(self) -> None:
        """Show all of the canvas again."""
        self._middle, self.fits = (self._canvas[0] / 2, self._canvas[1] / 2), True

    def zoom(self, x: float, y: float, factor: float) -> None:
        """Zoom about a place of the area, which stays where it is."""
        at_x, at_y = self.to_canvas(x, y)
        scale = min(max(self.scale * factor, SMALLEST), LARGEST)
        ratio = self.scale / scale
        self._middle = (at_x + (self._middle[0] - at_x) * ratio, at_y + (self._middle[1] - at_y) * ratio)
        self._scale, self.fits = scale, False

    def pan(self, dx: float, dy: float) -> None:
        """Move by a way on the area."""
        scale = self.scale
        self._middle = (self._middle[0] - dx / scale, self._middle[1] - dy / scale)
        self._scale, self.fits = scale, False
