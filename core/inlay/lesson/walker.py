"""Random walks over a picture: the weights of the steps, single walks, and the probabilities that they tend to.

L. Grady: Random Walks for Image Segmentation. IEEE Transactions on Pattern Analysis and Machine Intelligence 28(11),
2006, eqs. 1 and 11, https://doi.org/10.1109/TPAMI.2006.233
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inlay.errors import InputError
from inlay.lesson.membrane import Membrane

#: Weight below which no step falls: a walker gets over the sharpest edge in the end.
LEAST = 1e-3


def step_weights(image: np.ndarray, contrast: float = 0.5) -> list[np.ndarray]:
    """How easily a walker steps between neighbours: ``exp(-contrast |difference|^2 / mean |difference|^2)``.

    Parameters
    ----------
    image : ndarray, (height, width) or (height, width, channels)
    contrast : float
        How much a difference of colour counts, 0 or more.

    Returns
    -------
    list of ndarray
        Of the steps down, (height - 1, width), and to the right, (height, width - 1); from 0.001 to 1.
    """
    colours = np.asarray(image, np.float64)
    if colours.ndim == 2:
        colours = colours[..., np.newaxis]
    squares = [(np.diff(colours, axis=axis) ** 2).sum(axis=-1) for axis in (0, 1)]
    mean = np.concatenate([each.ravel() for each in squares]).mean()
    return [np.maximum(np.exp(-contrast * each / mean), LEAST) if mean > 0 else np.ones_like(each) for each in squares]


def chances(weights: Sequence[np.ndarray], seeds: np.ndarray) -> list[Membrane]:
    """For each label the membrane that is 1 at its seeds and 0 at the others'.

    Its solution at a pixel is the probability that a walker from there meets a seed of this label first.

    Parameters
    ----------
    weights : sequence of ndarray
        As `step_weights` gives them.
    seeds : ndarray of int, (height, width)
        0, or the label of a seed, from 1 on.
    """
    labels = range(1, int(seeds.max()) + 1)
    return [Membrane(seeds == label, seeds == 0, weights=weights) for label in labels]


def segmented(image: np.ndarray, seeds: np.ndarray, contrast: float = 0.5) -> np.ndarray:
    """The most likely label of every pixel, (height, width), by elimination."""
    likely = [membrane.solution() for membrane in chances(step_weights(image, contrast), seeds)]
    return np.argmax(likely, axis=0) + 1


def walk(
    weights: Sequence[np.ndarray], seeds: np.ndarray, start: tuple[int, int], chance: np.random.Generator
) -> list[tuple[int, int]]:
    """One walk of random steps, from a pixel to the first seed.

    Parameters
    ----------
    weights : sequence of ndarray
        Of the steps down and to the right: a step is as likely as its weight is large among those to all neighbours.
    seeds : ndarray of int, (height, width)
        0 where the walk goes on.
    start : tuple of int
        Row and column.
    chance : numpy.random.Generator
        Throws the dice.

    Returns
    -------
    list of tuple of int
        Rows and columns of all the pixels on the way; the last one is a seed.
    """
    if not np.any(seeds):
        raise InputError("There is no seed, so that a walk would never end.", "Mark at least one pixel.")
    path = [start]
    while not seeds[path[-1]]:
        path.append(_chosen(_steps(weights, *path[-1]), chance.random()))
    return path


def _chosen(steps: Sequence[tuple[tuple[int, int], float]], number: float) -> tuple[int, int]:
    """One of the neighbours, by a number from 0 to below 1 that chance has thrown."""
    left = number * sum(weight for _, weight in steps)
    for place, weight in steps:
        left -= weight
        if left < 0:
            return place
    return steps[-1][0]


def _steps(weights: Sequence[np.ndarray], row: int, column: int) -> list[tuple[tuple[int, int], float]]:
    """The neighbours of a pixel, and the weights of the steps to them."""
    down, right = weights
    steps = []
    if row > 0:
        steps.append(((row - 1, column), float(down[row - 1, column])))
    if row < down.shape[0]:
        steps.append(((row + 1, column), float(down[row, column])))
    if column > 0:
        steps.append(((row, column - 1), float(right[row, column - 1])))
    if column < right.shape[1]:
        steps.append(((row, column + 1), float(right[row, column])))
    return steps
