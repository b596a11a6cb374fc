"""Where a piece of a picture comes to lie: scaled and turned about its middle, then moved."""

from __future__ import annotations

import math
from typing import NamedTuple, Tuple

from .boxes import Box

Point = Tuple[float, float]
#: Cosine and sine of quarter turns, exactly.
_QUARTERS = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))
#: How far the filter that interpolates colours reaches, in pixels of the coarser of both pictures.
LOBES = 3
#: What is cut off where places are rounded outwards, so that rounding alone adds no pixel.
_NOTHING = 1e-6


class Placement(NamedTuple):
    """How a piece is laid on the canvas.

    Attributes
    ----------
    x, y : int
        How far it is moved, in pixels.
    scale : float
        In percent.
    rotation : float
        Clockwise, in degrees.
    """

    x: int = 0
    y: int = 0
    scale: float = 100.0
    rotation: float = 0.0

    @property
    def is_turned(self) -> bool:
        """Whether it is scaled or turned, and not only moved."""
        return self.quarters != 0

    @property
    def quarters(self) -> int | None:
        """How many quarter turns it is, if every pixel of the piece remains one."""
        return self._turns if self.scale == 100 else None

    @property
    def axes(self) -> Point:
        """Cosine and sine of the angle, times the scale."""
        turns, angle = self._turns, math.radians(self.rotation)
        cosine, sine = (math.cos(angle), math.sin(angle)) if turns is None else _QUARTERS[turns]
        return cosine * self.scale / 100, sine * self.scale / 100

    @property
    def _turns(self) -> int | None:
        """How many quarter turns the rotation is, from 0 to 3; None if none."""
        turns = round(self.rotation / 90)
        return turns % 4 if self.rotation == 90 * turns else None

    def origin(self, piece: Box) -> Point:
        """Where the canvas' own corner comes to lie with a piece that fills a box.

        A quarter turn of a piece that is odd in one direction only would leave its pixels between those of the
        canvas: they go half a pixel to the left and up.
        """
        cosine, sine = self.axes
        x, y = piece.middle
        left, top = x + self.x - cosine * x + sine * y, y + self.y - sine * x - cosine * y
        return (left, top) if self.quarters is None else (float(math.floor(left)), float(math.floor(top)))

    def placed(self, piece: Box, x: float, y: float) -> Point:
        """Where a place of a piece that fills a box comes to lie."""
        (cosine, sine), (left, top) = self.axes, self.origin(piece)
        return left + cosine * x - sine * y, top + sine * x + cosine * y

    def corners(self, piece: Box) -> Tuple[Point, Point, Point, Point]:
        """Where the corners of a piece's box come to lie: that which was top left, and the others clockwise."""
        places = (piece.x, piece.y), (piece.right, piece.y), (piece.right, piece.bottom), (piece.x, piece.bottom)
        first, second, third, fourth = (self.placed(piece, x, y) for x, y in places)
        return first, second, third, fourth

    def bounds(self, piece: Box) -> Box:
        """A box that holds what a piece covers, with the border that interpolation makes soft."""
        xs, ys = zip(*self.corners(piece))
        soft = 0 if self.quarters is not None else 1.5 * max(1.0, self.scale / 200)
        return _around(min(xs) - soft, min(ys) - soft, max(xs) + soft, max(ys) + soft)

    def reach(self, ring: int) -> int:
        """How many pixels around the piece are read, if so many around it are where it lies."""
        if not self.is_turned:
            return ring
        scale = self.scale / 100
        return math.ceil(2 * (ring + 1) / scale + LOBES * max(1.0, 1 / scale))

    def taken(self, box: Box, canvas: Box) -> Box:
        """What of a box is used: where it is only moved, what then lies on the canvas."""
        return box if self.is_turned else box.intersect(canvas.shift(-self.x, -self.y))

    def covered(self, box: Box) -> Box:
        """A box that holds what any piece covers that lies in a box, whatever part of that it fills."""
        if not self.is_turned:
            return box.shift(self.x, self.y)
        cosine, sine = (abs(part) for part in self.axes)
        # A piece as large as possible in one direction reaches beyond its side of the box by what it grows there, and
        # by what it is long in the other.
        across = (max(0.0, box.width * (cosine - 1)) + box.height * sine) / 2
        down = (max(0.0, box.height * (cosine - 1)) + box.width * sine) / 2
        soft = 1.5 * max(1.0, self.scale / 200)
        moved = box.shift(self.x, self.y)
        return _around(
            moved.x - across - soft, moved.y - down - soft, moved.right + across + soft, moved.bottom + down + soft
        )


def _around(left: float, top: float, right: float, bottom: float) -> Box:
    """The box of whole pixels around places."""
    x, y = math.floor(left + _NOTHING), math.floor(top + _NOTHING)
    return Box(x, y, math.ceil(right - _NOTHING) - x, math.ceil(bottom - _NOTHING) - y)
