"""Kernel of smaller pictures: means over square blocks."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel


@kernel
def mean_rows(samples, is_weighted, factor, before, first, last, means):
    """Average blocks of `factor` x `factor` samples into the rows from `first` to before `last`.

    Blocks count from `before`, rows and columns by which the first one begins ahead of the samples; it and the last
    one may hold fewer. Weighted colours count by the last channel, opacity; where all of that is none, they are 0.
    """
    height, width, channels = samples.shape
    opacity = channels - 1
    colours = opacity if is_weighted else channels
    sums = np.empty(colours)
    for row in range(first, last):
        top, bottom = max(0, factor * row - before[0]), min(height, factor * (row + 1) - before[0])
        for column in range(means.shape[1]):
            left, right = max(0, factor * column - before[1]), min(width, factor * (column + 1) - before[1])
            sums[:] = total = 0.0
            for y in range(top, bottom):
                for x in range(left, right):
                    weight = np.float64(samples[y, x, opacity]) if is_weighted else 1.0
                    total += weight
                    for channel in range(colours):
                        sums[channel] += weight * samples[y, x, channel]
            for channel in range(colours):
                means[row, column, channel] = sums[channel] / total if total > 0 else 0
            if is_weighted:
                means[row, column, opacity] = total / ((bottom - top) * (right - left))
