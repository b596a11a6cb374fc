"""Contours: where a plane crosses a level, as closed rings that know which of them holds which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.arrays import checks
from inlay.arrays.kernels import kernel
from inlay.arrays.progress import Progress, silent
from inlay.arrays.rows import pieces
from inlay.contract.language import _
from inlay.errors import InputError, ParameterError

#: Pixels of work between two looks at the artist's wishes: some milliseconds.
_PIECE = 1 << 18
#: No point comes nearer than this share of the step to the centre of a pixel, so that rings never touch themselves.
_NEAREST = 1e-3
#: What may be walked in one direction: north, east, south, west, each a row and a column.
_STEPS = np.array(((-1, 0), (0, 1), (1, 0), (0, -1)))
#: The pixel ahead on the left of a cell that is crossed in each direction; the one on the right is the next.
_CORNERS = np.array(((-1, -1), (-1, 0), (0, 0), (0, -1)))
_NORTH, _SOUTH = 0, 2
#: A value below every level: what lies beyond the border.
_NOTHING = -1e300


@dataclass(frozen=True)
class Contours:
    """Closed rings around all that lies at or above a level.

    What is inside lies to the right of each: with y pointing down, a ring around something has a positive area and a
    ring around a hole a negative one. The even-odd rule and the non-zero rule fill the same.

    Attributes
    ----------
    points : ndarray, (n, 2), float64
        All rings one after the other, x and y in pixels; the centre of the first pixel is at 0.5, 0.5.
    starts : ndarray of int, (rings + 1,)
        Where each ring begins in `points`, and where the last one ends.
    parents : ndarray of int, (rings,)
        The ring directly around each, -1 for none; it always comes earlier.
    """

    points: np.ndarray
    starts: np.ndarray
    parents: np.ndarray

    def __len__(self) -> int:
        return len(self.parents)

    def __getitem__(self, ring: int) -> np.ndarray:
        """The points of one ring, ``(n, 2)``."""
        return self.points[self.starts[ring] : self.starts[ring + 1]]

    @property
    def depths(self) -> np.ndarray:
        """How many rings are around each: even for outer rings and islands, odd for holes."""
        depths = np.zeros(len(self), np.int64)
        for ring, parent in enumerate(self.parents.tolist()):
            depths[ring] = depths[parent] + 1 if parent >= 0 else 0
        return depths

    @property
    def areas(self) -> np.ndarray:
        """What each ring encloses in square pixels, negative for holes."""
        return _areas(self.points, self.starts)

    @property
    def perimeters(self) -> np.ndarray:
        """The length of each ring in pixels."""
        return _perimeters(self.points, self.starts)

    def chosen(self, keep: np.ndarray) -> Contours:
        """Some of the rings; `keep`, ``(rings,)`` boolean, has a ring's parent wherever it has the ring."""
        lengths = np.diff(self.starts)
        numbers = np.cumsum(keep) - 1
        parents = self.parents[keep]
        return Contours(
            self.points[np.repeat(keep, lengths)],
            np.concatenate(([0], np.cumsum(lengths[keep]))),
            np.where(parents >= 0, numbers[parents], -1),
        )


@dataclass(frozen=True)
class LabelledContours:
    """The contours of a plane, and which of them each pixel lies in.

    Attributes
    ----------
    contours : Contours
    crossings : ndarray of int32, (height, width + 1)
        One more than the number of the ring that passes to the left of each pixel, 0 where none does.
    """

    contours: Contours
    crossings: np.ndarray


def contoured(plane: np.ndarray, level: float, *, progress: Progress | None = None) -> Contours:
    """Find where a plane crosses a level.

    Parameters
    ----------
    plane : ndarray, (height, width)
        Real numbers. Nothing lies beyond its border: what reaches the border ends on it.
    level : float
        A pixel is inside if its value is at least this.
    progress : callable, optional
        Takes a fraction from 0 to 1; may raise to stop.

    Returns
    -------
    Contours
        The centres of pixels inside lie in the rings, the others do not. Between two pixels the crossing is where
        the values, taken as linear, reach the level.

    Raises
    ------
    InputError
        If the plane is not one, or has values that are not finite.
    ParameterError
        If the level is not finite.

    References
    ----------
    W. E. Lorensen, H. E. Cline: Marching cubes, SIGGRAPH 1987, in two dimensions; where two opposite corners of a
    cell are inside, they are joined if the bilinear interpolation between the four reaches the level at its saddle:
    G. M. Nielson, B. Hamann: The asymptotic decider, Visualization 1991. Nesting by the neighbour to the left as in
    S. Suzuki, K. Abe: Topological structural analysis of digitized binary images by border following, CVGIP 30, 1985.

    Examples
    --------
    >>> import numpy as np
    >>> from inlay.segmentation import contoured
    >>> plane = np.zeros((4, 4))
    >>> plane[1:3, 1:3] = 1
    >>> found = contoured(plane, 0.5)
    >>> len(found), float(found.areas[0])
    (1, 3.5)
    """
    return labelled(plane, level, progress=progress or silent).contours


def labelled(plane: np.ndarray, level: float, *, progress: Progress = silent) -> LabelledContours:
    """As `contoured`, with what tells which ring a pixel lies in."""
    values = _checked(plane, level)
    height, width = values.shape
    crossings = np.zeros((height, width + 1), np.int32)
    total, turns = _counted(values, level, progress)
    points = np.empty((total, 2))
    starts = np.zeros(turns // 2 + 1, np.int64)
    parents = np.empty(turns // 2, np.int32)
    is_outer = np.empty(turns // 2, np.bool_)
    state = np.zeros(9, np.int64)
    while state[0] < height:
        _follow(values, level, crossings, points, starts, parents, is_outer, state, _PIECE)
        progress(min(0.99, 0.3 + 0.35 * (state[0] / height + state[7] / max(1, total))))
    rings = int(state[8])
    return LabelledContours(Contours(points, starts[: rings + 1].copy(), parents[:rings].astype(np.int64)), crossings)


def _checked(plane: np.ndarray, level: float) -> np.ndarray:
    if plane.ndim != 2 or plane.size == 0 or plane.dtype.kind not in "buif":
        raise InputError(
            _("A picture of shape {shape} and type {dtype} has no contours.", shape=plane.shape, dtype=plane.dtype),
            _("Give real numbers as (height, width)."),
        )
    if not np.isfinite(level):
        raise ParameterError(_("A level of {level} cannot be traced.", level=level), _("Give a number."))
    values = np.ascontiguousarray(plane, np.float32)
    checks.finite(values)
    return values


def _counted(values: np.ndarray, level: float, progress: Progress) -> tuple[int, int]:
    """How often the level is crossed between neighbours, in all and along the rows."""
    height, width = values.shape
    total = turns = 0
    for top, bottom in pieces(height, max(1, _PIECE // width)):
        along, across = _count(values, level, top, bottom)
        total, turns = total + along + across, turns + along
        progress(0.3 * top / height)
    return total, turns


@kernel
def _count(values, level, top, bottom):
    height, width = values.shape
    along = across = 0
    for y in range(top, bottom):
        before = False
        for x in range(width):
            inside = values[y, x] >= level
            along += inside != before
            before = inside
            across += inside != (y > 0 and values[y - 1, x] >= level)
            across += y == height - 1 and inside
        along += before
    return along, across


@kernel
def _follow(values, level, crossings, points, starts, parents, is_outer, state, effort):
    """Go on walking row by row, and along each ring where it is first met, for so much `effort`.

    ``state`` is: the row and column that are looked at, the ring last crossed (one more than its number), whether a
    ring is walked, the cell's row and column, the direction, the number of points, the number of rings.
    """
    height, width = values.shape
    y, x, last, walking, row, column, heading, count, rings = state
    while effort > 0 and y < height:
        if walking:
            heading = _turned(values, level, row, column, heading)
            out_y, out_x = row + _CORNERS[heading, 0], column + _CORNERS[heading, 1]
            ahead = (heading + 1) % 4
            in_y, in_x = row + _CORNERS[ahead, 0], column + _CORNERS[ahead, 1]
            share = 0.5
            if 0 <= out_y < height and 0 <= out_x < width:
                low = values[out_y, out_x] - level
                share = min(max(-low / (values[in_y, in_x] - level - low), _NEAREST), 1 - _NEAREST)
            closed = False
            if heading % 2 == 0:
                left = max(out_x, in_x)
                closed = crossings[out_y, left] != 0
                crossings[out_y, left] = rings
            points[count, 0] = out_x + 0.5 + share * (in_x - out_x)
            points[count, 1] = out_y + 0.5 + share * (in_y - out_y)
            count += 1
            row += _STEPS[heading, 0]
            column += _STEPS[heading, 1]
            if closed:
                starts[rings] = count
                walking = 0
            effort -= 4
            continue
        before = x > 0 and values[y, x - 1] >= level
        if before == (x < width and values[y, x] >= level):
            x += 1
        elif crossings[y, x] != 0:
            last = crossings[y, x]
            x += 1
        else:
            # To the left of the crossing lies what lies to the right of the last one.
            parents[rings] = -1
            if last > 0:
                parents[rings] = last - 1 if is_outer[last - 1] == before else parents[last - 1]
            is_outer[rings] = not before
            rings += 1
            crossings[y, x] = rings
            heading = _SOUTH if before else _NORTH
            row, column = y + (1 if before else 0), x
            walking = 1
        if x > width:
            x, last = 0, 0
            y += 1
        effort -= 1
    state[0], state[1], state[2], state[3] = y, x, last, walking
    state[4], state[5], state[6], state[7], state[8] = row, column, heading, count, rings


@kernel
def _turned(values, level, row, column, heading):
    """The direction in which a ring leaves a cell that it enters with what is inside on its right."""
    left = _value(values, level, row + _CORNERS[heading, 0], column + _CORNERS[heading, 1])
    ahead = (heading + 1) % 4
    right = _value(values, level, row + _CORNERS[ahead, 0], column + _CORNERS[ahead, 1])
    if right >= 0:
        return heading if left < 0 else (heading + 3) % 4
    if left < 0:
        return ahead
    # Both diagonals cross the level: the bilinear saddle decides.
    behind, opposite = (heading + 2) % 4, (heading + 3) % 4
    inside = _value(values, level, row + _CORNERS[behind, 0], column + _CORNERS[behind, 1])
    outside = _value(values, level, row + _CORNERS[opposite, 0], column + _CORNERS[opposite, 1])
    return opposite if left * inside >= right * outside else ahead


@kernel
def _value(values, level, y, x):
    """By how much a pixel is above the level; nothing lies beyond the border."""
    if 0 <= y < values.shape[0] and 0 <= x < values.shape[1]:
        return values[y, x] - level
    return _NOTHING


@kernel
def _areas(points, starts):
    areas = np.zeros(len(starts) - 1)
    for ring in range(len(areas)):
        first = points[starts[ring]]
        last = starts[ring + 1] - 1
        x, y = points[last, 0] - first[0], points[last, 1] - first[1]
        for place in range(starts[ring], last + 1):
            next_x, next_y = points[place, 0] - first[0], points[place, 1] - first[1]
            areas[ring] += (x * next_y - next_x * y) / 2
            x, y = next_x, next_y
    return areas


@kernel
def _perimeters(points, starts):
    lengths = np.zeros(len(starts) - 1)
    for ring in range(len(lengths)):
        before = starts[ring + 1] - 1
        for place in range(starts[ring], starts[ring + 1]):
            lengths[ring] += np.hypot(points[place, 0] - points[before, 0], points[place, 1] - points[before, 1])
            before = place
    return lengths
