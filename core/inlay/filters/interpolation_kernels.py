"""Kernels of pictures that are scaled and turned."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel

#: Weights that add up to less than this part of their magnitudes say little: what they weigh cancels out.
_LEAST = 1 / 3


@kernel
def look_up_colours(samples, opacity, table, lobes, shrink, grid, first, last, found):
    """Fill the rows from `first` to before `last` of `found`, (rows, columns, channels)."""
    height, width, channels = samples.shape
    x0, y0, right_x, right_y, down_x, down_y = grid
    most = int(2 * lobes / shrink) + 2
    across, down = np.empty(most), np.empty(most)
    for row in range(first, last):
        for column in range(found.shape[1]):
            x, y = x0 + column * right_x + row * down_x, y0 + column * right_y + row * down_y
            left, columns = _lanczos(x, shrink, width, lobes, table, across)
            top, rows = _lanczos(y, shrink, height, lobes, table, down)
            total, magnitude = _weigh(opacity, left, columns, across, top, rows, down)
            if total < _LEAST * magnitude or magnitude == 0:
                # Close to a transparent border the filter's negative lobes would blow differences up.
                left, columns = _tent(x, shrink, width, across)
                top, rows = _tent(y, shrink, height, down)
                total, _ = _weigh(opacity, left, columns, across, top, rows, down)
            for channel in range(channels):
                value = _sum(samples, opacity, channel, left, columns, across, top, rows, down)
                found[row, column, channel] = value / total if total > 0 else 0.0


@kernel
def look_up_coverage(plane, size, shrink, grid, first, last, found):
    """Fill the rows from `first` to before `last` of `found`, (rows, columns)."""
    height, width = size
    is_full = plane.shape[0] == 0
    x0, y0, right_x, right_y, down_x, down_y = grid
    most = int(2 / shrink) + 2
    across, down = np.empty(most), np.empty(most)
    for row in range(first, last):
        for column in range(found.shape[1]):
            x, y = x0 + column * right_x + row * down_x, y0 + column * right_y + row * down_y
            left, columns = _tent(x, shrink, width, across)
            top, rows = _tent(y, shrink, height, down)
            total = 0.0
            for j in range(rows):
                for i in range(columns):
                    total += down[j] * across[i] * (1.0 if is_full else plane[top + j, left + i])
            found[row, column] = min(max(total, 0.0), 1.0)


@kernel
def _weigh(opacity, left, columns, across, top, rows, down):
    """The sum of all weights by opacity, and that of their magnitudes."""
    total, magnitude = 0.0, 0.0
    for j in range(rows):
        for i in range(columns):
            weight = down[j] * across[i]
            if opacity.shape[0] > 0:
                weight *= opacity[top + j, left + i]
            total += weight
            magnitude += abs(weight)
    return total, magnitude


@kernel
def _sum(samples, opacity, channel, left, columns, across, top, rows, down):
    """The sum of a channel's samples by weights and opacity."""
    total = 0.0
    for j in range(rows):
        along = 0.0
        if opacity.shape[0] == 0:
            for i in range(columns):
                along += across[i] * samples[top + j, left + i, channel]
        else:
            for i in range(columns):
                along += across[i] * opacity[top + j, left + i] * samples[top + j, left + i, channel]
        total += down[j] * along
    return total


@kernel
def _lanczos(place, shrink, size, lobes, table, weights):
    """The first sample near a place and how many there are, with their weights."""
    first, last = max(0, int(np.ceil(place - lobes / shrink))), min(size - 1, int(np.floor(place + lobes / shrink)))
    fineness = (table.shape[0] - 2) / lobes
    for k in range(first, last + 1):
        away = abs(place - k) * shrink * fineness
        node = min(int(away), table.shape[0] - 2)
        weights[k - first] = table[node] + (away - node) * (table[node + 1] - table[node])
    return first, max(0, last - first + 1)


@kernel
def _tent(place, shrink, size, weights):
    """As `_lanczos`; the weights of all samples, those beyond the border too, add up to 1."""
    lowest, highest = int(np.ceil(place - 1 / shrink)), int(np.floor(place + 1 / shrink))
    first, last = max(0, lowest), min(size - 1, highest)
    total = 0.0
    for k in range(lowest, highest + 1):
        weight = 1 - abs(place - k) * shrink
        total += weight
        if first <= k <= last:
            weights[k - first] = weight
    for k in range(max(0, last - first + 1)):
        weights[k] /= total
    return first, max(0, last - first + 1)
