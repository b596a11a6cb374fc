"""Flooding of a plane from its border, as water finds its way over the lowest passes."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel

#: No pixel follows.
END = -1


@kernel
def flood(order, values, filled, visited, heads, following, width, lowest, steps):
    """Go on for at most so many pixels: the lowest pixel that is reached raises its four neighbours to its own height.

    R. Barnes, C. Lehman, D. Mulla: Priority-flood. Computers & Geosciences 62, 2014, algorithm 1, with a list for
    each level in place of a heap.

    Parameters
    ----------
    order : ndarray of uint16, (n,)
        The level of each pixel, row by row.
    values, filled : ndarray of float32, (n,)
        Heights, and how high water stands; the pixels in the lists have theirs.
    visited : ndarray of bool, (n,)
    heads : ndarray of int64, (levels,)
        The first pixel in the list of each level, or `END`.
    following : ndarray of int32, (n,)
        The next one in a pixel's list.
    lowest : int
        No list below this level holds a pixel.

    Returns
    -------
    int
        The lowest level now; the number of levels if all is done.
    """
    level = lowest
    n = order.size
    while level < heads.size and steps > 0:
        here = heads[level]
        if here == END:
            level += 1
            continue
        heads[level] = following[here]
        steps -= 1
        column = here % width
        for side in range(4):
            there = here
            if side == 0 and column > 0:
                there = here - 1
            elif side == 1 and column < width - 1:
                there = here + 1
            elif side == 2:
                there = here - width
            elif side == 3:
                there = here + width
            if there < 0 or there >= n or visited[there]:
                continue
            visited[there] = True
            filled[there] = max(filled[here], values[there])
            at = max(level, np.int64(order[there]))
            following[there] = heads[at]
            heads[at] = there
    return level
