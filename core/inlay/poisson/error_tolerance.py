"""Weights that forgive: residuals go where they are seen least, and a boundary that does not match lets go.

M. W. Tao, M. K. Johnson, S. Paris: Error-tolerant image compositing, International Journal of Computer Vision 103(2),
2013, https://doi.org/10.1007/s11263-012-0579-7: the equations stay linear; weights below 1 in texture let a residual
gather there, and the gradients across the boundary give way where they would make the field less integrable.
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.progress import Progress, silent
from inlay.arrays.rows import strips
from inlay.poisson.gradients import Edges
from inlay.poisson.region import with_neighbours

#: Smallest weights of an edge: across the boundary, and in texture, where less would hide nothing more and only make
#: the equations stiff.
LEAST, LEAST_IN_TEXTURE = 1e-4, 0.02
#: Distance in pixels over which detail makes up a texture, and where its Gaussian ends.
SIGMA, TRUNCATE = 2.0, 3.0
#: What part of the pixels counts as smooth.
SMOOTH = 0.25
#: A mismatch is one from so many robust standard deviations on, and from this part of the range on.
DEVIATIONS, NEGLIGIBLE = 2.0, 0.02
#: Passes of the robust fit; pixels of a piece of work; samples that a quantile is taken of.
PASSES, STRIP, QUANTILE = 8, 1 << 18, 1 << 16


def tolerant_weights(
    source: np.ndarray,
    destination: np.ndarray,
    region: np.ndarray,
    present: np.ndarray | None = None,
    *,
    white: float = 1.0,
    doubting: bool = True,
    progress: Progress = silent,
) -> Edges:
    """Weights of the edges with which a clone's errors hide in the source's texture.

    Parameters
    ----------
    source, destination : ndarray, (height, width, channels)
        In one frame; the source's colours count in the region and beside it, the destination's beside it.
    region : ndarray of bool, (height, width)
        What is solved for.
    present : ndarray of bool, (height, width), optional
        Where both pictures have a colour; None for everywhere.
    white : float
        The range of the samples.
    doubting : bool
        Whether a boundary that does not match lets go; else only texture counts, as the paper has it, which changes
        the gradients there instead (`inlay.poisson.low_curl`).
    progress : callable
        Is given 0 now and then, since nothing tells how much is left; may raise to stop.

    Returns
    -------
    Edges
        ``down`` (height - 1, width) and ``right`` (height, width - 1) of float32 from `LEAST` to 1, for
        `inlay.poisson.clone`.
    """
    weights = _smoothness(source, region, progress)
    if doubting:
        _doubt(weights, source, destination, region, present, white, progress)
    return Edges(*(_between(weights, region, axis, progress) for axis in (0, 1)))


def _smoothness(source: np.ndarray, region: np.ndarray, progress: Progress) -> np.ndarray:
    """1 where the source is smooth, 1/2 where it is half as busy again, down to
    `LEAST_IN_TEXTURE`; 1 outside the region.
    """
    plane = np.ones(region.shape, np.float32)
    height, width = region.shape
    reach = int(SIGMA * TRUNCATE + 0.5) + 1
    for top, bottom in strips(height, width, STRIP):
        progress(0.0)
        first, last = max(0, top - reach), min(height, bottom + reach)
        busy = _busy(source[first:last], region[first:last])
        plane[top:bottom] = busy[top - first : top - first + bottom - top]
    progress(0.0)
    step = max(1, int(np.sqrt(region.size / QUANTILE)))
    sample = plane[::step, ::step][region[::step, ::step]]
    typical = float(np.quantile(sample, SMOOTH)) or float(sample.mean()) if sample.size else 0.0
    for top, bottom in strips(height, width, STRIP):
        progress(0.0)
        rows = plane[top:bottom]
        rows /= typical or 1.0
        rows += 1
        np.reciprocal(rows, out=rows)
        np.maximum(rows, LEAST_IN_TEXTURE, out=rows)
        rows[~region[top:bottom]] = 1
    return plane


def _busy(source: np.ndarray, region: np.ndarray) -> np.ndarray:
    """Mean squared gradient around each pixel of some rows, of the source's pixels in the region alone."""
    from scipy import ndimage

    power = np.zeros(region.shape, np.float32)
    for channel in range(source.shape[2]):
        plane = np.where(region, source[..., channel], 0).astype(np.float32)
        down = np.where(region[1:] & region[:-1], np.diff(plane, axis=0), 0) ** 2
        right = np.where(region[:, 1:] & region[:, :-1], np.diff(plane, axis=1), 0) ** 2
        power[1:] += down
        power[:-1] += down
        power[:, 1:] += right
        power[:, :-1] += right
    if region.all():
        return ndimage.gaussian_filter(power, SIGMA, mode="nearest", truncate=TRUNCATE)
    blurred, share = (
        ndimage.gaussian_filter(each, SIGMA, mode="nearest", truncate=TRUNCATE)
        for each in (power, region.astype(np.float32))
    )
    return np.divide(blurred, share, out=np.zeros_like(blurred), where=share > 1e-3)


def _doubt(
    weights: np.ndarray,
    source: np.ndarray,
    destination: np.ndarray,
    region: np.ndarray,
    present: np.ndarray | None,
    white: float,
    progress: Progress,
) -> None:
    """Give the pixels beside the region how far they are to be believed, from 1 down to `LEAST`.

    What the destination has more than the source, along the boundary, is a plane to most of the pixels: another light.
    Those that differ from it are outliers, whose weight is that of Geman and McClure.
    """
    beside = with_neighbours(region) & ~region
    if present is not None:
        beside &= present
    rows, columns = np.nonzero(beside)
    progress(0.0)
    excess = destination[rows, columns].astype(np.float64) - source[rows, columns].astype(np.float64)
    usable = np.isfinite(excess).all(axis=1)
    rows, columns, excess = rows[usable], columns[usable], excess[usable]
    if len(rows) < 3:
        return
    terms = np.column_stack([np.ones(len(rows)), rows / region.shape[0], columns / region.shape[1]])
    believed = np.ones(len(rows))
    centre = np.median(excess, axis=0)
    for _ in range(PASSES):
        progress(0.0)
        distance = np.sqrt(np.square(excess - centre).sum(axis=1))
        spread = max(1.4826 * float(np.median(distance)), NEGLIGIBLE * white)
        believed = 1 / (1 + (distance / (DEVIATIONS * spread)) ** 2) ** 2
        weighted = terms * believed[:, None]
        fit, *_ = np.linalg.lstsq(weighted.T @ terms, weighted.T @ excess, rcond=None)
        centre = terms @ fit
    weights[rows, columns] = np.maximum(believed, LEAST)


def _between(weights: np.ndarray, region: np.ndarray, axis: int, progress: Progress) -> np.ndarray:
    """Weights of the edges along an axis: the mean of both ends, and across the border of the region their product."""
    height, width = weights.shape
    half = np.empty((height - 1, width) if axis == 0 else (height, width - 1), np.float32)
    for top, bottom in strips(half.shape[0], half.shape[1], STRIP):
        progress(0.0)
        near = np.s_[top:bottom, :] if axis == 0 else np.s_[top:bottom, :-1]
        far = np.s_[top + 1 : bottom + 1, :] if axis == 0 else np.s_[top:bottom, 1:]
        rows = half[top:bottom]
        np.add(weights[near], weights[far], out=rows)
        rows /= 2
        crossing = region[near] != region[far]
        rows[crossing] = np.maximum(weights[near][crossing] * weights[far][crossing], LEAST)
    return half
