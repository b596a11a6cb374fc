"""Interlaced PNG pictures (PNG, third edition, 8.1): seven small pictures whose pixels lie between one another."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import numpy as np

# First column and row of each, and the steps to the next ones.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def decode(
    packed: bytes, width: int, height: int, bits: int, picture: Callable[[int, int, bytes], np.ndarray]
) -> np.ndarray:
    """The whole picture.

    Parameters
    ----------
    packed : bytes
        The compressed pixels.
    width, height, bits : int
        Size of the picture, and bits of a pixel.
    picture : callable
        Decodes a small picture of a width and a height, ``(height, width, channels)``, from its compressed pixels.

    Raises
    ------
    ValueError, zlib.error
        If pixels are missing, or damaged.
    """
    grids = []
    for column, row, columns, rows in _PASSES:
        across, down = len(range(column, width, columns)), len(range(row, height, rows))
        if across and down:
            length = down * (1 + (across * bits + 7) // 8)
            grids.append((np.s_[row::rows, column::columns], across, down, length))
    content = memoryview(zlib.decompressobj().decompress(packed, sum(length for *_, length in grids)))
    place, whole = 0, np.empty(0)
    for where, across, down, length in grids:
        if place + length > len(content):
            raise ValueError("pixels are missing")
        small = picture(across, down, zlib.compress(content[place : place + length], 0))
        if not whole.size:
            whole = np.empty((height, width, small.shape[2]), small.dtype)
        whole[where] = small
        place += length
    return whole
