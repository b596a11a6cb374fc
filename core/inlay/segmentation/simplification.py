"""Rings with fewer points: those that matter, put where the sides between them meet."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.arrays.progress import Progress, part, silent
from inlay.arrays.rows import pieces
from inlay.segmentation.contours import Contours

#: Points of work between two looks at the artist's wishes: some milliseconds.
_PIECE, _VERTICES = 1 << 20, 1 << 16
#: Below this distance in pixels points lie on a line, whatever the rounding.
_ON_A_LINE = 1e-6
#: Points at either end of a side that may belong to the corner rather than to the side.
_CORNER = 1
#: A side of fewer points does not say where its line lies.
_FEWEST = 3
#: How far a point may move, in tolerances: a corner that was cut off lies as far away as what was left out.
_REACH = 1.1
#: Digits of a moved point: whole pixels come out whole.
_DIGITS = 6


def simplified(contours: Contours, tolerance: float, *, progress: Progress | None = None) -> Contours:
    """Leave out points so that none of the others is further than `tolerance` from the ring that stays.

    Every ring stays, with three points at least. Where both sides that meet in a point are long enough to say where
    their lines lie, the point moves to where these meet, by hardly more than the tolerance: corners that pixels have
    cut off become sharp.

    Parameters
    ----------
    contours : Contours
    tolerance : float
        In pixels, 0 or more; with 0 only points on straight lines are left out, and none moves.
    progress : callable, optional
        Takes a fraction from 0 to 1; may raise to stop.

    Returns
    -------
    Contours

    References
    ----------
    D. H. Douglas, T. K. Peucker: Algorithms for the reduction of the number of points required to represent a
    digitized line or its caricature, Cartographica 10(2), 1973; distances are to the segment, not to its line.
    """
    kept = vertices(contours, tolerance, progress=part(progress, 0, 0.6))
    points = sharpened(contours, kept, tolerance, progress=part(progress, 0.6, 1))
    before = np.concatenate(([0], np.cumsum(kept)))
    return Contours(points, before[contours.starts], contours.parents)


def vertices(contours: Contours, tolerance: float, *, progress: Progress = silent) -> np.ndarray:
    """Which of the points stay, ``(n,)`` boolean: see `simplified`."""
    kept = np.zeros(len(contours.points), np.bool_)
    longest = int(np.diff(contours.starts).max(initial=0))
    stack = np.empty((longest + 2, 2), np.int64)
    state = np.zeros(2, np.int64)
    squared = max(tolerance, _ON_A_LINE) ** 2
    while state[0] < len(contours):
        _divide(contours.points, contours.starts, squared, kept, stack, state, _PIECE)
        progress(float(state[0]) / len(contours))
    return kept


def sharpened(contours: Contours, kept: np.ndarray, tolerance: float, *, progress: Progress = silent) -> np.ndarray:
    """The points that stay, ``(vertices, 2)``, moved to where the lines through their sides meet."""
    points, places = contours.points, np.flatnonzero(kept)
    if tolerance <= 0:
        return points[places]
    firsts = np.searchsorted(places, contours.starts)
    lines = np.empty((len(places), 4))
    moved = np.empty((len(places), 2))
    for low, high in pieces(len(places), _VERTICES):
        _draw_lines(points, contours.starts, places, firsts, ring_of(low, firsts), low, high, lines)
        progress(0.7 * low / len(places))
    for low, high in pieces(len(places), _VERTICES):
        _move(points, places, firsts, lines, _REACH * tolerance, ring_of(low, firsts), low, high, moved)
        progress(0.7 + 0.3 * low / len(places))
    return moved.round(_DIGITS) + 0.0


def ring_of(vertex: int, firsts: np.ndarray) -> int:
    """The ring that a vertex belongs to, by the first vertex of each."""
    return int(np.searchsorted(firsts, vertex, side="right")) - 1


@kernel
def _divide(points, starts, squared, kept, stack, state, effort):
    """Go on dividing ring by ring. ``state`` is: the ring, and how many pieces of it wait on the ``stack``."""
    ring, waiting = state
    while effort > 0 and ring < len(starts) - 1:
        start, count = starts[ring], starts[ring + 1] - starts[ring]
        if waiting == 0:
            first = _farthest(points, start, count, 0)
            opposite = _farthest(points, start, count, first)
            low, high = min(first, opposite), max(first, opposite)
            kept[start + low] = kept[start + high] = True
            one, one_distance = _worst(points, start, count, low, high)
            other, other_distance = _worst(points, start, count, high, low + count)
            if max(one_distance, other_distance) <= squared:
                # As flat as the tolerance; it stays a ring nevertheless.
                kept[start + one] = kept[start + other % count] = True
            else:
                stack[0, 0], stack[0, 1] = low, high
                stack[1, 0], stack[1, 1] = high, low + count
                waiting = 2
            effort -= 4 * count
        while waiting > 0 and effort > 0:
            waiting -= 1
            low, high = stack[waiting, 0], stack[waiting, 1]
            worst, distance = _worst(points, start, count, low, high)
            effort -= high - low
            if distance > squared:
                kept[start + worst % count] = True
                stack[waiting, 0], stack[waiting, 1] = low, worst
                stack[waiting + 1, 0], stack[waiting + 1, 1] = worst, high
                waiting += 2
        if waiting == 0:
            ring += 1
    state[0], state[1] = ring, waiting


@kernel
def _farthest(points, start, count, of):
    """The point of a ring that is farthest from one of them, by its place in the ring."""
    place, most = (of + 1) % count, -1.0
    for other in range(count):
        across, down = (
            points[start + other, 0] - points[start + of, 0],
            points[start + other, 1] - points[start + of, 1],
        )
        distance = across * across + down * down
        if distance > most:
            place, most = other, distance
    return place


@kernel
def _worst(points, start, count, low, high):
    """Between two points of a ring the one farthest from the segment that joins them, and its squared distance."""
    x, y = points[start + low % count, 0], points[start + low % count, 1]
    across, down = points[start + high % count, 0] - x, points[start + high % count, 1] - y
    length = across * across + down * down
    place, most = low, -1.0
    for other in range(low + 1, high):
        at = start + (other if other < count else other - count)
        right, below = points[at, 0] - x, points[at, 1] - y
        along = right * across + below * down
        if along >= length > 0:
            right, below = right - across, below - down
        elif along > 0:
            share = along / length
            right, below = right - share * across, below - share * down
        distance = right * right + below * below
        if distance > most:
            place, most = other, distance
    return place, most


@kernel
def _draw_lines(points, starts, vertices, firsts, ring, low, high, lines):
    """The line along the side behind each of some vertices."""
    for vertex in range(low, high):
        while vertex >= firsts[ring + 1]:
            ring += 1
        start, count = starts[ring], starts[ring + 1] - starts[ring]
        following = vertex + 1 if vertex + 1 < firsts[ring + 1] else firsts[ring]
        here, there = vertices[vertex] - start, vertices[following] - start
        if there <= here:
            there += count
        _line(points, start, count, here + 1 + _CORNER, there - _CORNER, lines[vertex])


@kernel
def _move(points, vertices, firsts, lines, reach, ring, low, high, moved):
    """Move some vertices to where their two lines meet."""
    for vertex in range(low, high):
        while vertex >= firsts[ring + 1]:
            ring += 1
        before = vertex - 1 if vertex > firsts[ring] else firsts[ring + 1] - 1
        _meet(points[vertices[vertex]], lines[before], lines[vertex], reach, moved[vertex])


@kernel
def _line(points, start, count, low, high, line):
    """The line nearest to the points ``low .. high - 1`` of a ring: a point of it and its direction, 0 for none."""
    line[0] = line[1] = line[2] = line[3] = 0.0
    if high - low < _FEWEST:
        return
    for place in range(low, high):
        line[0] += points[start + place % count, 0] / (high - low)
        line[1] += points[start + place % count, 1] / (high - low)
    xx = xy = yy = 0.0
    for place in range(low, high):
        x, y = points[start + place % count, 0] - line[0], points[start + place % count, 1] - line[1]
        xx, xy, yy = xx + x * x, xy + x * y, yy + y * y
    angle = np.arctan2(2 * xy, xx - yy) / 2
    line[2], line[3] = np.cos(angle), np.sin(angle)


@kernel
def _meet(point, before, after, reach, moved):
    """Move a point to where two lines meet, if that is near."""
    moved[0], moved[1] = point[0], point[1]
    turn = before[2] * after[3] - before[3] * after[2]
    if abs(turn) < 1e-3:
        return
    along = ((after[0] - before[0]) * after[3] - (after[1] - before[1]) * after[2]) / turn
    x, y = before[0] + along * before[2], before[1] + along * before[3]
    if (x - point[0]) ** 2 + (y - point[1]) ** 2 <= reach * reach:
        moved[0], moved[1] = x, y
