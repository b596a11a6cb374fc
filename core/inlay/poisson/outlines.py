"""Outlines: where around an object to cut so that two pictures differ least there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inlay.poisson.fields import halved
from inlay.poisson.seams import minimum_cut
from inlay.strips import strips

#: Pixels on which outline and constant alternate until nothing gets better; larger pictures start from its constant
#: and alternate less.
SMALL, ROUNDS, FINE_ROUNDS = 1 << 16, 8, 2
#: Pixels of a piece of work.
STRIP = 1 << 18


def optimal_outline(
    source: np.ndarray,
    destination: np.ndarray,
    region: np.ndarray,
    object_: np.ndarray,
    present: np.ndarray | None = None,
    *,
    poll: Callable[[], None] = lambda: None,
) -> np.ndarray:
    """Shrink a region around an object so that source and destination differ least along its outline.

    Parameters
    ----------
    source, destination : ndarray, (height, width, channels)
        In one frame.
    region, object_ : ndarray of bool, (height, width)
        The user's region, and what of it must stay inside.
    present : ndarray of bool, (height, width), optional
        Where the destination has a colour; elsewhere an outline costs nothing.
    poll : callable
        Is called now and then; may raise to stop.

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
    counted = np.ones_like(region) if present is None else present
    difference = _difference(source, destination, region & counted, poll)
    constant, level = None, (difference, counted, region, object_)
    if region.size > SMALL:
        while level[0][..., 0].size > SMALL:
            poll()
            level = _reduced(*level)
        _, constant = _alternated(*level, None, ROUNDS, poll)
    rounds = ROUNDS if constant is None else FINE_ROUNDS
    return _alternated(difference, counted, region, object_, constant, rounds, poll)[0]


def outline_cost(difference: np.ndarray, region: np.ndarray, counted: np.ndarray | None = None) -> float:
    """Sum over the outermost pixels of a region of the squared differences from their mean (Jia et al., eq. 4).

    Pixels at the border of the image lie on the outline only if they have a neighbour outside the region.
    """
    values, mean = _along(difference, region, np.ones_like(region) if counted is None else counted)
    return float(np.square(values - mean).sum())


def _alternated(
    difference: np.ndarray,
    counted: np.ndarray,
    region: np.ndarray,
    object_: np.ndarray,
    constant: np.ndarray | None,
    rounds: int,
    poll: Callable[[], None],
) -> tuple[np.ndarray, np.ndarray]:
    """The best region that was found by turns, and its constant."""
    values, mean = _along(difference, region, counted)
    best, least, its = region, float(np.square(values - mean).sum()), mean
    constant = mean if constant is None else constant
    for _ in range(rounds):
        cost = _cost(difference, constant, counted, poll)
        found = minimum_cut((cost[1:] + cost[:-1]) / 2, (cost[:, 1:] + cost[:, :-1]) / 2, object_, ~region)
        poll()
        values, constant = _along(difference, found, counted)
        price = float(np.square(values - constant).sum())
        if price >= least:
            break
        best, least, its = found, price, constant
    return best, its


def _along(difference: np.ndarray, region: np.ndarray, counted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The differences along the outline, and their mean."""
    framed = np.pad(region, 1, constant_values=True)
    inner = framed[:-2, 1:-1] & framed[2:, 1:-1] & framed[1:-1, :-2] & framed[1:-1, 2:]
    values = difference[region & ~inner & counted].astype(np.float64)
    return values, values.mean(axis=0) if len(values) else np.zeros(difference.shape[2])


def _difference(source: np.ndarray, destination: np.ndarray, where: np.ndarray, poll: Callable[[], None]) -> np.ndarray:
    """Source less destination, 0 where it does not count."""
    difference = np.zeros(source.shape, np.float32)
    for top, bottom in strips(source.shape[0], source.shape[1], STRIP):
        poll()
        rows = np.s_[top:bottom]
        np.subtract(
            source[rows], destination[rows], out=difference[rows], where=where[rows][..., None], dtype=np.float32
        )
    return difference


def _cost(difference: np.ndarray, constant: np.ndarray, counted: np.ndarray, poll: Callable[[], None]) -> np.ndarray:
    """What an outline through each pixel costs."""
    cost = np.empty(counted.shape, np.float32)
    for top, bottom in strips(counted.shape[0], counted.shape[1], STRIP):
        poll()
        excess = difference[top:bottom] - constant.astype(np.float32)
        cost[top:bottom] = np.where(counted[top:bottom], np.einsum("yxc,yxc->yx", excess, excess), 0)
    return cost


def _reduced(
    difference: np.ndarray, counted: np.ndarray, region: np.ndarray, object_: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The same at half the size."""
    some_object = halved(object_.astype(np.float32)) > 0
    return (
        halved(difference),
        halved(counted.astype(np.float32)) == 1,
        some_object | (halved(region.astype(np.float32)) == 1),
        some_object,
    )
