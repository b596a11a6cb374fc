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
    sums = np.empty(channels)
    for row in range(first, last):
        top, bottom = max(0, factor * row - before[0]), min(height, factor * (row + 1) - before[0])
        for column in range(means.shape[1]):
            left, right = max(0, factor * column - before[1]), min(width, factor * (column + 1) - before[1])
            sums[:] = 0
            for y in range(top, bottom):
                for x in range(left, right):
                    if is_weighted:
                        weight = samples[y, x, opacity]
                        for channel in range(opacity):
                            sums[channel] += np.float64(samples[y, x, channel]) * weight
                        sums[opacity] += weight
                    else:
                        for channel in range(channels):
                            sums[channel] += samples[y, x, channel]
            count = (bottom - top) * (right - left)
            if is_weighted:
                for channel in range(opacity):
                    means[row, column, channel] = sums[channel] / sums[opacity] if sums[opacity] > 0 else 0
                means[row, column, opacity] = sums[opacity] / count
            else:
                for channel in range(channels):
                    means[row, column, channel] = sums[channel] / count
