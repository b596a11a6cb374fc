"""Kernels that interpolate tiles and the dense level to full resolution."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel

SIZE = 16


@kernel
def expand(u, dense, tiles, levels, sources, top, out):
    """Fill in rows from `top` on, which lie in one row of finest tiles; `out` is 0 before."""
    width, channels = out.shape[1], out.shape[2]
    above = np.empty((channels, SIZE + 1), np.float32)
    for y in range(top, top + out.shape[0]):
        for column in range(levels.shape[0]):
            level = levels[column]
            if level < 0:
                continue
            left, right = column * SIZE, min(width, column * SIZE + SIZE)
            if level == 0:
                t = sources[column]
                for x in range(left, right):
                    for c in range(channels):
                        out[y - top, x, c] = u[t, c, (y & 15) + 1, (x & 15) + 1]
                continue
            height = tiles.sizes[level, 0]
            i, share = y >> level, np.float32(y & ((1 << level) - 1)) / np.float32(1 << level)
            under = 1 if i + 1 < height else 0
            first = left >> level
            count = ((right - 1) >> level) - first + 1
            last = tiles.sizes[level, 1] - 1 - first
            for c in range(channels):
                for j in range(count + 1):
                    at = min(j, last)
                    if level < tiles.starts.shape[0]:
                        t = sources[column]
                        a = u[t, c, (i & 15) + 1, (first & 15) + at + 1]
                        b = u[t, c, (i & 15) + 1 + under, (first & 15) + at + 1]
                    else:
                        a = dense[c, i + 1, first + at + 1]
                        b = dense[c, i + 1 + under, first + at + 1]
                    above[c, j] = a + share * (b - a)
            scale = np.float32(1) / np.float32(1 << level)
            for x in range(left, right):
                j, part = (x >> level) - first, np.float32(x & ((1 << level) - 1)) * scale
                for c in range(channels):
                    out[y - top, x, c] = above[c, j] + part * (above[c, j + 1] - above[c, j])
