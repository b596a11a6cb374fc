"""Kernels that read masks tile by tile."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.arrays.tiles import EMPTY, FULL, MIXED, SIZE


@kernel
def read_states(unknown, states):
    """How much of each tile of some rows of tiles is unknown."""
    height, width = unknown.shape
    every = np.empty(width, np.uint8)
    some = np.empty(width, np.uint8)
    for row in range(states.shape[0]):
        top = row * SIZE
        every[:] = unknown[top]
        some[:] = every
        for y in range(top + 1, min(height, top + SIZE)):
            for x in range(width):
                every[x] &= unknown[y, x]
                some[x] |= unknown[y, x]
        for column in range(states.shape[1]):
            is_full, is_empty = np.uint8(1), np.uint8(0)
            for x in range(column * SIZE, min(width, column * SIZE + SIZE)):
                is_full &= every[x]
                is_empty |= some[x]
            states[row, column] = EMPTY if is_empty == 0 else (FULL if is_full != 0 else MIXED)


@kernel
def read_masks(unknown, places, masks):
    """Copy the tiles at `places`, rows and columns of tiles; 0 beyond the rows that there are."""
    height, width = unknown.shape
    for t in range(places.shape[0]):
        top, left = places[t, 0] * SIZE, places[t, 1] * SIZE
        for y in range(top, min(height, top + SIZE)):
            for x in range(left, min(width, left + SIZE)):
                masks[t, y - top, x - left] = unknown[y, x]


@kernel
def find_values(values, found):
    """Mark the tiles in which a value is not 0; `values` is (rows, width, channels)."""
    height, width, channels = values.shape
    for row in range(found.shape[0]):
        for y in range(row * SIZE, min(height, row * SIZE + SIZE)):
            for column in range(found.shape[1]):
                for x in range(column * SIZE, min(width, column * SIZE + SIZE)):
                    for channel in range(channels):
                        if values[y, x, channel] != 0:
                            found[row, column] = 1


@kernel
def read_values(values, places, framed):
    """Copy the tiles at `places` into frames, (count, channels, 18, 18)."""
    height, width, channels = values.shape
    for t in range(places.shape[0]):
        top, left = places[t, 0] * SIZE, places[t, 1] * SIZE
        for y in range(top, min(height, top + SIZE)):
            for x in range(left, min(width, left + SIZE)):
                for channel in range(channels):
                    framed[t, channel, y - top + 1, x - left + 1] = values[y, x, channel]


@kernel
def find_rim(masks, states, parts, height, width, natural, places, ends):
    """The pairs of an unknown pixel and a known neighbour, in the tiles at `places`.

    Parameters
    ----------
    natural : tuple of bool
        Top, bottom, left, right: where nothing lies beyond the picture.
    ends : ndarray of int32, (n, 4)
        Receives row and column of both; may be too small.

    Returns
    -------
    int
        How many there are.
    """
    count = 0
    for t in range(places.shape[0]):
        row, column = places[t, 0], places[t, 1]
        for y in range(row * SIZE, min(height, row * SIZE + SIZE)):
            for x in range(column * SIZE, min(width, column * SIZE + SIZE)):
                if not is_unknown(masks, states, parts, y, x):
                    continue
                for side in range(4):
                    ny = y + (side == 1) - (side == 0)
                    nx = x + (side == 3) - (side == 2)
                    if ny < 0 or ny >= height or nx < 0 or nx >= width:
                        if natural[side]:
                            continue
                    elif is_unknown(masks, states, parts, ny, nx):
                        continue
                    if count < ends.shape[0]:
                        ends[count, 0], ends[count, 1], ends[count, 2], ends[count, 3] = y, x, ny, nx
                    count += 1
    return count


@kernel
def is_unknown(masks, states, parts, y, x):
    state = states[y >> 4, x >> 4]
    if state == MIXED:
        return masks[parts[y >> 4, x >> 4], y & 15, x & 15] != 0
    return state == FULL


@kernel
def add_to_frames(numbers, ends, values, framed):
    """Add a value for each pair of `ends` to its unknown pixel; `numbers` says which frame each tile has."""
    for n in range(ends.shape[0]):
        y, x = ends[n, 0], ends[n, 1]
        t = numbers[y >> 4, x >> 4]
        for channel in range(values.shape[1]):
            framed[t, channel, (y & 15) + 1, (x & 15) + 1] += values[n, channel]
