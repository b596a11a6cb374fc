"""Kernels of strokes: discs along polylines as labels, and such labels made smaller."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel


@kernel
def draw_polyline(points, label, x, y, labels):
    """Give a label to every pixel whose middle lies under a disc that moves along a line and changes its radius.

    `points` are x, y and radius on the canvas, of which `labels` holds the part that begins at `x`, `y`.
    """
    if len(points) == 1:
        _draw_piece(points[0], points[0], label, x, y, labels)
    for number in range(1, len(points)):
        _draw_piece(points[number - 1], points[number], label, x, y, labels)


@kernel
def _draw_piece(start, end, label, x, y, labels):
    """One piece of the line: the convex hull of the discs at its ends, row by row."""
    height, width = labels.shape
    first, last = start[2], end[2]
    across, down = end[0] - start[0], end[1] - start[1]
    length = np.hypot(across, down)
    # Where one disc lies within the other, or as good as that, both together are the hull.
    has_sides = length > abs(first - last) + 1e-9
    corners = np.empty((4, 2))
    if has_sides:
        _find_corners(start, end, across / length, down / length, (first - last) / length, corners)
    top = max(y + 0.5, np.ceil(min(start[1] - first, end[1] - last) - 0.5) + 0.5)
    bottom = min(y + height - 0.5, np.floor(max(start[1] + first, end[1] + last) - 0.5) + 0.5)
    middle = top
    while middle <= bottom:
        left, right = np.inf, -np.inf
        for place in (start, end):
            square = place[2] ** 2 - (middle - place[1]) ** 2
            if square >= 0:
                half = np.sqrt(square)
                left, right = min(left, place[0] - half), max(right, place[0] + half)
        if has_sides:
            for corner in range(4):
                one, other = corners[corner], corners[(corner + 1) % 4]
                if (one[1] <= middle) != (other[1] <= middle):
                    crossing = one[0] + (middle - one[1]) / (other[1] - one[1]) * (other[0] - one[0])
                    left, right = min(left, crossing), max(right, crossing)
        begin = max(np.ceil(left - 0.5), np.float64(x))
        stop = min(np.floor(right - 0.5), np.float64(x + width - 1))
        if begin <= stop:
            labels[int(middle - 0.5) - y, int(begin) - x : int(stop) - x + 1] = label
        middle += 1


@kernel
def _find_corners(start, end, across, down, sine, corners):
    """Where the two lines that touch both discs do so, in order around the piece."""
    cosine = np.sqrt(max(0.0, 1 - sine * sine))
    for side in range(2):
        sign = 1.0 - 2.0 * side
        normal_x = sine * across - sign * cosine * down
        normal_y = sine * down + sign * cosine * across
        near, far = (0, 1) if side == 0 else (3, 2)
        corners[near, 0], corners[near, 1] = start[0] + start[2] * normal_x, start[1] + start[2] * normal_y
        corners[far, 0], corners[far, 1] = end[0] + end[2] * normal_x, end[1] + end[2] * normal_y


@kernel
def most_frequent(labels, kinds, factor, before, smaller):
    """Give every block the label from 0 to before `kinds` that most of its pixels have; the least of equal ones.

    A block without any keeps what it has. Blocks of `factor` x `factor` pixels count from `before`, rows and columns
    by which the first one begins ahead of the labels.
    """
    height, width = labels.shape
    counts = np.empty(kinds, np.int64)
    for row in range(smaller.shape[0]):
        top, bottom = max(0, factor * row - before[0]), min(height, factor * (row + 1) - before[0])
        for column in range(smaller.shape[1]):
            left, right = max(0, factor * column - before[1]), min(width, factor * (column + 1) - before[1])
            counts[:] = 0
            for y in range(top, bottom):
                for x in range(left, right):
                    if labels[y, x] < kinds:
                        counts[labels[y, x]] += 1
            best = counts.argmax()
            if counts[best]:
                smaller[row, column] = best
