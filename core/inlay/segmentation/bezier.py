"""Outlines of cubic Bezier curves: smooth where the contour is, with a corner where it turns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.arrays.progress import Progress, part
from inlay.arrays.rows import pieces
from inlay.segmentation.contours import Contours
from inlay.segmentation.simplification import ring_of, sharpened, vertices

#: Curves tried between two looks at the artist's wishes: some milliseconds.
_PIECE = 1 << 12
#: A contour that turns by more than this between the chords to both sides of a point has a corner there.
_CORNER = np.cos(np.radians(45))
#: How many points of the contour the chords reach, how many more for a pixel of tolerance, and the most.
_CHORD, _CHORD_BY_TOLERANCE, _LONGEST_CHORD = 4, 1, 48
#: At least so many points to both sides of a smooth joint are smoothed, and at least this part of its chords: steps of
#: pixels cancel (A. Savitzky, M. J. E. Golay, Analytical Chemistry 36(8), 1964; no arc shrinks).
_SMOOTHED, _SMOOTHED_PART = 2, 4
#: One curve replaces at most so many sides of the polygon.
_SIDES = 48
#: A curve is compared with at most about so many points of the contour.
_SAMPLES = 96
#: How often the points' places on the curve are found anew; beyond this squared error, in tolerances, never.
_ROUNDS, _HOPELESS = 4, 16.0
#: How far a flattened curve may lie from itself, in pixels.
_INVISIBLE = 0.02


@dataclass(frozen=True)
class BezierContours:
    """Closed strokes of cubic Bezier curves that know which of them holds which.

    Attributes
    ----------
    anchors : ndarray, (n, 3, 2), float64
        All strokes one after the other: each anchor's incoming handle, point and outgoing handle, x and y in pixels.
        At a corner between straight lines all three are the same.
    starts, parents : ndarray of int
        As those of `Contours`.
    """

    anchors: np.ndarray
    starts: np.ndarray
    parents: np.ndarray

    def __len__(self) -> int:
        return len(self.parents)

    def __getitem__(self, stroke: int) -> np.ndarray:
        """The anchors of one stroke, ``(n, 3, 2)``."""
        return self.anchors[self.starts[stroke] : self.starts[stroke + 1]]

    @property
    def points(self) -> np.ndarray:
        """The anchors without their handles, ``(n, 2)``."""
        return self.anchors[:, 1]

    @property
    def depths(self) -> np.ndarray:
        """How many strokes are around each: even for outer ones and islands, odd for holes."""
        return self.flattened().depths

    def flattened(self) -> Contours:
        """The same as rings of points, near enough that no one sees the difference."""
        following = np.arange(1, len(self.anchors) + 1)
        following[self.starts[1:] - 1] = self.starts[:-1]
        start, out = self.anchors[:, 1], self.anchors[:, 2]
        into, end = self.anchors[following, 0], self.anchors[following, 1]
        bend = np.maximum(np.hypot(*(start - 2 * out + into).T), np.hypot(*(out - 2 * into + end).T))
        straight = (out == start).all(axis=1) & (into == end).all(axis=1)
        pieces = np.where(straight, 1, np.ceil(np.sqrt(0.75 * bend / _INVISIBLE))).clip(1).astype(np.int64)
        before = np.concatenate(([0], np.cumsum(pieces)))
        curve = np.repeat(np.arange(len(pieces)), pieces)
        t = ((np.arange(before[-1]) - before[curve]) / pieces[curve])[:, np.newaxis]
        s = 1 - t
        points = s**3 * start[curve] + 3 * s * s * t * out[curve] + 3 * s * t * t * into[curve] + t**3 * end[curve]
        return Contours(points, before[self.starts], self.parents)


def polygonal(contours: Contours) -> BezierContours:
    """The same rings as strokes of straight lines."""
    return BezierContours(np.repeat(contours.points[:, np.newaxis], 3, axis=1), contours.starts, contours.parents)


def fitted(contours: Contours, tolerance: float, *, progress: Progress | None = None) -> BezierContours:
    """Fit cubic Bezier curves to contours.

    Corners are where the contour turns sharply; between them the curves join without a kink. Each curve replaces as
    many sides of the simplified polygon as it can without leaving the contour by more than `tolerance`.

    Parameters
    ----------
    contours : Contours
    tolerance : float
        In pixels, above 0.
    progress : callable, optional
        Takes a fraction from 0 to 1; may raise to stop.

    Returns
    -------
    BezierContours

    References
    ----------
    P. J. Schneider: An algorithm for automatically fitting digitized curves, Graphics Gems, 1990, pages 612-626.
    """

    points, starts = contours.points, contours.starts
    kept = vertices(contours, tolerance, progress=part(progress, 0, 0.3))
    places = np.flatnonzero(kept)
    firsts = np.searchsorted(places, starts)
    sharp = sharpened(contours, kept, tolerance, progress=part(progress, 0.3, 0.5))
    reach = _CHORD + round(_CHORD_BY_TOLERANCE * tolerance)
    corners = np.zeros(len(places), np.bool_)
    chords = np.empty(len(places), np.int64)
    finding, fitting = part(progress, 0.5, 0.6), part(progress, 0.6, 1)
    for low, high in pieces(len(places), _PIECE):
        _find_corners(points, starts, places, firsts, reach, ring_of(low, firsts), low, high, corners, chords, sharp)
        finding(low / len(places))
    joints = np.empty(len(places), np.int64)
    handles = np.empty((len(places), 2, 2))
    stack = np.empty((int(np.diff(firsts).max(initial=0)) + 2, 2), np.int64)
    ends = np.zeros(len(starts), np.int64)
    state = np.zeros(3, np.int64)
    while state[0] < len(contours):
        _fit_rings(points, starts, places, firsts, sharp, corners, chords, tolerance**2, joints, handles, ends, stack,
                   state, _PIECE)  # fmt: skip
        fitting(state[0] / len(contours))
    count = int(ends[-1])
    joints, handles = joints[:count], handles[:count]
    before = np.arange(-1, count - 1)
    before[ends[:-1]] = ends[1:] - 1
    return BezierContours(np.stack((handles[before, 1], sharp[joints], handles[:, 0]), axis=1), ends, contours.parents)


@kernel
def _find_corners(points, starts, places, firsts, reach, ring, low, high, corners, chords, sharp):
    """Which of some vertices are corners; the others move onto the parabola nearest to the points around.

    ``chords`` is how many points reach to both sides of a vertex as far as the shorter of its sides.
    """
    for vertex in range(low, high):
        while vertex >= firsts[ring + 1]:
            ring += 1
        start, count = starts[ring], starts[ring + 1] - starts[ring]
        place, at = places[vertex] - start, places[vertex]
        near = max(1, min(reach, count // 10))
        back, ahead = start + (place - near) % count, start + (place + near) % count
        one_x, one_y = points[at, 0] - points[back, 0], points[at, 1] - points[back, 1]
        other_x, other_y = points[ahead, 0] - points[at, 0], points[ahead, 1] - points[at, 1]
        along = one_x * other_x + one_y * other_y
        corners[vertex] = along < _CORNER * np.hypot(one_x, one_y) * np.hypot(other_x, other_y)
        before = vertex - 1 if vertex > firsts[ring] else firsts[ring + 1] - 1
        after = vertex + 1 if vertex + 1 < firsts[ring + 1] else firsts[ring]
        side = min((place - (places[before] - start)) % count, (places[after] - start - place) % count)
        chords[vertex] = max(1, min(max(side, _CHORD), count // 6, _LONGEST_CHORD))
        if not corners[vertex]:
            width = min(max(_SMOOTHED, chords[vertex] // _SMOOTHED_PART), near)
            for axis in range(2):
                total = 0.0
                for step in range(-width, width + 1):
                    weight = 3 * (3 * width * width + 3 * width - 1 - 5 * step * step)
                    total += weight * points[start + (place + step) % count, axis]
                sharp[vertex, axis] = total / ((2 * width + 3) * (4 * width * width - 1))


@kernel
def _fit_rings(
    points, starts, places, firsts, sharp, corners, chords, squared, joints, handles, ends, stack, state, effort
):  # fmt: skip
    """Go on fitting ring by ring. ``state`` is: the ring, how many sections of it wait on the ``stack``, the curves."""
    ring, waiting, made = state
    places_on_curve = np.empty(2 * _SAMPLES + 2)
    ends_of_section = np.empty((4, 2))
    curve = np.empty((2, 2))
    while effort > 0 and ring < len(starts) - 1:
        first, sides = firsts[ring], firsts[ring + 1] - firsts[ring]
        start, count = starts[ring], starts[ring + 1] - starts[ring]
        if waiting == 0:
            waiting = _stack_sections(corners, first, sides, stack)
        while waiting > 0 and effort > 0:
            waiting -= 1
            low, high = stack[waiting, 0], stack[waiting, 1]
            effort -= 1
            if high - low <= _SIDES and high - low < sides:
                one, other = first + low % sides, first + high % sides
                here, there = places[one] - start, places[other] - start
                if there <= here:
                    there += count
                if high - low == 1 and corners[one] and corners[other]:
                    _copy(sharp, one, other, 0.0, curve)
                    fits = True
                else:
                    for axis in range(2):
                        ends_of_section[0, axis], ends_of_section[3, axis] = sharp[one, axis], sharp[other, axis]
                    # At a smooth joint the same for the sections on both sides, so that these join without a kink.
                    span = min(chords[one], there - here) if corners[one] else chords[one]
                    _aim(points, start, count, here, span, sharp[one], corners[one], 1, ends_of_section[1])
                    span = min(chords[other], there - here) if corners[other] else chords[other]
                    _aim(points, start, count, there, span, sharp[other], corners[other], -1, ends_of_section[2])
                    fits = _fit(points, start, count, here, there, ends_of_section, squared, places_on_curve, curve)
                    effort -= 4
                    if not fits and high - low == 1:
                        # The side of the polygon is near enough.
                        _copy(sharp, one, other, 1 / 3, curve)
                        fits = True
                if fits:
                    joints[made] = one
                    _copy(curve, 0, 1, 0.0, handles[made])
                    made += 1
                    continue
            middle = (low + high) // 2
            stack[waiting, 0], stack[waiting, 1] = middle, high
            stack[waiting + 1, 0], stack[waiting + 1, 1] = low, middle
            waiting += 2
        if waiting == 0:
            ring += 1
            ends[ring] = made
    state[0], state[1], state[2] = ring, waiting, made


@kernel
def _copy(points, one, other, share, pair):
    """Two points, each moved towards the other by this share of the way."""
    for axis in range(2):
        pair[0, axis] = points[one, axis] + share * (points[other, axis] - points[one, axis])
        pair[1, axis] = points[other, axis] + share * (points[one, axis] - points[other, axis])


@kernel
def _stack_sections(corners, first, sides, stack):
    """Put the sections of a ring between its corners on the stack, the first on top."""
    begin = 0
    while begin < sides and not corners[first + begin]:
        begin += 1
    begin %= sides
    waiting, high = 0, begin + sides
    for vertex in range(begin + sides - 1, begin, -1):
        if corners[first + vertex % sides]:
            stack[waiting, 0], stack[waiting, 1] = vertex, high
            waiting += 1
            high = vertex
    stack[waiting, 0], stack[waiting, 1] = begin, high
    return waiting + 1


@kernel
def _aim(points, start, count, place, span, joint, corner, sign, direction):
    """The direction, of length one, in which a section leaves a joint: forwards with a `sign` of 1, or backwards."""
    ahead, x, y = start + (place + sign * span) % count, joint[0], joint[1]
    if not corner:
        back = start + (place - sign * span) % count
        x, y = points[back, 0], points[back, 1]
    across, down = points[ahead, 0] - x, points[ahead, 1] - y
    length = max(np.hypot(across, down), 1e-12)
    direction[0], direction[1] = across / length, down / length


@kernel
def _fit(points, start, count, low, high, section, squared, places, curve):
    """Fit the handles of one curve to points of a ring; whether it comes near enough to all of them.

    ``section`` is the first point, both directions inwards and the last point.
    """
    step = max(1, (high - low) // _SAMPLES)
    samples = (high - low - 1 + step - 1) // step
    length = 0.0
    x, y = section[0, 0], section[0, 1]
    for sample in range(samples):
        at = start + (low + 1 + sample * step) % count
        length += np.hypot(points[at, 0] - x, points[at, 1] - y)
        places[sample] = length
        x, y = points[at, 0], points[at, 1]
    length += np.hypot(section[3, 0] - x, section[3, 1] - y)
    for sample in range(samples):
        places[sample] /= max(length, 1e-12)
    for _ in range(_ROUNDS):
        _solve_handles(points, start, count, low, step, samples, section, places, curve)
        worst = _compare(points, start, count, low, step, samples, section, places, curve)
        if worst <= squared:
            return step == 1 or _is_near(
                points, start, count, low, high, step, samples, section, squared, places, curve
            )
        if worst > _HOPELESS * squared:
            return False
    return False


@kernel
def _solve_handles(points, start, count, low, step, samples, section, places, curve):
    """Least squares for the lengths of the two handles along their directions."""
    aa = ab = bb = ax = bx = 0.0
    along = section[1, 0] * section[2, 0] + section[1, 1] * section[2, 1]
    for sample in range(samples):
        t = places[sample]
        s = 1 - t
        one, other = 3 * s * s * t, 3 * s * t * t
        first, last = s * s * s + one, t * t * t + other
        at = start + (low + 1 + sample * step) % count
        x = points[at, 0] - first * section[0, 0] - last * section[3, 0]
        y = points[at, 1] - first * section[0, 1] - last * section[3, 1]
        aa += one * one
        ab += one * other * along
        bb += other * other
        ax += one * (section[1, 0] * x + section[1, 1] * y)
        bx += other * (section[2, 0] * x + section[2, 1] * y)
    chord = np.hypot(section[3, 0] - section[0, 0], section[3, 1] - section[0, 1])
    determinant = aa * bb - ab * ab
    forwards = backwards = 0.0
    if determinant > 1e-9 * aa * bb:
        forwards, backwards = (ax * bb - bx * ab) / determinant, (aa * bx - ab * ax) / determinant
    if not (1e-3 * chord < forwards < 3 * chord and 1e-3 * chord < backwards < 3 * chord):
        forwards = backwards = chord / 3
    for axis in range(2):
        curve[0, axis] = section[0, axis] + forwards * section[1, axis]
        curve[1, axis] = section[3, axis] + backwards * section[2, axis]


@kernel
def _compare(points, start, count, low, step, samples, section, places, curve):
    """The largest squared distance of a point from its place on the curve; every place moves nearer.

    The place moves by one step of Newton's method towards where the curve is nearest.
    """
    worst = 0.0
    for sample in range(samples):
        at = start + (low + 1 + sample * step) % count
        t = places[sample]
        s = 1 - t
        distance = slope = down = 0.0
        for axis in range(2):
            a, b, c, d = section[0, axis], curve[0, axis], curve[1, axis], section[3, axis]
            away = s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d - points[at, axis]
            speed = 3 * (s * s * (b - a) + 2 * s * t * (c - b) + t * t * (d - c))
            bend = 6 * (s * (c - 2 * b + a) + t * (d - 2 * c + b))
            distance += away * away
            down += away * speed
            slope += speed * speed + away * bend
        worst = max(worst, distance)
        if abs(slope) > 1e-12:
            places[sample] = min(max(t - down / slope, 0.0), 1.0)
    return worst


@kernel
def _is_near(points, start, count, low, high, step, samples, section, squared, places, curve):
    """Whether the points between the samples, too, are near enough to the curve."""
    for place in range(low + 1, high):
        sample, rest = (place - low - 1) // step, ((place - low - 1) % step) / step
        here = places[sample]
        there = places[sample + 1] if sample + 1 < samples else 1.0
        t = here + rest * (there - here)
        s = 1 - t
        distance = 0.0
        for axis in range(2):
            a, b, c, d = section[0, axis], curve[0, axis], curve[1, axis], section[3, axis]
            away = (
                s * s * s * a
                + 3 * s * s * t * b
                + 3 * s * t * t * c
                + t * t * t * d
                - points[start + place % count, axis]
            )
            distance += away * away
        # Along the curve the place may be off by half a point's distance.
        if distance > 2 * squared + 0.25:
            return False
    return True
