"""Kernels between pictures and equations: right-hand sides from two pictures that cover the box, and the result."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel


@kernel
def excess_row(excess, g0, g1, f0, f1, share, stronger):
    """v - (f1 - f0) on the edges from pixels 0 to pixels 1.

    It is `share` times the difference of both gradients; with `stronger` only where the source's is not the smaller
    one (eq. 13), else 0.
    """
    for x in range(excess.shape[0]):
        mine = g1[x] - g0[x]
        theirs = f1[x] - f0[x]
        kept = share * (mine - theirs)
        if stronger:
            kept = kept if abs(mine) >= abs(theirs) else excess.dtype.type(0)
        excess[x] = kept


@kernel
def mixed_rows(source, destination, share, stronger, unknown, out, left):
    """Right-hand side for e = f - f* from two strips, 0 outside the region, into columns of `out` from `left` on."""
    height, width = unknown.shape
    across = np.zeros(width + 1, out.dtype)
    above = np.zeros(width, out.dtype)
    below = np.zeros(width, out.dtype)
    excess_row(above, source[0, 1:], source[1, 1:], destination[0, 1:], destination[1, 1:], share, stronger)
    for y in range(height):
        g, f = source[y + 1], destination[y + 1]
        excess_row(across, g, g[1:], f, f[1:], share, stronger)
        excess_row(below, g[1:], source[y + 2, 1:], f[1:], destination[y + 2, 1:], share, stronger)
        for x in range(width):
            excess = (across[x] - across[x + 1]) + (above[x] - below[x])
            out[y, left + x] = excess if unknown[y, x] else out.dtype.type(0)
        above, below = below, above


@kernel
def add_rounded(values, e, left):
    """Add e, from column `left` on, to a strip of bytes that has a pixel more on each side."""
    height, width = values.shape[0] - 2, values.shape[1] - 2
    for y in range(height):
        row, change = values[y + 1, 1:], e[y, left:]
        for x in range(width):
            sum_ = min(max(np.float32(row[x]) + change[x], np.float32(0)), np.float32(255))
            row[x] = np.uint8(np.int32(np.rint(sum_)))
