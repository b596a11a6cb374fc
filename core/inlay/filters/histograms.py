"""Kernels of the median: histograms of a window that moves by one pixel at a time."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel

#: Ranks that share a bin, as a shift.
SHIFT = 6
#: Windows side by side that move down together: the bits of a word.
COLUMNS = 64


@kernel
def median_of_bytes(values, counted, radius, out):
    """Perreault and Hebert 2007: a histogram for each column, whose sum over the window moves along with it.

    The coarse histogram of sixteen bins is kept for every window. Of the sixteen fine ones only that in which the
    median lies is brought up to date, from the place at which it was last needed.
    """
    rows, width = out.shape
    side = 2 * radius + 1
    wide = values.shape[1]
    coarse = np.zeros((wide, 16), np.uint16)
    fine = np.zeros((16, wide, 16), np.uint16)
    held = np.zeros((wide, 1), np.int32)
    for y in range(side - 1):
        for x in range(wide):
            if counted[y, x]:
                value = values[y, x]
                coarse[x, value >> 4] += np.uint16(1)
                fine[value >> 4, x, value & 15] += np.uint16(1)
                held[x, 0] += 1
    window = np.zeros(16, np.int32)
    inner = np.zeros((16, 16), np.int32)
    until = np.zeros(16, np.int64)
    for y in range(rows):
        for x in range(wide):
            if counted[y + side - 1, x]:
                value = values[y + side - 1, x]
                coarse[x, value >> 4] += np.uint16(1)
                fine[value >> 4, x, value & 15] += np.uint16(1)
                held[x, 0] += 1
            if y > 0 and counted[y - 1, x]:
                value = values[y - 1, x]
                coarse[x, value >> 4] -= np.uint16(1)
                fine[value >> 4, x, value & 15] -= np.uint16(1)
                held[x, 0] -= 1
        window[:] = 0
        total = 0
        for x in range(side - 1):
            for k in range(16):
                window[k] += coarse[x, k]
            total += held[x, 0]
        until[:] = -side - 1
        for x in range(width):
            for k in range(16):
                window[k] += coarse[x + side - 1, k]
            total += held[x + side - 1, 0]
            if x > 0:
                for k in range(16):
                    window[k] -= coarse[x - 1, k]
                total -= held[x - 1, 0]
            if total == 0:
                continue
            # How many samples lie below the median; of an even number the lower one in the middle is it.
            below = (total - 1) >> 1
            segment = 0
            while window[segment] <= below:
                below -= window[segment]
                segment += 1
            bins = inner[segment]
            columns = fine[segment]
            if x - until[segment] > radius:
                bins[:] = 0
                for place in range(x, x + side):
                    for k in range(16):
                        bins[k] += columns[place, k]
            else:
                for place in range(until[segment] + 1, x + 1):
                    for k in range(16):
                        bins[k] += np.int32(columns[place + side - 1, k]) - np.int32(columns[place - 1, k])
            until[segment] = x
            value = 0
            while bins[value] <= below:
                below -= bins[value]
                value += 1
            out[y, x] = segment * 16 + value


@kernel
def median_of_ranks(ranks, counted, radius, out):
    """The median of ranks that are all different, for neighbouring columns at once.

    As in Weiss 2006, windows side by side move down together, and share what they know: a rank has one word, whose
    bits tell which windows hold it, and a bin of ranks has a count for each window. A pixel that enters or leaves is
    then one step for all windows, and of a window's side of pixels only a share falls on each column. Where nothing
    counts the result is -1.
    """
    rows, width = out.shape
    side = 2 * radius + 1
    held = np.zeros(ranks.size, np.uint64)
    bins = np.zeros(((ranks.size >> SHIFT) + 1, COLUMNS), np.int8)
    belongs = np.zeros((COLUMNS + side - 1, COLUMNS), np.int8)
    words = np.zeros(COLUMNS + side - 1, np.uint64)
    for x in range(COLUMNS + side - 1):
        for column in range(max(0, x - side + 1), min(COLUMNS, x + 1)):
            belongs[x, column] = 1
            words[x] |= np.uint64(1) << np.uint64(column)
    for left in range(0, width, COLUMNS):
        columns = min(COLUMNS, width - left)
        here = slice(left, left + columns + side - 1)
        held[:] = 0
        bins[:] = 0
        # The median of a column lies in the bin `block`, or near; so many ranks of its window lie before it.
        block = np.zeros(COLUMNS, np.int16)
        before = np.zeros(COLUMNS, np.int32)
        change = np.zeros(COLUMNS, np.int16)
        heights = np.zeros(columns + side - 1, np.int32)
        for y in range(side - 1):
            enter(ranks[y, here], counted[y, here], words, belongs, held, bins, block, change, heights, 1)
        for y in range(rows):
            last = y + side - 1
            enter(ranks[last, here], counted[last, here], words, belongs, held, bins, block, change, heights, 1)
            if y > 0:
                first = y - 1
                enter(ranks[first, here], counted[first, here], words, belongs, held, bins, block, change, heights, -1)
            for column in range(columns):
                before[column] += change[column]
            change[:] = 0
            total = 0
            for x in range(side - 1):
                total += heights[x]
            for column in range(columns):
                total += heights[column + side - 1]
                out[y, left + column] = seek(held, bins, block, before, column, total)
                total -= heights[column]


@kernel
def enter(ranks, counted, words, belongs, held, bins, block, change, heights, sign):
    """Take a row of pixels into the windows, or out of them where `sign` is -1."""
    for x in range(ranks.size):
        if not counted[x]:
            continue
        rank = ranks[x]
        place = rank >> SHIFT
        held[rank] = words[x] if sign > 0 else np.uint64(0)
        heights[x] += sign
        for column in range(COLUMNS):
            more = np.int8(sign) * belongs[x, column]
            bins[place, column] += more
            change[column] += np.int16(more) * np.int16(place < block[column])


@kernel
def seek(held, bins, block, before, column, total):
    """The rank in the middle of a column's window, sought from where the row above had its own; -1 of none."""
    if total == 0:
        return -1
    # Of an even number the lower one in the middle is the median.
    below = (total - 1) >> 1
    place = block[column]
    less = before[column]
    while less > below:
        place -= 1
        less -= bins[place, column]
    while less + bins[place, column] <= below:
        less += bins[place, column]
        place += 1
    block[column] = place
    before[column] = less
    left = below - less
    rank = place << SHIFT
    bit = np.uint64(column)
    while True:
        left -= np.int64(held[rank] >> bit & np.uint64(1))
        if left < 0:
            return rank
        rank += 1
