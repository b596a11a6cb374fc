"""Sources: overlapping pictures on one canvas, the lowest first, and what they have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from inlay.arrays.rows import strips

#: Pixels of a piece of work.
PIECE = 1 << 17
#: Pixels of an overlap that are looked at to compare two sources.
LOOKED_AT = 1 << 16


@dataclass(frozen=True, eq=False)
class Source:
    """A picture at its place on the canvas.

    Attributes
    ----------
    colour : ndarray, (height, width, channels)
        Samples of any type, also of a strided view.
    opacity : ndarray, (height, width), or None
        Samples; the source has a colour where it is above 0. None for everywhere.
    top, left : int
        Row and column of its first pixel; the source lies on the canvas as a whole.
    white : float
        The sample that stands for one.
    """

    colour: np.ndarray
    opacity: np.ndarray | None
    top: int
    left: int
    white: float = 1.0

    @property
    def bottom(self) -> int:
        return self.top + self.colour.shape[0]

    @property
    def right(self) -> int:
        return self.left + self.colour.shape[1]

    @property
    def span(self) -> Span:
        return Span(self.top, self.bottom, self.left, self.right)

    def colours(self, span: Span) -> np.ndarray:
        """The colours in a rectangle of the canvas that lies inside the source."""
        return self.colour[span.within(self)]

    def present(self, span: Span) -> np.ndarray:
        """Where the source has a colour in any rectangle of the canvas."""
        found = np.zeros(span.shape, bool)
        shared = span.shared(self.span)
        if not shared.is_empty:
            inside = shared.moved(-span.top, -span.left).slices
            found[inside] = True if self.opacity is None else self.opacity[shared.within(self)] > 0
        return found

    def opacity_in(self, span: Span, dtype: type[np.floating]) -> np.ndarray:
        """How opaque the source is in any rectangle of the canvas, from 0 to 1."""
        found = np.zeros(span.shape, dtype)
        shared = span.shared(self.span)
        if not shared.is_empty:
            inside = shared.moved(-span.top, -span.left).slices
            found[inside] = 1 if self.opacity is None else self.opacity[shared.within(self)] / dtype(self.white)
        return np.clip(found, 0, 1, out=found)


@dataclass(frozen=True)
class Span:
    """Rows from `top` to before `bottom` and columns from `left` to before `right` of the canvas."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def shape(self) -> tuple[int, int]:
        return self.bottom - self.top, self.right - self.left

    @property
    def is_empty(self) -> bool:
        return self.bottom <= self.top or self.right <= self.left

    @property
    def slices(self) -> tuple[slice, slice]:
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def within(self, source: Source) -> tuple[slice, slice]:
        """Rows and columns of the source."""
        return (
            slice(self.top - source.top, self.bottom - source.top),
            slice(self.left - source.left, self.right - source.left),
        )

    def shared(self, other: Span) -> Span:
        return Span(
            max(self.top, other.top),
            min(self.bottom, other.bottom),
            max(self.left, other.left),
            min(self.right, other.right),
        )

    def moved(self, down: int, right: int) -> Span:
        return Span(self.top + down, self.bottom + down, self.left + right, self.right + right)

    def grown(self, ring: int, shape: tuple[int, int]) -> Span:
        """A wider rectangle, inside a canvas of `shape`."""
        return Span(
            max(0, self.top - ring),
            min(shape[0], self.bottom + ring),
            max(0, self.left - ring),
            min(shape[1], self.right + ring),
        )


def strips_of(span: Span) -> Iterator[Span]:
    """A rectangle cut into strips of whole rows."""
    for top, bottom in strips(span.bottom - span.top, span.right - span.left, PIECE):
        yield Span(span.top + top, span.top + bottom, span.left, span.right)


def overlap(one: Source, other: Source) -> tuple[np.ndarray, np.ndarray]:
    """Colours of both sources at the same pixels, ``(n, channels)`` each: all they share, or an even part of many."""
    span = one.span.shared(other.span)
    if span.is_empty:
        empty = np.empty((0, one.colour.shape[2]))
        return empty, empty
    step = max(1, int((span.shape[0] * span.shape[1] / LOOKED_AT) ** 0.5))
    both = np.ones(span.shape, bool)[::step, ::step]
    for source in (one, other):
        if source.opacity is not None:
            both &= source.opacity[span.within(source)][::step, ::step] > 0
    first, second = (source.colours(span)[::step, ::step][both].astype(np.float64) for source in (one, other))
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
    wide = Span(one.top - 1, one.bottom + 1, one.left - 1, one.right + 1)
    span = wide.shared(other.span)
    if span.is_empty:
        return False
    theirs = other.present(span)
    mine = one.present(Span(span.top - 1, span.bottom + 1, span.left - 1, span.right + 1))
    near = mine[1:-1, 1:-1] | mine[:-2, 1:-1] | mine[2:, 1:-1] | mine[1:-1, :-2] | mine[1:-1, 2:]
    return bool((near & theirs).any())
