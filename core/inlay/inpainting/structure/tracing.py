"""Edges that meet a hole, followed away from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.arrays.progress import Progress, part, silent
from inlay.inpainting.structure.edge_field import SCALE, EdgeField, turned

#: Pixels from the hole at which edges are looked for: nearer the gradients are not known.
NEAR = 4
#: How an edge is followed: the length of a step, the most steps, how far it may lie beside, all in pixels.
STEP, STEPS, BESIDE = 1.0, 48, 1.5
#: The cosine of the most that an edge may turn in one step, and what part of its strength it must keep.
TURN, KEPT = np.cos(np.radians(25)), 0.4
#: How far the direction ahead follows that of the last step: at a crossing edges bend aside.
INERTIA = 0.2
#: The least that counts as an edge: a part of the picture's range, and multiples of its noise.
RANGE, NOISE = 0.05, 4.0
#: The shortest edge, in steps, and how far it may lie off a parabola, in pixels (standard deviation).
SHORTEST, OFF = 10, 0.35
#: How many steps in a row an edge may be lost, as where another one crosses it, and in what part of it it is seen.
LOST, SEEN = 10, 0.7
#: The steps of an edge that say how it enters the hole, and the factor by which a parabola must fit them better.
FITTED, BETTER = 32, 0.7
#: From which multiple of the median distance on a point is none of the edge's.
STRAGGLING = 3.0
#: The cosine of the flattest angle at which an edge enters the hole.
FLATTEST = 0.35
#: Pixels between two edges that are the same.
SAME = 2.0


@dataclass(frozen=True, eq=False)
class Edge:
    """An edge that enters a hole.

    Attributes
    ----------
    path : ndarray, (n, 2)
        Rows and columns from the border of the hole outwards, a pixel apart.
    direction : ndarray, (2,)
        The unit vector along it into the hole.
    curvature : float
        By how many radians it turns in a pixel on its way into the hole, from rows to columns.
    left, right : ndarray, (distances, channels)
        The colours of its sides on the way into the hole, at some distances.
    """

    path: np.ndarray
    direction: np.ndarray
    curvature: float
    left: np.ndarray
    right: np.ndarray

    @property
    def contrast(self) -> float:
        return float(np.linalg.norm(self.left - self.right, axis=1).max())


def traced(picture: np.ndarray, usable: np.ndarray, hole: np.ndarray, progress: Progress | None = None) -> list[Edge]:
    """The edges that meet a hole, the strongest first.

    Parameters
    ----------
    picture : ndarray of float32, (height, width, channels)
        What it holds where it is not usable does not count.
    usable, hole : ndarray of bool, (height, width)
        Where the picture has a colour, and what is to be filled.
    progress : callable, optional
        Is given the fraction done; may raise to stop.

    Returns
    -------
    list of Edge
    """
    if not usable.any() or not hole.any() or min(hole.shape) < 2:
        # Through a single row of pixels no edge leads.
        return []
    progress = progress or silent
    field = EdgeField.of(picture, usable, progress)
    points, directions = _seeds(field, hole, _least(picture, usable))
    if not len(points):
        return []
    paths, seen = _followed(field, points, directions, part(progress, 0.2, 0.9))
    edges = [_edge(field, paths[:, n], seen[:, n], hole) for n in range(len(points))]
    return _distinct([edge for edge in edges if edge is not None])


def _least(picture: np.ndarray, usable: np.ndarray) -> float:
    """The least gradient of an edge."""
    known = picture[usable]
    spread = np.linalg.norm(np.percentile(known, 98, axis=0) - np.percentile(known, 2, axis=0))
    steps = picture[:, 1:] - picture[:, :-1]
    steps = np.linalg.norm(steps[usable[:, 1:] & usable[:, :-1]], axis=1)
    noise = float(np.median(steps)) if steps.size else 0.0
    # A step of this height has at its middle a gradient of its height by the Gaussian's width.
    height = max(RANGE * float(spread), NOISE * noise / SCALE)
    return height / (np.sqrt(2 * np.pi) * np.hypot(SCALE, 0.5)) + 1e-12


def _seeds(field: EdgeField, hole: np.ndarray, least: float) -> tuple[np.ndarray, np.ndarray]:
    """Where edges cross a line around the hole, and unit vectors along them away from it."""
    from scipy import ndimage

    distance = ndimage.distance_transform_edt(~hole)
    points = np.argwhere((distance >= NEAR) & (distance < NEAR + 1.5)).astype(float)
    size, across = field.at(points)
    beside = [field.at(points + sign * across)[0] for sign in (-1, 1)]
    outwards = np.stack([ndimage.map_coordinates(g, points.T, order=1) for g in np.gradient(distance)], axis=1)
    along = turned(across)
    cosine = (along * outwards).sum(axis=1)
    along *= np.where(cosine < 0, -1, 1)[:, None]
    found = (size > least) & (size >= beside[0]) & (size >= beside[1]) & (np.abs(cosine) > FLATTEST)
    order = np.flatnonzero(found)[np.argsort(-size[found], kind="stable")]
    return points[order], along[order]


def _followed(
    field: EdgeField, points: np.ndarray, directions: np.ndarray, progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    """Paths (steps + 1, n, 2) along edges, and where each is seen (steps + 1, n); between straight on."""
    points = _centred(field, points)
    paths = np.empty((STEPS + 1, *points.shape))
    paths[0] = points
    seen = np.zeros(paths.shape[:2], bool)
    seen[0] = True
    latest = np.zeros(len(points), int)
    strength = field.at(points)[0]
    for step in range(1, STEPS + 1):
        progress(step / STEPS)
        ahead = points + STEP * directions
        centred = _centred(field, ahead)
        size, across = field.at(centred)
        along = turned(across)
        cosine = (along * directions).sum(axis=1)
        along *= np.where(cosine < 0, -1, 1)[:, None]
        advanced = ((centred - points) * directions).sum(axis=1) > STEP / 3
        good = (step - latest <= LOST) & (np.abs(cosine) > TURN) & (size > KEPT * strength) & advanced
        latest[good] = step
        seen[step] = good
        strength = np.where(good, 0.9 * strength + 0.1 * np.minimum(size, 2 * strength), strength)
        directions = directions + INERTIA * np.where(good[:, None], along - directions, 0)
        directions /= np.linalg.norm(directions, axis=1)[:, None]
        points = np.where(good[:, None], centred, ahead)
        paths[step] = points
    return paths, seen


def _centred(field: EdgeField, points: np.ndarray) -> np.ndarray:
    """Points moved across their edge to where it is strongest."""
    offsets = np.arange(-BESIDE, BESIDE + 0.25, 0.5)
    _, across = field.at(points)
    sizes = field.at(points + offsets[:, None, None] * across)[0]
    best = np.clip(sizes.argmax(axis=0), 1, len(offsets) - 2)
    columns = np.arange(len(points))
    before, middle, after = (sizes[best + k, columns] for k in (-1, 0, 1))
    bend = before - 2 * middle + after
    peak = np.where(bend < 0, 0.5 * (before - after) / np.where(bend < 0, bend, 1), 0)
    return points + (offsets[best] + 0.5 * np.clip(peak, -1, 1))[:, None] * across


def _edge(field: EdgeField, path: np.ndarray, seen: np.ndarray, hole: np.ndarray) -> Edge | None:
    """An edge from its path, which begins near the hole; None if it is short or ragged, or does not reach the hole."""
    shares = np.cumsum(seen) / np.arange(1, len(seen) + 1)
    length = int(np.flatnonzero(seen & (shares >= SEEN))[-1])
    if length < SHORTEST:
        return None
    path, fitted = path[: length + 1], path[: FITTED + 1][seen[: FITTED + 1]]
    along = fitted[-1] - fitted[0]
    along /= np.linalg.norm(along)
    across = turned(along)
    coefficients, rough = _fit((fitted - path[0]) @ along, (fitted - path[0]) @ across)
    if rough > OFF:
        return None
    back = -np.arange(0, 4 * NEAR, 0.5)
    points = path[0] + back[:, None] * along + np.polyval(coefficients, back)[:, None] * across
    rows, columns = np.clip(np.rint(points).astype(int), 0, np.array(hole.shape) - 1).T
    inside = hole[rows, columns]
    if not inside.any():
        return None
    reached = int(inside.argmax())
    slope = np.polyval(np.polyder(coefficients), back[reached])
    direction = -(along + slope * across) / np.hypot(1, slope)
    bend = 2 * coefficients[0] / (1 + slope**2) ** 1.5 if len(coefficients) == 3 else 0.0
    # The sides are seen from outside to inside, the path goes the other way.
    left, right = (each.mean(axis=0) for each in field.sides(fitted, np.broadcast_to(-along, fitted.shape)))
    whole = np.concatenate([points[: reached + 1][::-2][:-1], path])
    return Edge(whole, direction, -float(bend), left, right)


def _fit(s: np.ndarray, off: np.ndarray) -> tuple[np.ndarray, float]:
    """A line, or a parabola where that fits much better, and how far the points lie off; stragglers do not count."""
    found = []
    for degree in (1, 2):
        near = np.ones(len(s), bool)
        for _ in range(3):
            coefficients = np.polyfit(s[near], off[near], degree)
            beside = np.abs(np.polyval(coefficients, s) - off)
            near = beside <= max(STRAGGLING * float(np.median(beside)), 0.1)
        found.append((coefficients, float(np.sqrt((beside[near] ** 2).mean()))))
    return found[1] if found[1][1] < BETTER * found[0][1] else found[0]


def _distinct(edges: list[Edge]) -> list[Edge]:
    """The strongest first, without those that enter the hole where a stronger one of the same colours does."""
    kept: list[Edge] = []
    for edge in sorted(edges, key=lambda edge: -edge.contrast):
        if not any(
            np.linalg.norm(edge.path[0] - other.path[0]) < SAME
            and ((edge.left - edge.right) * (other.left - other.right)).sum() > 0
            for other in kept
        ):
            kept.append(edge)
    return kept
