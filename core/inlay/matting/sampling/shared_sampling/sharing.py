"""Sharing of pairs between neighbours: Gastal and Oliveira 2010, section 4.3."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.matting.sampling.compositing_equation import explain

#: Pairs that are averaged.
BEST = 3
#: How fast confidence falls with the misfit of the colour: lambda of eq. 13.
DECAY = np.float32(10)
#: Confidence in a pair however poor.
LEAST = np.float32(1e-6)


@kernel
def refine(numbers, image, rows, columns, offsets, pairs, met, first, last, refined, alpha, confidence):
    """Take the mean of the neighbours' pairs that explain a pixel's colour best: eq. 10 to 13.

    Samples stand for themselves: the variances around them (eq. 9) are taken for 0.

    Parameters
    ----------
    numbers : ndarray of int32, (height, width)
        One more than the place of an unknown pixel in `rows` and `columns`; 0 for the others.
    image : ndarray of float32, (height, width, 3)
    rows, columns : ndarray of int32, (n,)
        The unknown pixels; those from `first` to ``last - 1`` are looked at.
    offsets : ndarray of int, (k, 2)
        The neighbourhood.
    pairs : ndarray of float32, (n, 2, 3)
        The pairs that were gathered.
    met : ndarray of bool, (n,)
        Which pixels have one.
    refined, alpha, confidence : ndarray of float32, (n, 2, 3), (n,) and (n,)
        Receive the pairs, their alpha and how well they explain the colour; 0 where no neighbour has any.
    """
    height, width = numbers.shape
    chosen = np.empty(BEST, np.int64)
    costs = np.empty(BEST, np.float32)
    for i in range(first, last):
        y, x = rows[i], columns[i]
        red, green, blue = image[y, x]
        count = 0
        for k in range(offsets.shape[0]):
            v, u = y + offsets[k, 0], x + offsets[k, 1]
            if v < 0 or u < 0 or v >= height or u >= width or numbers[v, u] == 0:
                continue
            other = numbers[v, u] - 1
            if not met[other]:
                continue
            cost = explain(red, green, blue, pairs[other, 0], pairs[other, 1])[1]
            if count == BEST and not cost < costs[BEST - 1]:
                continue
            place = min(count, BEST - 1)
            while place > 0 and cost < costs[place - 1]:
                costs[place], chosen[place] = costs[place - 1], chosen[place - 1]
                place -= 1
            costs[place], chosen[place] = cost, other
            count = min(BEST, count + 1)
        refined[i] = 0
        alpha[i] = 0
        confidence[i] = 0
        if count == 0:
            continue
        for k in range(count):
            for side in range(2):
                for channel in range(3):
                    refined[i, side, channel] += pairs[chosen[k], side, channel] / np.float32(count)
        alpha[i], rest = explain(red, green, blue, refined[i, 0], refined[i, 1])
        confidence[i] = max(LEAST, np.exp(-DECAY * np.sqrt(rest)))
