"""Kernels that make the equations of tiles, in windows cut out around them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.arrays.tiles import FULL, HALF, SIZE
from inlay.poisson.solvers.coarsening import NATURAL, coarsen_rows, fill_holes, weigh_rows

#: Points of a window on each side of its tile: an even number, and enough for coarse points to see lone held pixels;
#: and what diagonals see.
MARGIN, NEXT = 4, 1


class Points(NamedTuple):
    """The points of one level.

    Attributes
    ----------
    states : ndarray of uint8, (rows, columns) of tiles
        How much of each tile is unknown.
    numbers : ndarray of int32, same shape
        Which of the arrays below a tile has; -1 for those that are empty or full.
    active, arms, penalty : ndarray, (count, 16, 16[, 4])
        See `inlay.poisson.solvers.coarsening`.
    size : tuple of int
        Height and width of the level.
    natural : ndarray of uint8, (4,)
        Ends beyond which there is nothing, in the order of arms.
    """

    states: np.ndarray
    numbers: np.ndarray
    active: np.ndarray
    arms: np.ndarray
    penalty: np.ndarray
    size: tuple[int, int]
    natural: np.ndarray


@kernel
def extent(place, size, margin):
    """Where a window begins and ends along an axis: it is cut off at the ends of the picture."""
    return max(0, place * SIZE - margin), min(size, place * SIZE + SIZE + margin)


@kernel
def cut_out(points, place, margin):
    """The points of the window around the tile at `place`: active ones, arms and penalties, from `extent` on."""
    top, bottom = extent(place[0], points.size[0], margin)
    left, right = extent(place[1], points.size[1], margin)
    out_active = np.empty((bottom - top, right - left), np.uint8)
    out_arms = np.empty((bottom - top, right - left, 4), np.uint8)
    out_penalty = np.empty((bottom - top, right - left), np.float32)
    for row in range(top >> 4, ((bottom - 1) >> 4) + 1):
        for column in range(left >> 4, ((right - 1) >> 4) + 1):
            t = points.numbers[row, column]
            default = np.uint8(1) if points.states[row, column] == FULL else np.uint8(0)
            first, behind = max(left, column * SIZE), min(right, column * SIZE + SIZE)
            for y in range(max(top, row * SIZE), min(bottom, row * SIZE + SIZE)):
                i, j = y - top, first - left
                if t < 0:
                    out_active[i, j : j + behind - first] = default
                    out_penalty[i, j : j + behind - first] = 0
                    out_arms[i, j : j + behind - first] = 0
                    end_arms(points, y, first, behind, out_arms[i], left)
                    continue
                for x in range(first, behind):
                    out_active[i, x - left] = points.active[t, y & 15, x & 15]
                    out_penalty[i, x - left] = points.penalty[t, y & 15, x & 15]
                    for side in range(4):
                        out_arms[i, x - left, side] = points.arms[t, y & 15, x & 15, side]
    return out_active, out_arms, out_penalty


@kernel
def end_arms(points, y, first, behind, arms, left):
    """Nothing holds the points of row y at natural ends; `arms` begins with column `left`."""
    natural = points.natural
    for x in range(first, behind):
        if y == 0 and natural[2]:
            arms[x - left, 2] = NATURAL
        if y == points.size[0] - 1 and natural[3]:
            arms[x - left, 3] = NATURAL
    if first == 0 and natural[0]:
        arms[0 - left, 0] = NATURAL
    if behind == points.size[1] and natural[1]:
        arms[behind - 1 - left, 1] = NATURAL


@kernel
def coarsen_window(points, place):
    """The coarse points of the window around a tile, in the rows of the tile itself."""
    fine = cut_out(points, place, MARGIN)
    height, width = fine[0].shape
    fill_holes(fine[0], 0, height)
    rows, columns = (height + 1) >> 1, (width + 1) >> 1
    coarse_active = np.zeros((rows, columns), np.uint8)
    coarse_arms = np.zeros((rows, columns, 4), np.uint8)
    coarse_penalty = np.zeros((rows, columns), np.float32)
    first = (place[0] * SIZE - extent(place[0], points.size[0], MARGIN)[0]) >> 1
    coarse = coarse_active, coarse_arms, coarse_penalty
    coarsen_rows(*fine, False, points.natural, *coarse, first, min(rows, first + HALF))
    return coarse_active, coarse_arms, coarse_penalty


@kernel
def coarsen_tiles(points, places, out_numbers, out):
    """Fill the quarters of coarse tiles that lie over the fine tiles at `places`."""
    height, width = (points.size[0] + 1) >> 1, (points.size[1] + 1) >> 1
    for n in range(places.shape[0]):
        place = places[n]
        t = out_numbers[place[0] >> 1, place[1] >> 1]
        top, left = extent(place[0], points.size[0], MARGIN)[0] >> 1, extent(place[1], points.size[1], MARGIN)[0] >> 1
        found = coarsen_window(points, place)
        for y in range(place[0] * HALF, min(height, place[0] * HALF + HALF)):
            for x in range(place[1] * HALF, min(width, place[1] * HALF + HALF)):
                out[0][t, y & 15, x & 15] = found[0][y - top, x - left]
                out[2][t, y & 15, x & 15] = found[2][y - top, x - left]
                for side in range(4):
                    out[1][t, y & 15, x & 15, side] = found[1][y - top, x - left, side]


@kernel
def coarsen_into_planes(points, places, out_active, out_arms, out_penalty):
    """`coarsen_tiles` for a level that is dense."""
    height, width = out_active.shape
    for n in range(places.shape[0]):
        place = places[n]
        top, left = extent(place[0], points.size[0], MARGIN)[0] >> 1, extent(place[1], points.size[1], MARGIN)[0] >> 1
        found = coarsen_window(points, place)
        for y in range(place[0] * HALF, min(height, place[0] * HALF + HALF)):
            for x in range(place[1] * HALF, min(width, place[1] * HALF + HALF)):
                out_active[y, x] = found[0][y - top, x - left]
                out_penalty[y, x] = found[2][y - top, x - left]
                for side in range(4):
                    out_arms[y, x, side] = found[1][y - top, x - left, side]


@kernel
def weigh_tiles(points, places, cells, mass, frames):
    """One over the diagonal of the points of the tiles at `places`, in frames with a halo of 0."""
    for n in range(places.shape[0]):
        place = places[n]
        top, bottom = extent(place[0], points.size[0], NEXT)
        left, right = extent(place[1], points.size[1], NEXT)
        found = np.empty((bottom - top, right - left), np.float32)
        along = cells[0][top:bottom], cells[1][left:right]
        weigh_rows(*cut_out(points, place, NEXT), *along, mass, found, 0, bottom - top)
        for y in range(place[0] * SIZE, min(points.size[0], place[0] * SIZE + SIZE)):
            for x in range(place[1] * SIZE, min(points.size[1], place[1] * SIZE + SIZE)):
                frames[n, (y & 15) + 1, (x & 15) + 1] = found[y - top, x - left]
