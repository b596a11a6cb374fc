"""Which points lie in polygons: exactly, for any floating-point coordinates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from inlay.arrays import checks
from inlay.arrays.progress import Progress, silent
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.segmentation.contours import Contours

RULES = ("even-odd", "nonzero")
#: Pairs of a point and an edge that are looked at at once.
_PAIRS = 1 << 18
#: A difference of two products is in doubt below this share of the sum of their sizes: Shewchuk's bound A.
_DOUBT = (3 + 16 * 2.0**-53) * 2.0**-53
_LEAST = float(np.finfo(np.float64).tiny)


def points_inside(
    points: np.ndarray,
    rings: Contours | np.ndarray | Sequence[np.ndarray],
    rule: str = "even-odd",
    *,
    boundary: bool = True,
    progress: Progress | None = None,
) -> np.ndarray:
    """Find which points lie in the area that closed rings enclose.

    Parameters
    ----------
    points : ndarray, (..., 2)
        x and y.
    rings : Contours, ndarray (m, 2), or sequence of these
        One ring or several, each of which goes from its last point back to its first. They may touch, cross and
        lie in one another.
    rule : {"even-odd", "nonzero"}
        What is inside: where a way out crosses rings an odd number of times, or where the rings wind around as a whole,
        those that run the other way counting less than nothing.
    boundary : bool
        Whether points on a ring count as inside; no other point depends on it.
    progress : callable, optional
        Takes a fraction from 0 to 1; may raise to stop.

    Returns
    -------
    ndarray of bool, (...)
        Exact: the coordinates are taken as the numbers that they are, and no product of them is rounded.

    Raises
    ------
    InputError
        If points or rings are not pairs of finite numbers.
    ParameterError
        If there is no such rule.

    References
    ----------
    K. Hormann, A. Agathos: The point in polygon problem for arbitrary polygons. Computational Geometry 20(3), 2001.
    J. R. Shewchuk: Adaptive precision floating-point arithmetic and fast robust geometric predicates. Discrete and
    Computational Geometry 18(3), 1997.

    Examples
    --------
    >>> import numpy as np
    >>> from inlay.segmentation import points_inside
    >>> square = np.array([[0, 0], [4, 0], [4, 4], [0, 4]])
    >>> points_inside(np.array([[2, 2], [4, 1], [5, 2]]), square).tolist()
    [True, True, False]
    """
    checks.choice(rule, RULES, "rule")
    places = _pairs(points, "points")
    flat = places.reshape(-1, 2)
    order = np.argsort(flat[:, 1], kind="stable")
    sorted_points = flat[order]
    start, end = _edges(rings)
    winding, crossings = (np.zeros(len(flat), np.int64) for _ in range(2))
    on_ring = np.zeros(len(flat), bool)
    report = progress or silent
    for pairs in _meeting(sorted_points[:, 1], start[:, 1], end[:, 1], report):
        meeting = _met(sorted_points[pairs.point], start[pairs.edge], end[pairs.edge])
        np.add.at(winding, pairs.point, meeting.turn)
        np.add.at(crossings, pairs.point, np.abs(meeting.turn))
        on_ring[pairs.point[meeting.touches]] = True
    found = crossings % 2 == 1 if rule == "even-odd" else winding != 0
    found[on_ring] = boundary
    inside = np.empty(len(flat), bool)
    inside[order] = found
    return inside.reshape(places.shape[:-1])


class _Pairs(NamedTuple):
    """Numbers of points, and of the edges that reach to their height."""

    point: np.ndarray
    edge: np.ndarray


class _Meeting(NamedTuple):
    """What edges are to points: whether they touch, and whether they cross the ray to the right, down 1 and up -1."""

    touches: np.ndarray
    turn: np.ndarray


def _meeting(heights: np.ndarray, start: np.ndarray, end: np.ndarray, progress: Progress) -> Iterator[_Pairs]:
    """All pairs of a point, by ascending heights, and an edge from `start` to `end` that reaches there; in pieces."""
    first = np.searchsorted(heights, np.minimum(start, end), "left")
    counts = np.searchsorted(heights, np.maximum(start, end), "right") - first
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    for low in range(0, total, _PAIRS):
        progress(low / total)
        number = np.arange(low, min(total, low + _PAIRS))
        edge = np.searchsorted(ends, number, "right")
        yield _Pairs(first[edge] + number - (ends[edge] - counts[edge]), edge)


def _met(point: np.ndarray, start: np.ndarray, end: np.ndarray) -> _Meeting:
    """How each edge meets its point, which it reaches to the height of."""
    side = _side(point, start, end)
    left, right = np.minimum(start[:, 0], end[:, 0]), np.maximum(start[:, 0], end[:, 0])
    touches = (side == 0) & (left <= point[:, 0]) & (point[:, 0] <= right)
    # An end belongs to the edge below it alone, so that every way out counts it once.
    down = (start[:, 1] <= point[:, 1]) & (point[:, 1] < end[:, 1]) & (side > 0)
    up = (end[:, 1] <= point[:, 1]) & (point[:, 1] < start[:, 1]) & (side < 0)
    return _Meeting(touches, down.astype(np.int64) - up)


def _side(point: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The sign of ``(end - start) x (point - start)``, exactly; 0 on the line."""
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        along, away = end - start, point - start
        signs = [np.sign(along[:, axis]) * np.sign(away[:, 1 - axis]) for axis in (0, 1)]
        products = [along[:, axis] * away[:, 1 - axis] for axis in (0, 1)]
        difference = products[0] - products[1]
        doubt = _DOUBT * (np.abs(products[0]) + np.abs(products[1])) + _LEAST
        is_sure = np.abs(difference) > doubt
    # Signs of differences are never rounded.
    differs = signs[0] != signs[1]
    side = np.where(differs, np.sign(signs[0] - signs[1]), np.sign(difference))
    side[~differs & (signs[0] == 0)] = 0
    for place in np.flatnonzero(~differs & (signs[0] != 0) & ~is_sure):
        side[place] = _exact_side(*(each[place].tolist() for each in (point, start, end)))
    return side


def _exact_side(point: list[float], start: list[float], end: list[float]) -> int:
    (x, y), (x0, y0), (x1, y1) = ((Fraction(a), Fraction(b)) for a, b in (point, start, end))
    value = (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)
    return (value > 0) - (value < 0)


def _edges(rings: Contours | np.ndarray | Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Where the edges of all rings start and end, (edges, 2) each."""
    several = [rings] if isinstance(rings, np.ndarray) and rings.ndim == 2 else [rings[k] for k in range(len(rings))]
    checked = [_pairs(each, "rings", dimensions=2) for each in several]
    nothing = np.zeros((0, 2))
    following = [np.roll(each, -1, axis=0) for each in checked]
    return np.concatenate([nothing, *checked]), np.concatenate([nothing, *following])


def _pairs(values: np.ndarray, name: str, dimensions: int | None = None) -> np.ndarray:
    """Numbers as double precision, (..., 2).

    Raises
    ------
    InputError
        If they are none.
    """
    pairs = np.asarray(values)
    fits = pairs.ndim >= 1 and pairs.shape[-1] == 2 and dimensions in (None, pairs.ndim)
    if not fits or pairs.dtype.kind not in "iuf":
        raise InputError(
            _("The {name} are of shape {shape} and type {dtype}.", name=name, shape=pairs.shape, dtype=pairs.dtype),
            _("Give x and y in the last dimension."),
        )
    checks.finite(pairs, name)
    return pairs.astype(np.float64)
