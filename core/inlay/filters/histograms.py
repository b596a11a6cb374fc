"""Kernels of the median: histograms of a window that moves by one pixel at a time."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel

#: Ranks that share a bin of the coarse histogram, as a shift.
SHIFT = 6


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
    """Huang, Yang and Tang 1979 on ranks that are all different: which ones are in the window, to and fro over rows.

    Each step takes a line of pixels into the window and another out of it, and looks for the median from the one
    before on. Where nothing counts the result is -1.
    """
    rows, width = out.shape
    side = 2 * radius + 1
    held = np.zeros(ranks.size, np.uint8)
    coarse = np.zeros((ranks.size >> SHIFT) + 1, np.int32)
    total = 0
    for y in range(side):
        for x in range(side):
            held[ranks[y, x]] = counted[y, x]
            coarse[ranks[y, x] >> SHIFT] += counted[y, x]
            total += counted[y, x]
    # The median lies in the coarse bin `block`, or near; so many ranks of the window lie before it.
    block = 0
    before = 0
    x = 0
    step = 1
    for y in range(rows):
        for done in range(width):
            if done > 0:
                x += step
                leaving, entering = (x - 1, x + side - 1) if step > 0 else (x + side, x)
                for place in range(y, y + side):
                    change = exchange(ranks, counted, place, leaving, place, entering, held, coarse, block)
                    before += change[0]
                    total += change[1]
            elif y > 0:
                for place in range(x, x + side):
                    change = exchange(ranks, counted, y - 1, place, y + side - 1, place, held, coarse, block)
                    before += change[0]
                    total += change[1]
            if total == 0:
                out[y, x] = -1
                continue
            # Of an even number the lower one in the middle is the median.
            below = (total - 1) >> 1
            while before > below:
                block -= 1
                before -= coarse[block]
            while before + coarse[block] <= below:
                before += coarse[block]
                block += 1
            rank = block << SHIFT
            left = below - before
            while held[rank] <= left:
                left -= held[rank]
                rank += 1
            out[y, x] = rank
        step = -step


@kernel
def exchange(ranks, counted, old_y, old_x, new_y, new_x, held, coarse, block):
    """Take one pixel out of the window and another into it; how that changes the ranks before the block, and all."""
    old, gone = ranks[old_y, old_x], np.int64(counted[old_y, old_x])
    new, come = ranks[new_y, new_x], np.int64(counted[new_y, new_x])
    held[old] = 0
    held[new] = come
    coarse[old >> SHIFT] -= gone
    coarse[new >> SHIFT] += come
    return come * ((new >> SHIFT) < block) - gone * ((old >> SHIFT) < block), come - gone
