"""Outlines: where around an object to cut so that two pictures differ least there."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inlay.arrays.progress import Progress, silent
from inlay.arrays.resampling import halved
from inlay.arrays.rows import strips
from inlay.graph_cut.seams import minimum_cut

#: Pixels on which outline and constant alternate until nothing gets better; larger pictures start from its constant
#: and alternate less.
SMALL, ROUNDS, FINE_ROUNDS = 1 << 16, 8, 2
#: The two ends of the edges down, and right.
ENDS = ((np.s_[:-1], np.s_[1:]), (np.s_[:, :-1], np.s_[:, 1:]))
#: Pixels of a piece of work.
STRIP = 1 << 18


def optimal_outline(
    source: np.ndarray,
    destination: np.ndarray,
    region: np.ndarray,
    object_: np.ndarray,
    present: np.ndarray | None = None,
    *,
    progress: Progress = silent,
) -> np.ndarray:
    """Shrink a region around an object so that source and destination differ least along its outline.

    Parameters
    ----------
    source, destination : ndarray, (height, width, channels)
        In one frame.
    region, object_ : ndarray of bool, (height, width)
        The user's region, and what of it must stay inside.
    present : ndarray of bool, (height, width), optional
        Where both have a colour; between other pixels an outline costs nothing.
    progress : callable
        Is given 0 now and then, since nothing tells how much is left; may raise to stop.

    Returns
    -------
    ndarray of bool, (height, width)
        The new region: it holds the object and lies inside the old one; `outline_cost` of it is never larger.

    References
    ----------
    J. Jia, J. Sun, C.-K. Tang, H.-Y. Shum: Drag-and-drop pasting, SIGGRAPH 2006,
    https://doi.org/10.1145/1141911.1141934, eq. 4: ``min over closed paths of sum |difference - k|^2``, by turns for
    the path and for k, its mean along the path. The shortest closed path is found as a minimum cut of the dual graph.
    """
    difference, counted = _difference(source, destination, present, progress)
    constant, level = None, (difference, counted, region, object_)
    if region.size > SMALL:
        while level[0][..., 0].size > SMALL:
            level = _reduced(*level, progress)
        _, constant = _alternated(*level, None, ROUNDS, progress)
    rounds = ROUNDS if constant is None else FINE_ROUNDS
    return _alternated(difference, counted, region, object_, constant, rounds, progress)[0]


def outline_cost(difference: np.ndarray, region: np.ndarray, counted: np.ndarray | None = None) -> float:
    """Sum over the edges between a region and what lies outside of the squared differences from their mean.

    Each edge counts with the mean of its ends that are `counted`: Jia et al., eq. 4, along a path between pixels
    instead of on them. Nothing lies outside beyond the border of the image.
    """
    return _along(difference, region, np.ones_like(region) if counted is None else counted).price


def _alternated(
    difference: np.ndarray,
    counted: np.ndarray,
    region: np.ndarray,
    object_: np.ndarray,
    constant: np.ndarray | None,
    rounds: int,
    progress: Progress,
) -> tuple[np.ndarray, np.ndarray]:
    """The best region that was found by turns, and its constant."""
    along = _along(difference, region, counted)
    best, its = region, along
    constant = along.mean if constant is None else constant
    for _ in range(rounds):
        cost = _cost(difference, constant, counted, progress)
        down, right = (_between(cost, counted, axis, progress) for axis in (0, 1))
        found = minimum_cut(down, right, object_, ~region, progress)
        progress(0.0)
        along = _along(difference, found, counted)
        constant = along.mean
        if along.price >= its.price:
            break
        best, its = found, along
    return best, its.mean


class _Along(NamedTuple):
    """The differences along an outline: their mean, and what is left of them."""

    mean: np.ndarray
    price: float


def _along(difference: np.ndarray, region: np.ndarray, counted: np.ndarray) -> _Along:
    """What the edges cost that an outline cuts; an edge counts once, whether one or both of its ends are counted."""
    values, weights = [], []
    for near, far in ENDS:
        rows, columns = np.nonzero(region[near] != region[far])
        there = [counted[part][rows, columns] for part in (near, far)]
        for part, here in zip((near, far), there, strict=True):
            values.append(difference[part][rows[here], columns[here]].astype(np.float64))
            weights.append(1 / (there[0].astype(float) + there[1])[here])
    ends, weight = np.concatenate(values), np.concatenate(weights)
    mean = np.average(ends, axis=0, weights=weight) if len(ends) else np.zeros(difference.shape[2])
    return _Along(mean, float((weight * np.square(ends - mean).sum(axis=1)).sum()))


def _between(cost: np.ndarray, counted: np.ndarray, axis: int, progress: Progress) -> np.ndarray:
    """What it costs to cut the edges along an axis, from the costs at their ends, which are 0 where not counted."""
    near, far = ENDS[axis]
    height, width = cost.shape[0] - (axis == 0), cost.shape[1] - (axis == 1)
    edges = np.empty((height, width), np.float32)
    for top, bottom in strips(height, width, STRIP):
        progress(0.0)
        rows = edges[top:bottom]
        np.add(cost[near][top:bottom], cost[far][top:bottom], out=rows)
        np.multiply(rows, 0.5, out=rows, where=counted[near][top:bottom] & counted[far][top:bottom])
    return edges


def _difference(
    source: np.ndarray, destination: np.ndarray, present: np.ndarray | None, progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    """Source less destination, and where that is known; 0 elsewhere."""
    difference = np.zeros(source.shape, np.float32)
    counted = np.ones(source.shape[:2], bool) if present is None else present.copy()
    for top, bottom in strips(source.shape[0], source.shape[1], STRIP):
        progress(0.0)
        rows = np.s_[top:bottom]
        there = counted[rows][..., None]
        np.subtract(source[rows], destination[rows], out=difference[rows], where=there, dtype=np.float32)
        if source.dtype.kind == "f":
            counted[rows] &= np.isfinite(difference[rows]).all(axis=2)
            difference[rows][~counted[rows]] = 0
    return difference, counted


def _cost(difference: np.ndarray, constant: np.ndarray, counted: np.ndarray, progress: Progress) -> np.ndarray:
    """What an outline through each pixel costs."""
    cost = np.empty(counted.shape, np.float32)
    for top, bottom in strips(counted.shape[0], counted.shape[1], STRIP):
        progress(0.0)
        excess = difference[top:bottom] - constant.astype(np.float32)
        cost[top:bottom] = np.where(counted[top:bottom], np.einsum("yxc,yxc->yx", excess, excess), 0)
    return cost


def _reduced(
    difference: np.ndarray,
    counted: np.ndarray,
    region: np.ndarray,
    object_: np.ndarray,
    progress: Progress,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The same at half the size."""
    height, width = region.shape
    size = (height + 1) // 2, (width + 1) // 2
    smaller = np.empty((*size, difference.shape[2]), np.float32)
    all_counted, all_inside, some_object = (np.empty(size, bool) for _ in range(3))
    for top, bottom in strips(height, width, STRIP):
        progress(0.0)
        rows, half = np.s_[top:bottom], np.s_[top // 2 : (bottom + 1) // 2]
        smaller[half] = halved(difference[rows])
        all_counted[half] = halved(counted[rows].astype(np.float32)) == 1
        some_object[half] = halved(object_[rows].astype(np.float32)) > 0
        all_inside[half] = some_object[half] | (halved(region[rows].astype(np.float32)) == 1)
    return smaller, all_counted, all_inside, some_object
