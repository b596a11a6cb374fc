"""Gathering of samples along rays, and the best pair of them: Gastal and Oliveira 2010, section 4.2."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.matting.sampling.compositing_equation import difference, explain
from inlay.matting.sampling.rays import ABSENT, walk

#: Powers of the four costs in eq. 7.
MISFIT, PROBABILITY, FOREGROUND_WAY, BACKGROUND_WAY = 3, 2, 1, 4
#: Steps at which the colours along a way are looked at, at most.
STEPS = 24
#: More than any effort, and more than any cost; finite, since kernels know no infinity.
FAR, MOST = np.float32(1e30), 1e300


@kernel
def effort(labels, image, y, x, end_y, end_x):
    """How much the colour changes on the straight way to a sample: E_p, eq. 4."""
    steps = min(STEPS, max(abs(end_y - y), abs(end_x - x)))
    total = np.float32(0)
    before_y, before_x = y, x
    for step in range(1, steps + 1):
        v = y + (end_y - y) * step // steps
        u = x + (end_x - x) * step // steps
        if labels[v, u] != ABSENT:
            total += np.sqrt(difference(image, v, u, before_y, before_x))
            before_y, before_x = v, u
    return total


@kernel
def misfit(labels, image, y, x, foreground, background):
    """Squared distance of the colours around a pixel from those that a pair can mix: N_p, eq. 3."""
    height, width = labels.shape
    total = np.float32(0)
    for v in range(max(0, y - 1), min(height, y + 2)):
        for u in range(max(0, x - 1), min(width, x + 2)):
            if labels[v, u] != ABSENT:
                total += explain(image[v, u, 0], image[v, u, 1], image[v, u, 2], foreground, background)[1]
    return total


@kernel
def gather(labels, to_foreground, to_background, image, rows, columns, ways, first, last, pairs, met):
    """The best pair of samples of each pixel: the smallest g_p of eq. 7, with PF_p and A_p of eq. 5 and 6.

    Parameters
    ----------
    labels, to_foreground, to_background, image
        As for `expansion.expand`.
    rows, columns : ndarray of int32, (n,)
        The unknown pixels; those from `first` to ``last - 1`` are looked at.
    ways : ndarray of float64, (turns, turns, rays, 2)
        Directions of the rays, turned from pixel to pixel.
    pairs : ndarray of float32, (n, 2, 3)
        Receives colours of foreground and background.
    met : ndarray of bool, (n,)
        Receives whether the rays met any of both.
    """
    turns, rays = ways.shape[0], ways.shape[2]
    hits = np.empty((rays, 4), np.int64)
    for i in range(first, last):
        y, x = rows[i], columns[i]
        to_nearest_foreground, to_nearest_background = FAR, FAR
        for ray in range(rays):
            step_y, step_x = ways[y % turns, x % turns, ray]
            hits[ray] = walk(labels, to_foreground, to_background, y + 0.5, x + 0.5, step_y, step_x)
            if hits[ray, 0] >= 0:
                way = effort(labels, image, y, x, hits[ray, 0], hits[ray, 1])
                to_nearest_foreground = min(to_nearest_foreground, way)
            if hits[ray, 2] >= 0:
                way = effort(labels, image, y, x, hits[ray, 2], hits[ray, 3])
                to_nearest_background = min(to_nearest_background, way)
        probability = to_nearest_background / (to_nearest_foreground + to_nearest_background + np.float32(1e-6))
        least = MOST
        met[i] = False
        for j in range(rays):
            for k in range(rays):
                if hits[j, 0] < 0 or hits[k, 2] < 0:
                    continue
                foreground, background = image[hits[j, 0], hits[j, 1]], image[hits[k, 2], hits[k, 3]]
                alpha = explain(image[y, x, 0], image[y, x, 1], image[y, x, 2], foreground, background)[0]
                unlikely = np.float64(probability + (1 - 2 * probability) * alpha)
                near = np.hypot(np.float64(hits[j, 0] - y), np.float64(hits[j, 1] - x))
                far = np.hypot(np.float64(hits[k, 2] - y), np.float64(hits[k, 3] - x))
                fit = np.float64(misfit(labels, image, y, x, foreground, background))
                cost = fit**MISFIT * unlikely**PROBABILITY * near**FOREGROUND_WAY * far**BACKGROUND_WAY
                if cost < least:
                    least = cost
                    met[i] = True
                    pairs[i, 0] = foreground
                    pairs[i, 1] = background
