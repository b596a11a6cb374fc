"""The outline of an alpha: smoothed, feathered, shifted, hardened, each on its own."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np

from inlay.arrays.progress import Progress, part, silent
from inlay.arrays.rows import pieces, strips

#: Standard deviation of the blur by which the strongest smoothing sees the outline, in pixels.
_SMOOTHEST = 10.0
#: Alpha where the outline lies after the furthest shift.
_OUTERMOST = 0.02
#: Mean squared gradients below this are none.
_FLAT = np.float32(1e-12)
#: Radius of a blur's kernel in standard deviations.
_TRUNCATE = 3.0
#: A blur's standard deviation in pixels, below which it is computed on the pixels themselves.
_FINEST = 4.0
#: Sides of the squares that are worked on at a time, in pixels.
_TILE = 512
#: Pixels of one piece of work.
_PIECE = 1 << 20


def shape(
    alpha: np.ndarray,
    smoothing: float,
    feather: float,
    contrast: float,
    shift: float,
    progress: Progress = silent,
) -> np.ndarray:
    """Smooth, feather, shift and harden an alpha, in this order.

    Parameters
    ----------
    alpha : ndarray, (height, width), float32
    smoothing, feather, contrast, shift : float
        As for `smoothed`, `feathered`, `hardened` and `shifted`.
    progress : callable
        Is given the fraction done; may raise to stop.

    Returns
    -------
    ndarray, (height, width), float32
        A new array, or `alpha` itself where everything is 0.
    """
    if smoothing:
        alpha = smoothed(alpha, smoothing, part(progress, 0, 0.45))
    if feather:
        alpha = feathered(alpha, feather, part(progress, 0.45, 0.9))
    if not shift and not contrast:
        return alpha
    shaped = np.empty_like(alpha)
    for top, bottom in strips(len(alpha), alpha.shape[1], _PIECE):
        progress(0.9 + 0.1 * top / len(alpha))
        shaped[top:bottom] = hardened(shifted(alpha[top:bottom], shift), contrast)
    return shaped


def smoothed(alpha: np.ndarray, amount: float, progress: Progress = silent) -> np.ndarray:
    """Even out hills and valleys of the outline, by an amount from 0 to 1, and leave its edges as soft as they are.

    Alpha is blurred, and then hardened as much as the blur has softened it nearby: by the ratio of the mean squared
    gradients, which is that of the edges' widths.
    """
    deviation = max(amount * _SMOOTHEST, 0.1)

    def smooth(tile: np.ndarray) -> np.ndarray:
        blurred = _blurred(tile, deviation)
        steepness = _blurred(_steepness(tile), 2 * deviation)
        softened = _blurred(_steepness(blurred), 2 * deviation)
        width = np.maximum(steepness, _FLAT) / np.maximum(softened, _FLAT)
        # Hardening cuts the tails of a blurred edge off, of which its mean squared gradient is a root of two less.
        factor = 1 + np.maximum(width - 1, 0) / np.float32(np.sqrt(2))
        return np.clip((blurred - 0.5) * factor + 0.5, 0, 1)

    return _in_tiles(alpha, smooth, round(3 * _TRUNCATE * deviation) + 2, _block(2 * deviation), progress)


def feathered(alpha: np.ndarray, deviation: float, progress: Progress = silent) -> np.ndarray:
    """Blur by a Gaussian of this standard deviation in pixels; beyond its border the plane continues as it ends."""
    reach, block = round(_TRUNCATE * deviation) + 1, _block(deviation)
    return _in_tiles(alpha, lambda tile: _blurred(tile, deviation), reach, block, progress)


def shifted(alpha: np.ndarray, amount: float) -> np.ndarray:
    """Move soft edges inwards or outwards, by an amount from -1 to 1.

    The odds of alpha are multiplied, so that 0 and 1 stay and the same amount with the other sign takes it back. At
    the full amount the outline, where alpha is one half, comes to lie where alpha was 2 % or 98 %.
    """
    here = 0.5 - amount * (0.5 - _OUTERMOST)
    raised = alpha * np.float32(1 - here)
    return raised / (raised + (1 - alpha) * np.float32(here))


def hardened(alpha: np.ndarray, amount: float) -> np.ndarray:
    """Make soft edges narrower around one half, by an amount from 0 to 1; at 1 alpha is 0 or 1."""
    if amount >= 1:
        return (alpha >= 0.5).astype(np.float32)
    return np.clip((alpha - np.float32(0.5)) / np.float32(1 - amount) + np.float32(0.5), 0, 1)


def _blurred(plane: np.ndarray, deviation: float) -> np.ndarray:
    """Blur by a Gaussian; a wide one on the averages of blocks, in time that hardly depends on the width."""
    from scipy.ndimage import gaussian_filter

    block = _block(deviation)
    if block == 1:
        return gaussian_filter(plane, deviation, mode="nearest", truncate=_TRUNCATE)
    padding = [(0, -size % block) for size in plane.shape]
    padded = np.pad(plane, padding, mode="edge")
    averages = padded.reshape(padded.shape[0] // block, block, -1, block).mean(axis=(1, 3))
    # Averaging and interpolating blur by themselves, by 1/12 and 1/6 of the squared block.
    rest = np.sqrt((deviation / block) ** 2 - 1 / 4)
    blurred = gaussian_filter(averages, rest, mode="nearest", truncate=_TRUNCATE)
    for axis, size in enumerate(plane.shape):
        blurred = _interpolated(blurred, block, size, axis)
    return blurred


def _block(deviation: float) -> int:
    """Side of the blocks of which a blur takes the averages: a power of two, at most a quarter of the deviation."""
    return 1 << max(0, int(np.log2(deviation / _FINEST)))


def _interpolated(averages: np.ndarray, block: int, size: int, axis: int) -> np.ndarray:
    """Blow blocks up to `size` pixels along an axis, linearly between their centres."""
    place = ((np.arange(size) + 0.5) / block - 0.5).clip(0, averages.shape[axis] - 1)
    before = place.astype(np.intp)
    after = np.minimum(before + 1, averages.shape[axis] - 1)
    share = (place - before).astype(np.float32)
    share = share[:, None] if axis == 0 else share
    return averages.take(before, axis) * (1 - share) + averages.take(after, axis) * share


def _steepness(plane: np.ndarray) -> np.ndarray:
    """The squared gradient, between pixels and put down on both."""
    squares = np.zeros_like(plane)
    for axis in (0, 1):
        steps = np.square(np.diff(plane, axis=axis))
        ends = (slice(None, -1), slice(1, None))
        for end in ends:
            squares[(end, slice(None)) if axis == 0 else (slice(None), end)] += steps / 2
    return squares


def _in_tiles(
    alpha: np.ndarray, change: Callable[[np.ndarray], np.ndarray], reach: int, block: int, progress: Progress
) -> np.ndarray:
    """Change a plane square by square, each seen with `reach` pixels around it; what is even stays as it is.

    What is seen begins at a multiple of `block`, so that neighbouring squares take the same averages.
    """
    result = np.array(alpha)
    reach += -reach % block
    height, width = alpha.shape
    tiles = list(product(pieces(height, _TILE), pieces(width, _TILE)))
    for done, ((top, _), (left, _)) in enumerate(tiles):
        progress(done / len(tiles))
        rows, columns = slice(top - reach, top + _TILE + reach), slice(left - reach, left + _TILE + reach)
        seen = alpha[max(0, rows.start) : rows.stop, max(0, columns.start) : columns.stop]
        if seen.min() < seen.max():
            missing = [
                (max(0, -each.start), max(0, each.stop - size))
                for each, size in zip((rows, columns), alpha.shape, strict=True)
            ]
            own = result[top : top + _TILE, left : left + _TILE]
            changed = change(np.pad(seen, missing, mode="edge"))
            own[...] = changed[reach : reach + own.shape[0], reach : reach + own.shape[1]]
    return result
