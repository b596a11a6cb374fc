"""Exposure: how much brighter each of several overlapping pictures is than the lowest one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from inlay.poisson.sheets import Sheet, overlap, parts

EXPOSURES = ("keep", "brightness", "colour")


def gains(sheets: Sequence[Sheet], exposure: str, poll: Callable[[], None] = lambda: None) -> np.ndarray:
    """Factors that make overlapping pictures equally bright, 1 for the lowest.

    Parameters
    ----------
    sheets : sequence of Sheet
        The lowest first.
    exposure : {"keep", "brightness", "colour"}
        Factors of 1, one for each sheet, or one for each channel of each sheet.
    poll : callable
        Is called now and then; may raise to stop.

    Returns
    -------
    ndarray, (sheets, channels)
        Of sheets that hang together over no overlap with a lower one the lowest has 1.

    Notes
    -----
    M. Brown, D. Lowe: Automatic panoramic image stitching using invariant features, IJCV 74(1), 2007, section 6, in
    logarithms: the sum over all pairs of ``N_ij (log g_i + r_ij - log g_j)^2`` is made smallest, with N_ij the pixels
    that the sheets i and j share and r_ij the logarithm of the median of their ratios, each weighted by its
    brightness, so that what moved between the pictures does not count. Black pixels and those at the end of the range
    of whole numbers say nothing and are left out.
    """
    channels = sheets[0].colour.shape[2]
    if exposure == "keep":
        return np.ones((len(sheets), channels))
    joined = exposure == "brightness"
    logarithms = np.zeros((len(sheets), channels))
    pairs: list[tuple[int, int, np.ndarray, np.ndarray]] = []
    for upper in range(len(sheets)):
        for lower in range(upper):
            poll()
            ratios, counts = _compared(*overlap(sheets[lower], sheets[upper]), sheets[lower], joined)
            pairs.append((lower, upper, ratios, counts))
    fixed = np.flatnonzero(parts(sheets) == np.arange(len(sheets)))
    for channel in range(channels):
        rows, values = [], []
        for lower, upper, ratios, counts in pairs:
            if counts[channel]:
                row = np.zeros(len(sheets))
                row[upper], row[lower] = 1, -1
                rows.append(row * np.sqrt(counts[channel]))
                values.append(ratios[channel] * np.sqrt(counts[channel]))
        rows += list(np.eye(len(sheets))[fixed])
        values += [0.0] * len(fixed)
        # A sheet without any pair keeps 0: the shortest of all solutions.
        logarithms[:, channel] = np.linalg.lstsq(np.array(rows), np.array(values), rcond=None)[0]
    logarithms[fixed] = 0
    # What is 1 but for rounding is 1, so that equal pictures stay equal to the bit.
    logarithms[np.abs(logarithms) < 1e-9] = 0
    return np.exp(logarithms)


def _compared(lower: np.ndarray, upper: np.ndarray, like: Sheet, joined: bool) -> tuple[np.ndarray, np.ndarray]:
    """For each channel the logarithm of the factor that leads to the lower picture, and the pixels behind it."""
    channels = like.colour.shape[2]
    ratios, counts = np.zeros(channels), np.zeros(channels)
    usable = (lower > 0) & (upper > 0)
    if like.colour.dtype.kind == "u":
        usable &= (lower < like.white) & (upper < like.white)
    if joined:
        every = usable.all(axis=1)
        ratio, count = _median_ratio(lower[every].sum(axis=1), upper[every].sum(axis=1))
        return np.full(channels, ratio), np.full(channels, count)
    for channel in range(channels):
        use = usable[:, channel]
        ratios[channel], counts[channel] = _median_ratio(lower[use, channel], upper[use, channel])
    return ratios, counts


def _median_ratio(lower: np.ndarray, upper: np.ndarray) -> tuple[float, int]:
    if not lower.size:
        return 0.0, 0
    ratio = np.log(lower) - np.log(upper)
    order = np.argsort(ratio, kind="stable")
    weight = np.cumsum((lower + upper)[order])
    middle = np.searchsorted(weight, weight[-1] / 2)
    return float(ratio[order[min(middle, ratio.size - 1)]]), lower.size
