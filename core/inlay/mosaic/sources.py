"""Sources: overlapping pictures on one canvas, the lowest first, and what they have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from inlay.arrays.placed import Placed
from inlay.arrays.rows import pieces, strips
from inlay.arrays.tiles import SIZE
from inlay.contract.boxes import Box

#: Pixels of a piece of work.
PIECE = 1 << 17
#: Pixels of an overlap that are looked at to compare two sources.
LOOKED_AT = 1 << 14


def bands_of(box: Box) -> Iterator[Box]:
    """Whole rows of a rectangle of the canvas cut into strips that end with tiles."""
    step = max(1, PIECE // (SIZE * box.width)) * SIZE
    for top, bottom in pieces(box.bottom, step, first=box.y // SIZE * SIZE):
        rows = max(box.y, top)
        yield Box(box.x, rows, box.width, bottom - rows)


def strips_of(box: Box) -> Iterator[Box]:
    """A rectangle cut into strips of whole rows."""
    for top, bottom in strips(box.height, box.width, PIECE):
        yield Box(box.x, box.y + top, box.width, bottom - top)


def overlap(one: Placed, other: Placed) -> tuple[np.ndarray, np.ndarray]:
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


def parts(sources: Sequence[Placed]) -> np.ndarray:
    """Which sources hang together: for each the number of the lowest that it reaches over those that it touches.

    Two sources touch if they share a pixel or have neighbouring ones.
    """
    part = np.arange(len(sources))
    for lower, upper in near_pairs(sources, 1):
        if part[upper] != part[lower] and touch(sources[lower], sources[upper]):
            joined = sorted((part[upper], part[lower]))
            part[part == joined[1]] = joined[0]
    return part


def near_pairs(sources: Sequence[Placed], ring: int = 0) -> list[tuple[int, int]]:
    """The lower and the upper one of all pairs of sources whose rectangles overlap, if one is grown by a ring."""
    sides = np.array([(each.left, each.top, each.box.right, each.box.bottom) for each in sources])
    starts, ends = sides[:, :2], sides[:, 2:] + ring
    reaches = (starts[:, None] < ends).all(axis=2)
    upper, lower = np.nonzero(np.tril(reaches & reaches.T, -1))
    return list(zip(lower.tolist(), upper.tolist(), strict=True))


def generations(sources: Sequence[Placed], most: int) -> Iterator[list[int]]:
    """Sources in groups of at most so many: each comes after all lower ones that it touches, none of them with it."""
    found = np.zeros(len(sources), int)
    for lower, upper in near_pairs(sources, 1):
        found[upper] = max(found[upper], found[lower] + 1)
    for number in range(found.max() + 1):
        together = np.flatnonzero(found == number).tolist()
        yield from (together[first:behind] for first, behind in pieces(len(together), most))


def touch(one: Placed, other: Placed) -> bool:
    """Whether two sources share a pixel or have neighbouring ones."""
    box = one.box.grow(1).intersect(other.box)
    if box.is_empty:
        return False
    theirs = other.present(box)
    mine = one.present(box.grow(1))
    near = mine[1:-1, 1:-1] | mine[:-2, 1:-1] | mine[2:, 1:-1] | mine[1:-1, :-2] | mine[1:-1, 2:]
    return bool((near & theirs).any())
