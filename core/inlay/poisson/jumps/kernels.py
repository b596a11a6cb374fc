"""The compiled parts of the composite grid: all of them work on tiles of 16 x 16 cells of one level."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.arrays.tiles import FRAME, HALF, SIZE


@kernel
def _frame(field, index, row, column, frame):
    """Copy a tile and the cells around it; where there is no neighbour they stay as they are."""
    frame[1:-1, 1:-1] = field[index[row, column]]
    if row > 0 and index[row - 1, column] >= 0:
        frame[0, 1:-1] = field[index[row - 1, column], -1]
    if row + 1 < index.shape[0] and index[row + 1, column] >= 0:
        frame[-1, 1:-1] = field[index[row + 1, column], 0]
    if column > 0 and index[row, column - 1] >= 0:
        frame[1:-1, 0] = field[index[row, column - 1], :, -1]
    if column + 1 < index.shape[1] and index[row, column + 1] >= 0:
        frame[1:-1, -1] = field[index[row, column + 1], :, 0]


@kernel
def _surround(frame, index, row, column, parent, of_fluxes):
    """Give a tile's frame the cells where the grid is coarser.

    So that what flows over a side is the same seen from both (`of_fluxes`), as the equations have it, or by
    interpolation, which relaxes well.
    """
    half, quarter = np.float32(0.5), np.float32(0.25)
    top, left = (row & 1) * HALF + 1, (column & 1) * HALF + 1
    above = row > 0 and index[row - 1, column] < 0
    below = row + 1 < index.shape[0] and index[row + 1, column] < 0
    before = column > 0 and index[row, column - 1] < 0
    behind = column + 1 < index.shape[1] and index[row, column + 1] < 0
    for k in range(SIZE):
        y, x = top + (k >> 1), left + (k >> 1)
        if above:
            step = parent[top - 1, x] - parent[top, x]
            frame[0, k + 1] = frame[1, k + 1] + half * step if of_fluxes else parent[top, x] + 3 * quarter * step
        if below:
            step = parent[top + HALF, x] - parent[top + HALF - 1, x]
            value = parent[top + HALF - 1, x] + 3 * quarter * step
            frame[-1, k + 1] = frame[-2, k + 1] + half * step if of_fluxes else value
        if before:
            step = parent[y, left - 1] - parent[y, left]
            frame[k + 1, 0] = frame[k + 1, 1] + half * step if of_fluxes else parent[y, left] + 3 * quarter * step
        if behind:
            step = parent[y, left + HALF] - parent[y, left + HALF - 1]
            value = parent[y, left + HALF - 1] + 3 * quarter * step
            frame[k + 1, -1] = frame[k + 1, -2] + half * step if of_fluxes else value


@kernel
def measure(field, index, positions, place, right, down, coarse, coarse_index, residual, first, last):
    """What the tiles `first` to before `last` lack of being harmonic: the sum over neighbours of what they are more."""
    frame, parent = np.zeros((FRAME, FRAME), np.float32), np.zeros((FRAME, FRAME), np.float32)
    four = np.float32(4)
    for tile in range(first, last):
        row, column = positions[tile]
        _frame(field, index, row, column, frame)
        if coarse_index.shape[0] > 0:
            _frame(coarse, coarse_index, row >> 1, column >> 1, parent)
            _surround(frame, index, row, column, parent, True)
        out, number = residual[tile], place[tile]
        if number < 0:
            for y in range(SIZE):
                for x in range(SIZE):
                    around = frame[y, x + 1] + frame[y + 2, x + 1] + frame[y + 1, x] + frame[y + 1, x + 2]
                    out[y, x] = around - four * frame[y + 1, x + 1]
        else:
            across, along = right[number], down[number]
            for y in range(SIZE):
                for x in range(SIZE):
                    here = frame[y + 1, x + 1]
                    out[y, x] = (
                        along[y, x] * (frame[y, x + 1] - here)
                        + along[y + 1, x] * (frame[y + 2, x + 1] - here)
                        + across[y, x] * (frame[y + 1, x] - here)
                        + across[y, x + 1] * (frame[y + 1, x + 2] - here)
                    )


@kernel
def gather(fine, fine_index, positions, place, share, factor, coarse, first, last):
    """Where coarse cells have finer ones, their sum times `factor`, or `share` in tiles that have a place."""
    for tile in range(first, last):
        number = place[tile]
        for row in range(2):
            for column in range(2):
                y, x = 2 * positions[tile, 0] + row, 2 * positions[tile, 1] + column
                if y >= fine_index.shape[0] or x >= fine_index.shape[1] or fine_index[y, x] < 0:
                    continue
                block = fine[fine_index[y, x]]
                for i in range(HALF):
                    for j in range(HALF):
                        total = block[2 * i, 2 * j] + block[2 * i, 2 * j + 1]
                        total += block[2 * i + 1, 2 * j] + block[2 * i + 1, 2 * j + 1]
                        y, x = row * HALF + i, column * HALF + j
                        coarse[tile, y, x] = total * (share[number, y, x] if number >= 0 else factor)


@kernel
def refine(coarse, coarse_index, coarse_place, right, down, positions, fine, first, last):
    """Cells of a finer level: half of the cell they are in, and a quarter of the next ones where it is joined to."""
    parent = np.zeros((FRAME, FRAME), np.float32)
    quarter, one = np.float32(0.25), np.float32(1)
    for tile in range(first, last):
        row, column = positions[tile]
        above = coarse_index[row >> 1, column >> 1]
        _frame(coarse, coarse_index, row >> 1, column >> 1, parent)
        number = coarse_place[above]
        top, left = (row & 1) * HALF, (column & 1) * HALF
        for y in range(SIZE):
            for x in range(SIZE):
                i, j = top + (y >> 1), left + (x >> 1)
                here = parent[i + 1, j + 1]
                beside, beyond = parent[i + 1, j + 2 * (x & 1)], parent[i + 2 * (y & 1), j + 1]
                across = along = one
                if number >= 0:
                    across, along = right[number, i, j + (x & 1)], down[number, i + (y & 1), j]
                fine[tile, y, x] = here + quarter * (across * (beside - here) + along * (beyond - here))


@kernel
def _relax_plain(flat, residual, colour, spare):
    quarter = np.float32(0.25)
    count = flat.shape[0] - 2 * FRAME
    here = flat[FRAME : FRAME + count]
    left, right = flat[FRAME - 1 : FRAME - 1 + count], flat[FRAME + 1 : FRAME + 1 + count]
    up, down = flat[:count], flat[2 * FRAME : 2 * FRAME + count]
    wanted, chosen = residual[FRAME : FRAME + count], colour[FRAME : FRAME + count]
    for k in range(count):
        spare[k] = here[k] + chosen[k] * (quarter * ((left[k] + right[k]) + (up[k] + down[k]) + wanted[k]) - here[k])
    for k in range(count):
        here[k] = spare[k]


@kernel
def _relax_weighted(frame, residual, across, along, parity):
    for y in range(SIZE):
        for x in range((y + parity) & 1, SIZE, 2):
            total = (along[y, x] + along[y + 1, x]) + (across[y, x] + across[y, x + 1])
            if total > 0:
                around = along[y, x] * frame[y, x + 1] + along[y + 1, x] * frame[y + 2, x + 1]
                around += across[y, x] * frame[y + 1, x] + across[y, x + 1] * frame[y + 1, x + 2]
                frame[y + 1, x + 1] = (around + residual[y + 1, x + 1]) / total
            else:
                frame[y + 1, x + 1] = 0


@kernel
def relax(field, index, positions, place, right, down, residual, coarse, coarse_index, out, sweeps, first, last):
    """Relax the tiles `first` to before `last`, cells of one colour after those of the other, what is around held."""
    frame, parent = np.zeros((FRAME, FRAME), np.float32), np.zeros((FRAME, FRAME), np.float32)
    wanted, spare = np.zeros((FRAME, FRAME), np.float32), np.zeros(FRAME * FRAME, np.float32)
    colours = np.zeros((2, FRAME, FRAME), np.float32)
    for y in range(SIZE):
        for x in range(SIZE):
            colours[(x + y) & 1, y + 1, x + 1] = 1
    flat, level, black, red = frame.ravel(), wanted.ravel(), colours[0].ravel(), colours[1].ravel()
    for tile in range(first, last):
        row, column = positions[tile]
        _frame(field, index, row, column, frame)
        _frame(coarse, coarse_index, row >> 1, column >> 1, parent)
        _surround(frame, index, row, column, parent, False)
        wanted[1:-1, 1:-1] = residual[tile]
        number = place[tile]
        for _ in range(sweeps):
            if number < 0:
                _relax_plain(flat, level, black, spare)
                _relax_plain(flat, level, red, spare)
            else:
                _relax_weighted(frame, wanted, right[number], down[number], 0)
                _relax_weighted(frame, wanted, right[number], down[number], 1)
        out[tile] = frame[1:-1, 1:-1]


@kernel
def enlarge(coarse, top, fine):
    """Rows of twice the resolution, from row `top` on, of the coarse rows from ``top // 2 - 1`` on; ends go on.

    The samples of a pixel stand together: ``fine`` is (rows, width, channels).
    """
    quarter, three = np.float32(0.25), np.float32(0.75)
    height, width, channels = fine.shape
    mixed = np.empty(coarse.shape[1:], np.float32)
    for row in range(height):
        y = top + row
        near = y // 2 - (top // 2 - 1)
        next_row = near - 1 if y % 2 == 0 else near + 1
        for x in range(mixed.shape[0]):
            for channel in range(channels):
                mixed[x, channel] = three * coarse[near, x, channel] + quarter * coarse[next_row, x, channel]
        last = mixed.shape[0] - 1
        for x in range(mixed.shape[0]):
            before, behind = max(0, x - 1), min(last, x + 1)
            for channel in range(channels):
                here = three * mixed[x, channel]
                fine[row, 2 * x, channel] = here + quarter * mixed[before, channel]
                if 2 * x + 1 < width:
                    fine[row, 2 * x + 1, channel] = here + quarter * mixed[behind, channel]


@kernel
def paste(fields, index, top, rows):
    """Put what tiles hold, (channels, tiles, 16, 16), into rows of their level, (rows, width, channels)."""
    height, width, channels = rows.shape
    for row in range(height):
        y = top + row
        for column in range(index.shape[1]):
            tile = index[y // SIZE, column]
            if tile < 0:
                continue
            left = column * SIZE
            for channel in range(channels):
                line = fields[channel, tile, y % SIZE]
                for x in range(min(SIZE, width - left)):
                    rows[row, left + x, channel] = line[x]
