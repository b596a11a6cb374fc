"""Weighted means over windows: what opaque neighbours count for, and transparent ones do not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inlay.contract.boxes import Box
from inlay.filters.neighbourhood import Neighbourhood

#: Sums a plane over each pixel's window; as much smaller as the window reaches.
Sums = Callable[[np.ndarray], np.ndarray]


def smooth(around: Neighbourhood, area: Box, reach: int, sums: Sums, out: np.ndarray) -> None:
    """Write the weighted mean of each pixel's window, whose weights add up to one.

    Every pixel counts by its opacity; where a window is fully transparent the result is 0.

    Parameters
    ----------
    area : Box
        The pixels to compute.
    out : ndarray, (rows, columns, channels)
        Where they go.
    """
    wide = area.grow(reach)
    opacity = around.opacity(wide)
    total = None if opacity is None else sums(opacity)
    for channel in range(around.channels):
        plane = around.numbers(channel, wide)
        if opacity is None or total is None:
            around.store(out[..., channel], sums(plane))
        else:
            around.store(out[..., channel], divided(sums(plane * opacity), total))


def divided(weighted: np.ndarray, total: np.ndarray) -> np.ndarray:
    """``weighted / total``, and 0 where nothing counts; in place."""
    # Opacities are at least a 16-bit step, or 0: what is smaller is the tail of a window, or rounding.
    counts = total > np.finfo(total.dtype).tiny
    np.divide(weighted, total, out=weighted, where=counts)
    weighted[~counts] = 0
    return weighted
