"""Rows cut into strips: pieces of work between which progress is reported, and that several threads can share."""

from __future__ import annotations

#: Pixels of one strip: a few milliseconds of the slowest kernel.
PIECE = 1 << 21
#: Pixels that fit into the cache together with what is computed from them.
BAND = 1 << 18


def strips(rows: int, width: int, pixels: int = PIECE, *, first: int = 0, fewest: int = 2) -> list[tuple[int, int]]:
    """Cut rows from `first` to before `rows` into strips of about `pixels`, all alike and even in height.

    Parameters
    ----------
    rows, width : int
        The row behind the last one, and the pixels of a row.
    pixels : int
        Of a strip.
    first : int
        The first row.
    fewest : int
        Rows that a strip has in any case, but for the last one.

    Returns
    -------
    list of tuple of int
        First row and row behind the last one of each.
    """
    count = max(1, -(-(rows - first) * width // pixels))
    step = max(fewest, -(-(rows - first) // count))
    return pieces(rows, step + (step & 1), first=first)


def pieces(count: int, size: int, *, first: int = 0) -> list[tuple[int, int]]:
    """Cut places from `first` to before `count` into pieces of `size`, of which the last one may be smaller.

    Of the pieces of rows and those of columns, ``itertools.product`` makes tiles.

    Returns
    -------
    list of tuple of int
        First place and place behind the last one of each.
    """
    return [(start, min(count, start + size)) for start in range(first, count, size)]
