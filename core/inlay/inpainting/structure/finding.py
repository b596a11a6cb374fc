"""Lines through a hole, found on its border."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inlay.arrays.bounding_box import bounding_box
from inlay.arrays.progress import Progress, part, silent
from inlay.inpainting.offsets import PyramidLevel
from inlay.inpainting.structure.curves import Curve, evenly
from inlay.inpainting.structure.pairing import paired
from inlay.inpainting.structure.tracing import Edge, traced

#: How far across a hole is, at most, on the level where lines are looked for, in pixels.
ACROSS = 128
#: The side of the picture of a hole by which that is measured.
MEASURED = 512
#: How near to the end of a stroke an edge meets it, in pixels, and the cosine of the angle between them.
MET, ALONG = 6.0, 0.8
#: Pixels over which the direction of a stroke is looked at.
AHEAD = 8


def curves_through(
    picture: np.ndarray, usable: np.ndarray, hole: np.ndarray, progress: Progress | None = None
) -> list[Curve]:
    """The lines that lead through a hole, the surest first.

    Parameters
    ----------
    picture : ndarray, (height, width, channels)
        Of any type.
    usable, hole : ndarray of bool, (height, width)
        Where it has a colour that counts, and what is to be filled.
    progress : callable, optional
        Is given the fraction done; may raise to stop.

    Returns
    -------
    list of Curve
        In pixels of the picture.
    """
    level, edges = _edges(picture, usable, hole, progress or silent)
    pairs = paired(edges, level.hole)
    return [Curve.between(edges[a], edges[b]).scaled(reduction(hole)) for a, b in pairs]


def curves_along(
    strokes: Sequence[np.ndarray],
    picture: np.ndarray,
    usable: np.ndarray,
    hole: np.ndarray,
    progress: Progress | None = None,
) -> list[Curve]:
    """The lines that an artist's strokes follow, one for each time that a stroke leads through the hole.

    A stroke need not be exact, nor go on beyond the hole: where an edge enters the hole near to it and in about its
    direction, the line follows that edge. Parameters are those of `curves_through`, and polylines (n, 2) of rows and
    columns.
    """
    level, edges = _edges(picture, usable, hole, progress or silent)
    factor = reduction(hole)
    found = []
    for stroke in strokes:
        points = evenly((np.asarray(stroke, float) + 0.5) / factor - 0.5)
        inside = _inside(points, level.hole)
        steps = np.diff(inside.astype(int), prepend=0, append=0)
        starts, ends = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
        for start, end in zip(starts, ends, strict=True):
            before = points[ends[ends < start].max(initial=0) : start]
            after = points[end : starts[starts > end].min(initial=len(points))]
            found.append(_led(before, points[start:end], after, edges).scaled(factor))
    return [curve for curve in found if not curve.inside.all()]


def _edges(
    picture: np.ndarray, usable: np.ndarray, hole: np.ndarray, progress: Progress
) -> tuple[PyramidLevel, list[Edge]]:
    """The level that lines are looked for on, and its edges."""
    level = PyramidLevel(picture, usable & ~hole, hole)
    for _ in range(reduction(hole).bit_length() - 1):
        level = level.halved(progress)
    edges = traced(level.picture.astype(np.float32), level.usable, level.hole, part(progress, 0.3, 1.0))
    return level, edges


def _inside(points: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """Which points lie in the hole."""
    places = np.rint(points).astype(int)
    within = ((places >= 0) & (places < hole.shape)).all(axis=1)
    rows, columns = np.clip(places, 0, np.array(hole.shape) - 1).T
    return within & hole[rows, columns]


def _led(before: np.ndarray, inner: np.ndarray, after: np.ndarray, edges: Sequence[Edge]) -> Curve:
    """The part of a stroke in the hole, led to the edges at its ends; what is outside follows them."""
    share = np.linspace(0, 1, len(inner))[:, None]
    moved = inner.copy()
    sides = []
    for known, end, weight, way in ((before[::-1], inner[0], 1 - share, inner), (after, inner[-1], share, inner[::-1])):
        edge = _met(end, way, edges)
        if edge is not None:
            known = edge.path[1:]
            moved += weight * (edge.path[0] - end)
        sides.append(known)
    points = np.concatenate([sides[0][::-1], moved, sides[1]])
    return Curve(points, np.repeat([False, True, False], [len(sides[0]), len(moved), len(sides[1])]))


def _met(end: np.ndarray, way: np.ndarray, edges: Sequence[Edge]) -> Edge | None:
    """The edge that meets a stroke at its end, if one does: near to it and in the direction of its way in."""
    direction = way[min(len(way) - 1, AHEAD)] - way[0]
    size = float(np.linalg.norm(direction))
    if not size:
        return None
    near = [
        edge
        for edge in edges
        if np.linalg.norm(edge.path[0] - end) <= MET and edge.direction @ direction > ALONG * size
    ]
    return min(near, key=lambda edge: float(np.linalg.norm(edge.path[0] - end)), default=None)


def reduction(hole: np.ndarray) -> int:
    """By what power of two a picture is made smaller to find the lines through a hole."""
    from scipy import ndimage

    inside = hole[bounding_box(hole).slices]
    step = -(-max(inside.shape) // MEASURED) or 1
    across = 2 * step * float(ndimage.distance_transform_edt(np.pad(inside[::step, ::step], 1)).max())
    return 1 << max(0, int(np.ceil(np.log2(max(1.0, across / ACROSS)))))
