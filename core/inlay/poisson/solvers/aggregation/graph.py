"""Weighted graphs: what the equations are on each level, between pixels on the finest and aggregates on the others."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inlay.arrays.kernels import kernel

ZERO = np.float32(0)
TWO = np.float32(2)
TINY = np.float32(1e-30)


class Graph(NamedTuple):
    """The matrix ``(A x)_i = sum_j w_ij (x_i - x_j) + g_i x_i``, row by row.

    Attributes
    ----------
    starts : ndarray of int64
        Where the links of each node begin, and where the last ones end.
    columns : ndarray of int32
        Their other ends.
    weights : ndarray of float32
        w, some of which may be negative.
    ground : ndarray of float32
        g.
    scale : ndarray of float32
        2 over the sum of absolute values of each row, 0 where there are none: no eigenvalue of ``scale A`` is above 2.
    """

    starts: np.ndarray
    columns: np.ndarray
    weights: np.ndarray
    ground: np.ndarray
    scale: np.ndarray

    @property
    def size(self) -> int:
        return len(self.ground)

    @classmethod
    def of(cls, starts: np.ndarray, columns: np.ndarray, weights: np.ndarray, ground: np.ndarray) -> Graph:
        scale = np.empty_like(ground)
        scale_nodes(starts, weights, ground, scale)
        return cls(starts, columns, weights, ground, scale)


class Grid(NamedTuple):
    """The graph of a region: planes with a ring of zeros, so that their rows are worked on at once.

    Attributes
    ----------
    right, down : ndarray of float32
        Weights of the links between each pixel and the next, and the one below.
    ground, scale : ndarray of float32
        As of `Graph`.
    """

    right: np.ndarray
    down: np.ndarray
    ground: np.ndarray
    scale: np.ndarray

    @classmethod
    def of(cls, right: np.ndarray, down: np.ndarray, ground: np.ndarray) -> Grid:
        scale = np.zeros_like(ground)
        scale_grid(right, down, ground, scale)
        return cls(right, down, ground, scale)

    @property
    def graph(self) -> Graph:
        """The same row by row."""
        links = 2 * (np.count_nonzero(self.right) + np.count_nonzero(self.down))
        starts, columns = np.zeros(self.ground.size + 1, np.int64), np.empty(links, np.int32)
        weights = np.empty(links, np.float32)
        list_links(self.right.ravel(), self.down.ravel(), self.ground.shape[1], starts, columns, weights)
        return Graph(starts, columns, weights, self.ground.ravel(), self.scale.ravel())


@kernel
def scale_grid(right, down, ground, scale):
    height, width = ground.shape
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            links = (right[y, x] + right[y, x - 1]) + (down[y, x] + down[y - 1, x])
            total = TWO * links + ground[y, x]
            scale[y, x] = TWO / total if total > TINY else ZERO


@kernel
def scale_nodes(starts, weights, ground, scale):
    for i in range(ground.shape[0]):
        diagonal, others = ground[i], ZERO
        for k in range(starts[i], starts[i + 1]):
            diagonal += weights[k]
            others += abs(weights[k])
        total = abs(diagonal) + others
        scale[i] = TWO / total if total > TINY else ZERO


@kernel
def list_links(right, down, width, starts, columns, weights):
    """List the links of planes, laid out as rows, in the order of both ends."""
    count = 0
    for i in range(right.shape[0]):
        if i >= width and down[i - width] > ZERO:
            columns[count], weights[count] = i - width, down[i - width]
            count += 1
        if i > 0 and right[i - 1] > ZERO:
            columns[count], weights[count] = i - 1, right[i - 1]
            count += 1
        if right[i] > ZERO:
            columns[count], weights[count] = i + 1, right[i]
            count += 1
        if down[i] > ZERO:
            columns[count], weights[count] = i + width, down[i]
            count += 1
        starts[i + 1] = count
