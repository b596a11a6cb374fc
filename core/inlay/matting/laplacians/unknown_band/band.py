"""The unknown pixels and their surroundings as runs of rows: vectors hold these pixels and no others.

The equation of a pixel involves the 5x5 pixels around it. Vectors therefore hold the unknown pixels dilated by 5x5, the
*band*, row by row and without gaps; a run of unknown pixels then finds its neighbours in five stretches of a vector,
without an index for each pixel. The band reaches up to two pixels beyond the picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.arrays.pool import Pool
from inlay.arrays.rows import strips
from inlay.matting.scene import UNKNOWN

#: How far the equation of a pixel reaches.
REACH = 2
#: Rows and columns of a block, of which the first coarse grid has one unknown or several.
BLOCK = 4
#: Unknown pixels of one piece of work.
PIECE = 1 << 17


class Runs(NamedTuple):
    """Stretches of pixels within rows, from top to bottom.

    Attributes
    ----------
    first : ndarray of int64, (rows + 1,)
        The first run of each row, and the number of runs.
    column, length : ndarray of int32, (runs,)
        First column, and number of pixels.
    start : ndarray of int64, (runs, 1) or (runs, 5)
        Where the first pixel is in a vector; for the unknown pixels, where the pixel two columns to its left is in the
        rows from two above to two below.
    """

    first: np.ndarray
    column: np.ndarray
    length: np.ndarray
    start: np.ndarray


@dataclass(frozen=True, eq=False)
class Band:
    """Where the unknown pixels and their surroundings are in a vector.

    Attributes
    ----------
    height, width : int
        Of the picture.
    unknown : Runs
        The unknown pixels.
    dilated : Runs
        All pixels of the band; its rows begin at -2.
    size, count : int
        Length of a vector, and number of unknown pixels.
    pieces : list of tuple of int
        Rows (first, behind last) of pieces of about equal work, in whole blocks.
    """

    height: int
    width: int
    unknown: Runs
    dilated: Runs
    size: int
    count: int
    pieces: list[tuple[int, int]]

    @property
    def work(self) -> float:
        """Unknown pixels of an average row."""
        return self.count / self.height


def find(trimap: np.ndarray, pool: Pool) -> Band:
    """The band of the unknown pixels of `trimap`."""
    height, width = trimap.shape
    pieces = strips(height, width)
    unknown, counts = _runs(trimap, 0, pool)
    dilated, _ = _runs(trimap, REACH, pool)

    def locate(top: int, bottom: int) -> None:
        locate_neighbours(unknown, dilated, top, bottom)

    pool.each(locate, pieces, width)
    size = int(dilated.start[-1, 0] + dilated.length[-1]) if dilated.length.size else 0
    return Band(height, width, unknown, dilated, size, int(counts.sum()), _pieces(counts))


def _runs(trimap: np.ndarray, radius: int, pool: Pool) -> tuple[Runs, np.ndarray]:
    """Runs of the unknown pixels dilated by `radius`, and the number of pixels in each row."""
    height, width = trimap.shape
    counts = np.zeros((2, height + 2 * radius), np.int64)
    pieces = strips(counts.shape[1], width)

    def count(top: int, bottom: int) -> None:
        count_runs(trimap, radius, top, bottom, counts)

    pool.each(count, pieces, width)
    first, start = (np.concatenate([[0], np.cumsum(each)]) for each in counts)
    total, columns = int(first[-1]), 1 if radius else 2 * REACH + 1
    runs = Runs(first, np.empty(total, np.int32), np.empty(total, np.int32), np.empty((total, columns), np.int64))

    def record(top: int, bottom: int) -> None:
        record_runs(trimap, radius, top, bottom, start, runs)

    pool.each(record, pieces, width)
    return runs, counts[1]


def _pieces(counts: np.ndarray) -> list[tuple[int, int]]:
    """Cut rows into pieces of whole blocks with about equal numbers of unknown pixels."""
    height, total = counts.size, np.cumsum(counts)
    number = -(-int(total[-1]) // PIECE)
    wanted = np.searchsorted(total, total[-1] * np.arange(1, number) / number)
    cuts = np.unique(np.concatenate([[0], wanted // BLOCK * BLOCK, [height]]))
    return [(int(top), int(bottom)) for top, bottom in pairwise(cuts)]


@kernel
def dilate_row(trimap, radius, row, near, line):
    """Mark in `line`, whose columns begin at -radius, what lies within `radius` of an unknown pixel."""
    height, width = trimap.shape
    near[:] = 0
    inner = near[2 * radius : 2 * radius + width]
    for y in range(max(0, row - radius), min(height, row + radius + 1)):
        here = trimap[y]
        for x in range(width):
            inner[x] |= here[x] == UNKNOWN
    line[:] = 0
    for step in range(2 * radius + 1):
        shifted = near[step : step + line.size]
        for x in range(line.size):
            line[x] |= shifted[x]


@kernel
def count_runs(trimap, radius, top, bottom, counts):
    """Count the runs and the pixels of rows ``top .. bottom - 1`` of the dilated picture, which begins at -radius."""
    width = trimap.shape[1]
    near, line = np.empty(width + 4 * radius, np.uint8), np.empty(width + 2 * radius, np.uint8)
    for row in range(top, bottom):
        dilate_row(trimap, radius, row - radius, near, line)
        before = np.uint8(0)
        for here in line:
            counts[0, row] += here > before
            counts[1, row] += here
            before = here


@kernel
def record_runs(trimap, radius, top, bottom, start, runs):
    """Write down the runs of rows ``top .. bottom - 1``; `start` is the position of each row in a vector."""
    width = trimap.shape[1]
    near, line = np.empty(width + 4 * radius, np.uint8), np.empty(width + 2 * radius, np.uint8)
    for row in range(top, bottom):
        if runs.first[row] == runs.first[row + 1]:
            continue
        dilate_row(trimap, radius, row - radius, near, line)
        run, position, before = runs.first[row] - 1, start[row], np.uint8(0)
        for x in range(line.size):
            if line[x] > before:
                run += 1
                runs.column[run], runs.length[run], runs.start[run, 0] = x - radius, 0, position
            if line[x]:
                runs.length[run] += 1
                position += 1
            before = line[x]


@kernel
def locate_neighbours(unknown, dilated, top, bottom):
    """Find where the runs of unknown pixels have their neighbours in a vector."""
    for row in range(top, bottom):
        for step in range(2 * REACH + 1):
            wide = dilated.first[row + step]
            for run in range(unknown.first[row], unknown.first[row + 1]):
                column = unknown.column[run] - REACH
                while dilated.column[wide] + dilated.length[wide] <= column:
                    wide += 1
                unknown.start[run, step] = dilated.start[wide, 0] + column - dilated.column[wide]
