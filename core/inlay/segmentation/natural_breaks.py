"""The best division of ordered values into classes, found exactly."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel


@kernel
def best_splits(weights, sums, classes):
    """Where the classes after the first begin, if the sum of their variances is to be the least.

    Dynamic programming; since later ends never want earlier beginnings, halves of the ends are searched between what
    was found for their middle: X. Wu, Optimal Quantization by Matrix Searching, Journal of Algorithms 12(4), 1991.

    Parameters
    ----------
    weights, sums : ndarray of float64, (values + 1,)
        Number of pixels before each value, and the sum of their values.
    classes : int
        At most as many as there are values.
    """
    count = weights.size - 1
    best = np.zeros(count + 1)
    for end in range(1, count + 1):
        best[end] = sums[end] ** 2 / weights[end]
    begins = np.zeros((classes, count + 1), np.int64)
    stack = np.empty((4, 128), np.int64)
    for number in range(1, classes):
        now = np.full(count + 1, -1.0)
        stack[:, 0] = number + 1, count, number, count - 1
        height = 1
        while height:
            height -= 1
            first, last, low, high = stack[0, height], stack[1, height], stack[2, height], stack[3, height]
            end = (first + last) // 2
            found = low
            largest = -1.0
            for begin in range(max(low, number), min(high, end - 1) + 1):
                apart = sums[end] - sums[begin]
                value = best[begin] + apart * apart / (weights[end] - weights[begin])
                if value > largest:
                    largest = value
                    found = begin
            now[end] = largest
            begins[number, end] = found
            if first < end:
                stack[0, height], stack[1, height], stack[2, height], stack[3, height] = first, end - 1, low, found
                height += 1
            if end < last:
                stack[0, height], stack[1, height], stack[2, height], stack[3, height] = end + 1, last, found, high
                height += 1
        best = now
    splits = np.empty(classes - 1, np.int64)
    end = count
    for number in range(classes - 1, 0, -1):
        end = begins[number, end]
        splits[number - 1] = end
    return splits
