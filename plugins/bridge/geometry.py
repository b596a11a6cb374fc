"""Rectangles on the canvas, in pixels."""

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle; `right` and `bottom` lie just outside."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self):
        return self.x + self.width

    @property
    def bottom(self):
        return self.y + self.height

    @property
    def area(self):
        return self.width * self.height

    @property
    def is_empty(self):
        return self.width <= 0 or self.height <= 0

    def intersect(self, other):
        """The common part; empty, with width or height 0, if there is none."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        return Box(x, y, max(right - x, 0), max(bottom - y, 0))

    def grow(self, margin):
        return Box(self.x - margin, self.y - margin, self.width + 2 * margin, self.height + 2 * margin)

    def shift(self, dx, dy):
        return Box(self.x + dx, self.y + dy, self.width, self.height)
