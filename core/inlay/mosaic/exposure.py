"""Exposure: how much brighter each of several overlapping pictures is than the lowest one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from inlay.arrays.placed import Placed
from inlay.arrays.progress import Progress, silent
from inlay.mosaic.sources import near_pairs, overlap

EXPOSURES = ("keep", "brightness", "colour")
#: What differs from nothing by less than this, in parts of the range, is rounding.
ROUNDING = 1e-9
#: The largest factor, in logarithms: light that is farther apart is of no one scene.
FARTHEST = 20.0
#: Pictures of the same thing have ratios of which the middle half lies within so much, in logarithms. Others, such as
#: a thing pasted onto a scene, have no exposure in common.
SPREAD = 0.7


def gains(sources: Sequence[Placed], exposure: str, progress: Progress = silent) -> np.ndarray:
    """Factors that make overlapping pictures equally bright, 1 for the lowest.

    Parameters
    ----------
    sources : sequence of Placed
        The lowest first.
    exposure : {"keep", "brightness", "colour"}
        Factors of 1, one for each source, or one for each channel of each source.
    progress : callable
        Is given 0 now and then, since nothing tells how much is left; may raise to stop.

    Returns
    -------
    ndarray, (sources, channels)
        Where overlaps join only some of the sources, the lowest of these has 1.

    Notes
    -----
    M. Brown, D. Lowe: Automatic panoramic image stitching using invariant features, IJCV 74(1), 2007, section 6, in
    logarithms: the sum over all pairs of ``N_ij (log g_i + r_ij - log g_j)^2`` is made smallest, with N_ij the pixels
    that the sources i and j share and r_ij the logarithm of the median of their ratios, each weighted by its
    brightness, so that what moved between the pictures does not count; pairs whose ratios scatter show different
    things and do not count either. Black pixels and those at the end of the range
    of whole numbers say nothing and are left out.
    """
    channels = sources[0].colour.shape[2]
    if exposure == "keep":
        return np.ones((len(sources), channels))
    pairs = _pairs(sources, lambda lower, upper: _ratios(lower, upper, sources, exposure == "brightness"), progress)
    logarithms = _balanced(pairs, len(sources), channels)
    # What is 1 but for rounding is 1, so that equal pictures stay equal to the bit.
    logarithms[np.abs(logarithms) < ROUNDING] = 0
    return np.exp(np.clip(logarithms, -FARTHEST, FARTHEST))


def offsets(sources: Sequence[Placed], gains: np.ndarray, progress: Progress = silent) -> tuple[np.ndarray, np.ndarray]:
    """What to add to overlapping pictures, after their gains, so that they are alike.

    Returns
    -------
    offsets : ndarray, (sources, channels)
        From the medians of the differences, 0 for the lowest of those that overlaps join.
    groups : ndarray of int, (sources,)
        For each source the lowest of those that overlaps join with it.
    """

    def differences(lower: int, upper: int) -> tuple[np.ndarray, np.ndarray]:
        one, other = overlap(sources[lower], sources[upper])
        if not len(one):
            return np.zeros(gains.shape[1]), np.zeros(gains.shape[1])
        return np.median(one * gains[lower] - other * gains[upper], axis=0), np.full(gains.shape[1], len(one))

    pairs = _pairs(sources, differences, progress)
    found = _balanced(pairs, len(sources), gains.shape[1])
    found[np.abs(found) < ROUNDING * sources[0].white] = 0
    return found, _groups(pairs, len(sources), slice(None))


class _Pair(NamedTuple):
    """By how much a source differs from a lower one in each channel, and how many pixels say so."""

    lower: int
    upper: int
    values: np.ndarray
    counts: np.ndarray


def _pairs(
    sources: Sequence[Placed],
    compare: Callable[[int, int], tuple[np.ndarray, np.ndarray]],
    progress: Progress,
) -> list[_Pair]:
    found = []
    for lower, upper in near_pairs(sources):
        progress(0.0)
        values, counts = compare(lower, upper)
        if counts.any():
            found.append(_Pair(lower, upper, values, counts))
    return found


def _balanced(pairs: Sequence[_Pair], count: int, channels: int) -> np.ndarray:
    """The values of the sources, (sources, channels), whose differences come closest to those of the pairs.

    The lowest of each group that pairs join has 0.
    """
    found = np.zeros((count, channels))
    for channel in range(channels):
        known = [pair for pair in pairs if pair.counts[channel]]
        lowest = np.flatnonzero(_groups(known, count, channel) == np.arange(count))
        matrix = np.zeros((len(known) + len(lowest), count))
        wanted = np.zeros(len(matrix))
        for row, pair in enumerate(known):
            weight = np.sqrt(pair.counts[channel])
            matrix[row, pair.upper], matrix[row, pair.lower] = weight, -weight
            wanted[row] = weight * pair.values[channel]
        matrix[len(known) + np.arange(len(lowest)), lowest] = 1
        found[:, channel] = np.linalg.lstsq(matrix, wanted, rcond=None)[0]
        found[lowest, channel] = 0
    return found


def _groups(pairs: Sequence[_Pair], count: int, channel: int | slice) -> np.ndarray:
    """For each source the lowest of those that pairs join with it."""
    group = np.arange(count)
    for pair in pairs:
        if pair.counts[channel].any():
            low, high = sorted((group[pair.lower], group[pair.upper]))
            group[group == high] = low
    return group


def _ratios(lower: int, upper: int, sources: Sequence[Placed], joined: bool) -> tuple[np.ndarray, np.ndarray]:
    """The logarithm of the factor that leads to the lower picture in each channel, and the pixels behind it."""
    like = sources[lower]
    one, other = overlap(like, sources[upper])
    channels = like.colour.shape[2]
    ratios, counts = np.zeros(channels), np.zeros(channels)
    usable = (one > 0) & (other > 0)
    if like.colour.dtype.kind == "u":
        usable &= (one < like.white) & (other < like.white)
    if joined:
        every = usable.all(axis=1)
        ratio, count = _median_ratio(one[every].sum(axis=1), other[every].sum(axis=1))
        return np.full(channels, ratio), np.full(channels, count)
    for channel in range(channels):
        use = usable[:, channel]
        ratios[channel], counts[channel] = _median_ratio(one[use, channel], other[use, channel])
    return ratios, counts


def _median_ratio(lower: np.ndarray, upper: np.ndarray) -> tuple[float, int]:
    """The logarithm of the middle ratio, and how many pixels say so: none if they do not agree."""
    if not lower.size:
        return 0.0, 0
    ratio = np.log(lower) - np.log(upper)
    order = np.argsort(ratio, kind="stable")
    weight = np.cumsum((lower + upper)[order])
    places = np.searchsorted(weight, weight[-1] * np.array([0.25, 0.5, 0.75]))
    first, middle, last = ratio[order[np.minimum(places, ratio.size - 1)]]
    return (float(middle), lower.size) if last - first <= SPREAD else (0.0, 0)
