"""Sources: overlapping pictures on one canvas, the lowest first, and what they have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from inlay.arrays.rows import pieces, strips
from inlay.arrays.tiles import SIZE
from inlay.arrays.windows import Channels
from inlay.contract.boxes import Box

#: Pixels of a piece of work.
PIECE = 1 << 17
#: Pixels of an overlap that are looked at to compare two sources.
LOOKED_AT = 1 << 16


@dataclass(frozen=True, eq=False)
class Source:
    """A picture at its place on the canvas.

    Attributes
    ----------
    colour : ndarray or Channels, (height, width, channels)
        Samples of any type, also of a strided view.
    opacity : ndarray or Channels, (height, width), or None
        Samples; the source has a colour where it is above 0. None for everywhere.
    top, left : int
        Row and column of its first pixel; the source lies on the canvas as a whole.
    white : float
        The sample that stands for one.
    """

    colour: np.ndarray | Channels
    opacity: np.ndarray | Channels | None
    top: int
    left: int
    white: float = 1.0

    @property
    def box(self) -> Box:
        return Box(self.left, self.top, self.colour.shape[1], self.colour.shape[0])

    def within(self, box: Box) -> tuple[slice, slice]:
        """The source's rows and columns in a rectangle of the canvas that lies inside it."""
        return box.shift(-self.left, -self.top).slices

    def colours(self, box: Box) -> np.ndarray:
        """The colours in a rectangle of the canvas that lies inside the source."""
        return self.colour[self.within(box)]

    def present(self, box: Box) -> np.ndarray:
        """Where the source has a colour in any rectangle of the canvas."""
        found = np.zeros(box.shape, bool)
        shared = box.intersect(self.box)
        if not shared.is_empty:
            inside = shared.shift(-box.x, -box.y).slices
            found[inside] = True if self.opacity is None else self.opacity[self.within(shared)] > 0
        return found

    def opacity_in(self, box: Box, dtype: type[np.floating]) -> np.ndarray:
        """How opaque the source is in any rectangle of the canvas, from 0 to 1."""
        found = np.zeros(box.shape, dtype)
        shared = box.intersect(self.box)
        if not shared.is_empty:
            inside = shared.shift(-box.x, -box.y).slices
            found[inside] = 1 if self.opacity is None else self.opacity[self.within(shared)] / dtype(self.white)
        return np.clip(found, 0, 1, out=found)


def bands_of(box: Box) -> Iterator[Box]:
    """Whole rows cut into strips, of as many of them as tiles have, or a multiple."""
    step = max(1, PIECE // (SIZE * box.width)) * SIZE
    for top, bottom in pieces(box.height, step):
        yield Box(box.x, box.y + top, box.width, bottom - top)


def strips_of(box: Box) -> Iterator[Box]:
    """A rectangle cut into strips of whole rows."""
    for top, bottom in strips(box.height, box.width, PIECE):
        yield Box(box.x, box.y + top, box.width, bottom - top)


def overlap(one: Source, other: Source) -> tuple[np.ndarray, np.ndarray]:
    """Colours of both sources at the same pixels, ``(n, channels)`` each: all they share, or an even part of many."""
    box = one.box.intersect(other.box)
    if box.is_empty:
        empty = np.empty((0, one.colour.shape[2]))
        return empty, empty
    step = max(1, int((box.area / LOOKED_AT) ** 0.5))
    both = np.ones(box.shape, bool)[::step, ::step]
    for source in (one, other):
        if source.opacity is not None:
            both &= source.opacity[source.within(box)][::step, ::step] > 0
    first, second = (source.colours(box)[::step, ::step][both].astype(np.float64) for source in (one, other))
    return first, second


def parts(sources: Sequence[Source]) -> np.ndarray:
    """Which sources hang together: for each the number of the lowest that it reaches over those that it touches.

    Two sources touch if they share a pixel or have neighbouring ones.
    """
    part = np.arange(len(sources))
    for upper in range(len(sources)):
        for lower in range(upper):
            if part[upper] != part[lower] and touch(sources[lower], sources[upper]):
                joined = sorted((part[upper], part[lower]))
                part[part == joined[1]] = joined[0]
    return part


def touch(one: Source, other: Source) -> bool:
    """Whether two sources share a pixel or have neighbouring ones."""
    box = one.box.grow(1).intersect(other.box)
    if box.is_empty:
        return False
    theirs = other.present(box)
    mine = one.present(box.grow(1))
    near = mine[1:-1, 1:-1] | mine[:-2, 1:-1] | mine[2:, 1:-1] | mine[1:-1, :-2] | mine[1:-1, 2:]
    return bool((near & theirs).any())
