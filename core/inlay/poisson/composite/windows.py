"""Kernels that make the equations of tiles, in windows cut out around them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.poisson.solvers.coarsening import NATURAL, coarsen_rows, fill_holes, weigh_rows

EMPTY, MIXED, FULL = 0, 1, 2
SIZE, HALF = 16, 8
#: Points of a window on each side of its tile: an even number, and enough for coarse points to see lone held pixels.
MARGIN = 4


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
def extent(place, size):
    """Where a window begins and ends along an axis: it is cut off at the ends of the picture."""
    return max(0, place * SIZE - MARGIN), min(size, place * SIZE + SIZE + MARGIN)


@kernel
def end_arms(arms, natural):
    """Nothing holds the points at natural ends."""
    height, width = arms.shape[:2]
    for x in range(width):
        if natural[2]:
            arms[0, x, 2] = NATURAL
        if natural[3]:
            arms[height - 1, x, 3] = NATURAL
    for y in range(height):
        if natural[0]:
            arms[y, 0, 0] = NATURAL
        if natural[1]:
            arms[y, width - 1, 1] = NATURAL


@kernel
def cut_out(points, place, out_active, out_arms, out_penalty):
    """Fill a window around the tile at `place`: rows from `extent` on."""
    top, bottom = extent(place[0], points.size[0])
    left, right = extent(place[1], points.size[1])
    for y in range(top, bottom):
        for x in range(left, right):
            i, j = y - top, x - left
            t = points.numbers[y >> 4, x >> 4]
            if t >= 0:
                out_active[i, j] = points.active[t, y & 15, x & 15]
                out_penalty[i, j] = points.penalty[t, y & 15, x & 15]
                for side in range(4):
                    out_arms[i, j, side] = points.arms[t, y & 15, x & 15, side]
            else:
                out_active[i, j] = np.uint8(1) if points.states[y >> 4, x >> 4] == FULL else np.uint8(0)
                out_penalty[i, j] = 0
                out_arms[i, j, :] = 0
                if y == 0 and points.natural[2]:
                    out_arms[i, j, 2] = NATURAL
                if y == points.size[0] - 1 and points.natural[3]:
                    out_arms[i, j, 3] = NATURAL
                if x == 0 and points.natural[0]:
                    out_arms[i, j, 0] = NATURAL
                if x == points.size[1] - 1 and points.natural[1]:
                    out_arms[i, j, 1] = NATURAL


@kernel
def coarsen_window(points, place):
    """The coarse points of the window around a tile."""
    top, bottom = extent(place[0], points.size[0])
    left, right = extent(place[1], points.size[1])
    height, width = bottom - top, right - left
    fine_active = np.empty((height, width), np.uint8)
    fine_arms = np.empty((height, width, 4), np.uint8)
    fine_penalty = np.empty((height, width), np.float32)
    cut_out(points, place, fine_active, fine_arms, fine_penalty)
    fill_holes(fine_active, 0, height)
    rows, columns = (height + 1) >> 1, (width + 1) >> 1
    coarse_active = np.zeros((rows, columns), np.uint8)
    coarse_arms = np.zeros((rows, columns, 4), np.uint8)
    coarse_penalty = np.zeros((rows, columns), np.float32)
    fine = fine_active, fine_arms, fine_penalty
    coarsen_rows(*fine, False, points.natural, coarse_active, coarse_arms, coarse_penalty, 0, rows)
    return coarse_active, coarse_arms, coarse_penalty


@kernel
def coarsen_tiles(points, places, out_numbers, out):
    """Fill the quarters of coarse tiles that lie over the fine tiles at `places`."""
    height, width = (points.size[0] + 1) >> 1, (points.size[1] + 1) >> 1
    for n in range(places.shape[0]):
        place = places[n]
        t = out_numbers[place[0] >> 1, place[1] >> 1]
        top, left = extent(place[0], points.size[0])[0] >> 1, extent(place[1], points.size[1])[0] >> 1
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
        top, left = extent(place[0], points.size[0])[0] >> 1, extent(place[1], points.size[1])[0] >> 1
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
        top, bottom = extent(place[0], points.size[0])
        left, right = extent(place[1], points.size[1])
        height, width = bottom - top, right - left
        some_active = np.empty((height, width), np.uint8)
        some_arms = np.empty((height, width, 4), np.uint8)
        some_penalty = np.empty((height, width), np.float32)
        cut_out(points, place, some_active, some_arms, some_penalty)
        found = np.empty((height, width), np.float32)
        weigh_rows(
            some_active, some_arms, some_penalty, cells[0][top:bottom], cells[1][left:right], mass, found, 0, height
        )
        for y in range(place[0] * SIZE, min(points.size[0], place[0] * SIZE + SIZE)):
            for x in range(place[1] * SIZE, min(points.size[1], place[1] * SIZE + SIZE)):
                frames[n, (y & 15) + 1, (x & 15) + 1] = found[y - top, x - left]
