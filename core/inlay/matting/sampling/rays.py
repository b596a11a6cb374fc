"""Rays from the unknown band to the first known foreground and background that they meet.

The band is cut into square cells. A map of the distance, in cells, to the nearest cell that holds foreground (and
another for background) lets a ray jump over what is empty, so that a wide band costs little more than a narrow one.
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.matting.scene import BACKGROUND, FOREGROUND, UNKNOWN

#: Side of a cell in pixels.
CELL = 8
#: What a cell holds, as bits.
HOLDS_UNKNOWN, HOLDS_FOREGROUND, HOLDS_BACKGROUND = 1, 2, 4
#: Distances are counted up to here; a ray that is farther away jumps this far at once.
FARTHEST = 255
#: Jumps of a ray, after which it gives up: enough to graze along an outline.
MOST_JUMPS = 400
#: A label of the trimap besides its own: pixels without a colour.
ABSENT = 1


def directions(turns: int, count: int = 1) -> np.ndarray:
    """Unit vectors (turns, turns, count, 2), y and x: all around, and far apart in neighbouring places."""
    places = turns * turns
    order = np.arange(places) * (turns + 2) % places
    angles = 2 * np.pi / count * (np.arange(count) + order[:, None] / places)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(turns, turns, count, 2)


@kernel
def mark_cells(labels, cells, top, bottom):
    """Mark in each cell of rows ``top .. bottom - 1`` of cells which labels it holds."""
    height, width = labels.shape
    for row in range(top, bottom):
        for y in range(row * CELL, min(row * CELL + CELL, height)):
            for x in range(width):
                label = labels[y, x]
                if label == UNKNOWN:
                    cells[row, x // CELL] |= HOLDS_UNKNOWN
                elif label == FOREGROUND:
                    cells[row, x // CELL] |= HOLDS_FOREGROUND
                elif label == BACKGROUND:
                    cells[row, x // CELL] |= HOLDS_BACKGROUND


@kernel
def sweep_down(cells, bit, distance, top, bottom):
    """First half of the chessboard distance to the cells that have this `bit`, in some rows, in order."""
    width = cells.shape[1]
    for row in range(top, bottom):
        for x in range(width):
            nearest = FARTHEST - 1
            if cells[row, x] & bit:
                nearest = -1
            else:
                if x > 0:
                    nearest = min(nearest, distance[row, x - 1])
                if row > 0:
                    for near in range(max(0, x - 1), min(width, x + 2)):
                        nearest = min(nearest, distance[row - 1, near])
            distance[row, x] = nearest + 1


@kernel
def sweep_up(distance, top, bottom):
    """Second half of the chessboard distance, in rows ``bottom - 1`` down to `top`."""
    height, width = distance.shape
    for row in range(bottom - 1, top - 1, -1):
        for x in range(width - 1, -1, -1):
            nearest = distance[row, x] - 1
            if x + 1 < width:
                nearest = min(nearest, distance[row, x + 1])
            if row + 1 < height:
                for near in range(max(0, x - 1), min(width, x + 2)):
                    nearest = min(nearest, distance[row + 1, near])
            distance[row, x] = nearest + 1


@kernel
def walk(labels, to_foreground, to_background, start_y, start_x, step_y, step_x):
    """Rows and columns of the first foreground and the first background pixel on a ray, -1 where there is none."""
    height, width = labels.shape
    foreground_y, foreground_x, background_y, background_x = -1, -1, -1, -1
    length = 0.0
    for _ in range(MOST_JUMPS):
        at_y, at_x = start_y + length * step_y, start_x + length * step_x
        if at_y < 0 or at_x < 0 or at_y >= height or at_x >= width:
            break
        y, x = int(at_y), int(at_x)
        label = labels[y, x]
        if label == FOREGROUND and foreground_y < 0:
            foreground_y, foreground_x = y, x
        elif label == BACKGROUND and background_y < 0:
            background_y, background_x = y, x
        nearest = FARTHEST
        if foreground_y < 0:
            nearest = min(nearest, int(to_foreground[y // CELL, x // CELL]))
        if background_y < 0:
            nearest = min(nearest, int(to_background[y // CELL, x // CELL]))
        elif foreground_y >= 0:
            break
        length += max(1, nearest * CELL - CELL + 1)
    return foreground_y, foreground_x, background_y, background_x


@kernel
def cast_rays(labels, to_foreground, to_background, rows, columns, directions, hits):
    """Where one ray from each of some cells first meets foreground and background.

    Parameters
    ----------
    labels : ndarray of uint8, (height, width)
        The trimap, with `ABSENT` where there is no colour.
    to_foreground, to_background : ndarray of uint8, (rows, columns) of cells
        Chessboard distances.
    rows, columns : ndarray of int, (n,)
        The cells from whose centres the rays start.
    directions : ndarray of float64, (turns, turns, 1, 2)
        Unit vectors (y, x) for the cells of a square, which repeats.
    hits : ndarray of int32, (n, 2, 2)
        Receives row and column of the foreground and of the background pixel, -1 for none.
    """
    height, width = labels.shape
    turns = directions.shape[0]
    for i in range(rows.shape[0]):
        row, column = rows[i], columns[i]
        step_y, step_x = directions[row % turns, column % turns, 0]
        start_y = min(row * CELL + CELL / 2, height - 0.5)
        start_x = min(column * CELL + CELL / 2, width - 0.5)
        hits[i, 0, 0], hits[i, 0, 1], hits[i, 1, 0], hits[i, 1, 1] = walk(
            labels, to_foreground, to_background, start_y, start_x, step_y, step_x
        )
