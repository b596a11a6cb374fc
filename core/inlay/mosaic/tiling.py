"""Opposite sides of a picture brought together, as if it went on there: Poisson's equation with periodic ends.

The picture keeps its gradients, and those around its ends should be 0 (Perez, Gangnet, Blake: Poisson image editing,
SIGGRAPH 2003, section 4, seamless tiling; here the ends are free to choose what they have in common). All of the
right-hand side lies on the ends. After a transform along a seam each of its frequencies is a line of equations across
it, whose solution is known: ``sinh(kappa (c - x))`` with the middle c and ``2 cosh(kappa) = 2 + lambda`` for the
eigenvalue lambda of the frequency. So one transform of a half of the picture is enough for each seam. Two seams are
taken on their own, each as if the edges around the other one were like those inside, and their changes are added.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inlay.arrays.pool import Pool
from inlay.arrays.rows import pieces, strips
from inlay.poisson.solvers.transforms import Axis

#: Weight w of the edges around the ends against those inside. Where lines end at a side of the picture, 1 would leave
#: larger jumps there than inside; much more would move them to the pixels beside it.
SEAM = 2.0
#: Pixels of a block of lines that is transformed at once.
BLOCK = 1 << 17
#: Frequencies that have fallen below ``exp(-LEAST)`` no longer count: beyond single and double precision.
LEAST, LEAST_DOUBLE = 18.0, 38.0


def tileable(
    picture: np.ndarray,
    *,
    vertically: bool = True,
    horizontally: bool = True,
    threads: int | None = 1,
    progress: Callable[[float], None] | None = None,
) -> np.ndarray:
    """Change a picture smoothly so that its opposite sides agree.

    Parameters
    ----------
    picture : ndarray, (height, width, channels)
        Of any type, finite.
    vertically, horizontally : bool
        Whether the first row is to follow on the last one, and the first column on the last one.
    threads : int or None
        None for all processors, at most four. The result does not depend on it.
    progress : callable, optional
        Is given the fraction done; may raise to stop.

    Returns
    -------
    ndarray
        Of the picture's shape and type; integers are rounded and clipped. Each channel keeps its mean.
    """
    height, width, channels = picture.shape
    kind = np.float64 if picture.dtype == np.float64 else np.float32
    is_both = vertically and horizontally
    result = picture.copy()
    seams = [axis for axis, wanted in enumerate((vertically, horizontally)) if wanted and picture.shape[axis] > 1]
    if not seams:
        return result
    change = np.empty((height, width), kind)
    with Pool(threads, progress, (len(seams) + 1) * channels * height * width) as pool:
        for channel in range(channels):
            for axis in seams:
                plane = np.moveaxis(picture[..., channel], axis, 0)
                along = Axis(plane.shape[1], "periodic" if is_both else "free")
                jump = plane[0].astype(np.float64) - plane[-1]
                _add(np.moveaxis(change, axis, 0), jump, along, pool, is_first=axis == seams[0])
            _apply(result[..., channel], change, pool)
        pool.finish()
    return result


def _add(change: np.ndarray, jump: np.ndarray, along: Axis, pool: Pool, is_first: bool) -> None:
    """Add what takes away the jump from the last line of a plane to its first one, or put it in place."""
    lines = change.shape[0]
    waves = along.forward(-jump[None], 1)[0]
    kappa = 2 * np.arcsinh(np.sqrt(along.eigenvalues()) / 2)
    least = LEAST_DOUBLE if change.dtype == np.float64 else LEAST
    reals = change.dtype

    def fill(first: int, last: int) -> None:
        # Frequencies grow: those that are gone at the first line of the block are gone at the others.
        count = int(np.searchsorted(kappa, least / (first + 1), side="right"))
        block = np.zeros((last - first, kappa.size), np.result_type(reals, 1j) if np.iscomplexobj(waves) else reals)
        block[:, :count] = waves[:count] * _decay(kappa[:count], np.arange(first, last), lines)
        found = along.backward(block, 1, True)
        mirrored = change[lines - last : lines - first][::-1]
        if is_first:
            change[first:last] = found
            mirrored[:] = -found
        else:
            change[first:last] += found
            mirrored -= found

    half = lines // 2
    if lines % 2 and is_first:
        change[half] = 0
    pool.each(fill, pieces(half, max(1, BLOCK // along.length)), 2 * along.length)


def _decay(kappa: np.ndarray, x: np.ndarray, lines: int) -> np.ndarray:
    """``w sinh(kappa (c - x)) / (sinh(kappa (c + 1)) + (2 w - 1) sinh(kappa c))`` up to the middle c, (x, kappa)."""
    middle = (lines - 1) / 2
    place = x[:, None].astype(np.float64)
    still = kappa == 0
    k = np.where(still, 1.0, kappa)
    above = np.exp(-k * (place + 1)) * -np.expm1(-2 * k * (middle - place))
    below = -np.expm1(-2 * k * (middle + 1)) - (2 * SEAM - 1) * np.exp(-k) * np.expm1(-2 * k * middle)
    return SEAM * np.where(still, (middle - place) / (1 + 2 * SEAM * middle), above / below)


def _apply(samples: np.ndarray, change: np.ndarray, pool: Pool) -> None:
    """Add the change to one channel in place."""
    white = np.iinfo(samples.dtype).max if samples.dtype.kind == "u" else None

    def write(top: int, bottom: int) -> None:
        for first, last in strips(bottom, samples.shape[1], BLOCK, first=top):
            rows = np.s_[first:last]
            new = samples[rows] + change[rows]
            if white is not None:
                np.rint(np.clip(new, 0, white, out=new), out=new)
            samples[rows] = new

    pool.run(write, *samples.shape)
