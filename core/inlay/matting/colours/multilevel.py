"""Multi-level estimation of foreground and background, on the band only.

Germer, Uelwer, Conrad, Harmeling: Fast multi-level foreground estimation, ICPR 2020,
https://doi.org/10.1109/ICPR48806.2021.9412729. Other than there, levels differ by a factor of two, F is held at I
where alpha is 1 and B where it is 0, and pixels are relaxed in the order of a chess board, so that the result does not
depend on the number of threads.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inlay.matting.colours.band import Band, Cutout, Grid, gather
from inlay.strips import Crew

#: What is added to the differences of alpha as weight of smoothness.
REGULARIZATION = 1e-5
#: Relaxations of the finest level, the next one, and so on; of all further ones the last.
SWEEPS = 2, 3, 4, 10
#: Side of the level that gives the first colours, and by which power of alpha its pixels count.
SMALL, STEEP = 64, 8
#: Work on a pixel in a relaxation, next to that on a pixel of a mask.
WEIGHT = 8

Relaxation = Callable[..., None]


def solve(cutout: Cutout, levels: list[Grid], finest: Band, gamut: tuple[float, float], crew: Crew) -> np.ndarray:
    """Foreground and background of the finest level's band.

    Parameters
    ----------
    cutout : Cutout
    levels : list of Grid
        From `band.grids`; not empty.
    finest : Band
        That of the first level.
    gamut : tuple of float
        The lowest and highest sample that a colour may have.
    crew : Crew

    Returns
    -------
    ndarray of float32, (n, 2 channels)
        F and then B of each pixel, in samples.
    """
    relax = _relaxation()
    coarse, pairs = None, _first_colours(cutout, levels)
    for grid in reversed(levels):
        band = gather(cutout, grid, crew) if grid.level else finest
        pairs = _start(band, pairs, coarse)
        for pixels in band.halves * SWEEPS[min(grid.level, len(SWEEPS) - 1)]:
            _sweep(relax, pixels, band, pairs, gamut, crew)
        coarse = band
    return pairs


def _first_colours(cutout: Cutout, levels: list[Grid]) -> np.ndarray:
    """The mean colours of the most and of the least opaque pixels of a small level, (1, 2 channels)."""
    grid = next(grid for grid in levels if max(grid.inside.shape) <= SMALL)
    place = grid.samples(*np.nonzero(grid.inside), cutout.shape[1])
    alpha, colours = cutout.opacity(*place), cutout.colours(*place)
    means = [np.average(colours, axis=0, weights=each**STEEP + REGULARIZATION) for each in (alpha, 1 - alpha)]
    return np.concatenate(means)[None].astype(np.float32)


def _start(band: Band, pairs: np.ndarray, coarse: Band | None) -> np.ndarray:
    """The next coarser level's colours, and the picture's own where alpha is 0 or 1."""
    channels = band.colours.shape[1]
    start = np.repeat(pairs, band.size, axis=0) if coarse is None else pairs[band.parents(coarse)]
    opaque, clear = band.alpha == 1, band.alpha == 0
    start[opaque, :channels] = band.colours[opaque]
    start[clear, channels:] = band.colours[clear]
    return start


def _sweep(
    relax: Relaxation, pixels: np.ndarray, band: Band, pairs: np.ndarray, gamut: tuple[float, float], crew: Crew
) -> None:
    lowest, highest = np.float32(gamut[0]), np.float32(gamut[1])

    def part(first: int, last: int) -> None:
        relax(
            pixels[first:last],
            band.neighbours,
            band.alpha,
            band.colours,
            pairs,
            lowest,
            highest,
            np.float32(REGULARIZATION),
        )

    crew.run(part, pixels.size, WEIGHT)


def _relaxation() -> Relaxation:
    try:
        from inlay.matting.colours.relaxation import relax
    except ImportError:
        return _relax_with_numpy
    return relax


def _relax_with_numpy(
    pixels: np.ndarray,
    neighbours: np.ndarray,
    alpha: np.ndarray,
    colours: np.ndarray,
    pairs: np.ndarray,
    lowest: np.float32,
    highest: np.float32,
    regularization: np.float32,
) -> None:
    """The same as `relaxation.relax`, where there is no numba."""
    a, near = alpha[pixels, None], neighbours[pixels]
    weights = regularization + np.abs(a - alpha[near])
    total = weights.sum(axis=1, keepdims=True)
    f, g = np.split(np.einsum("nk,nkc->nc", weights / total, pairs[near]), 2, axis=1)
    b = 1 - a
    t = (colours[pixels] - a * f - b * g) / (total + a * a + b * b)
    channels = colours.shape[1]
    old = pairs[pixels]
    new = np.clip(np.concatenate([f + a * t, g + b * t], axis=1), lowest, highest)
    pairs[pixels, :channels] = np.where(a < 1, new[:, :channels], old[:, :channels])
    pairs[pixels, channels:] = np.where(b < 1, new[:, channels:], old[:, channels:])
