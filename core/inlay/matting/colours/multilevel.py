"""Multi-level estimation of foreground and background, on the band only.

Germer, Uelwer, Conrad, Harmeling: Fast multi-level foreground estimation, ICPR 2020,
https://doi.org/10.1109/ICPR48806.2021.9412729. Other than there, levels differ by a factor of two, F is held at I
where alpha is 1 and B where it is 0, and pixels are relaxed in the order of a chess board, so that the result does not
depend on the number of threads.
"""

from __future__ import annotations

from types import ModuleType

import numpy as np

from inlay.matting.colours.band import Band, Grid, gather
from inlay.strips import Crew

#: What is added to the differences of alpha as weight of smoothness.
REGULARIZATION = 1e-5
#: Relaxations of the finest level, the next one, and so on; of all further ones the last.
SWEEPS = 2, 3, 4, 10
#: Largest side of the level that gives the first colours, and by which power of alpha its pixels count.
SMALL, STEEP = 64, 8
#: Work on a pixel of a level, next to that on a pixel of a mask.
WEIGHT = 2


def solve(levels: list[Grid], finest: Band, gamut: tuple[float, float], crew: Crew) -> np.ndarray:
    """Foreground and background of the finest level's band.

    Parameters
    ----------
    levels : list of Grid
        From `band.grids`; not empty.
    finest : Band
        That of the first level.
    gamut : tuple of float
        The lowest and the highest sample that a colour may have.
    crew : Crew
        Who does the work.

    Returns
    -------
    ndarray of float32, (n, 2 channels)
        F and then B of each pixel, in samples.
    """
    kernels = _kernels()
    pairs, index = _first_colours(levels), np.zeros((3, 3), np.int32)
    for grid in reversed(levels):
        band = gather(grid, crew) if grid.level else finest
        pairs, index = _entered(kernels, band, index, pairs, crew), band.index
        for _ in range(SWEEPS[min(grid.level, len(SWEEPS) - 1)]):
            _relax(kernels, band, pairs, gamut, crew)
    return pairs


def _kernels() -> ModuleType:
    try:
        from inlay.matting.colours import relaxation
    except ImportError:
        from inlay.matting.colours import vectorised

        return vectorised
    return relaxation


def _first_colours(levels: list[Grid]) -> np.ndarray:
    """The mean colours of the most and of the least opaque pixels of a small level, (1, 2 channels)."""
    grid = next(grid for grid in levels if max(grid.shape) <= SMALL)
    alpha, colours = grid.alpha(0, grid.shape[0]), grid.colours(0, grid.shape[0])
    means = [np.average(colours, axis=0, weights=each**STEEP + REGULARIZATION) for each in (alpha, 1 - alpha)]
    return np.concatenate(means)[None].astype(np.float32)


def _entered(kernels: ModuleType, band: Band, coarse: np.ndarray, coarse_pairs: np.ndarray, crew: Crew) -> np.ndarray:
    """The next coarser level's colours on this one."""
    pairs = np.empty((band.size, coarse_pairs.shape[1]), np.float32)
    stride = band.index.shape[1]

    def enter(first: int, last: int) -> None:
        kernels.enter(first, last, band.place, stride, band.alpha, band.colours, coarse, coarse_pairs, pairs)

    crew.run(enter, band.size, 2 * WEIGHT)
    return pairs


def _relax(kernels: ModuleType, band: Band, pairs: np.ndarray, gamut: tuple[float, float], crew: Crew) -> None:
    """One relaxation of all pixels: of those at even places, then of the others.

    The rows at the ends of a strip wait for the strip beside it.
    """
    height, stride = band.index.shape[0] - 2, band.index.shape[1]
    index = band.index.reshape(-1)
    limits = np.float32(gamut[0]), np.float32(gamut[1]), np.float32(REGULARIZATION)

    def relax(even_top: int, even_bottom: int, odd_top: int, odd_bottom: int) -> None:
        rows = even_top, even_bottom, odd_top, odd_bottom
        kernels.relax(*rows, band.starts, band.place, stride, index, band.alpha, band.colours, pairs, limits)

    def strip(top: int, bottom: int) -> int:
        relax(top, bottom, top + (top > 0), bottom - (bottom < height))
        return bottom

    def seam(above: int, below: int) -> None:
        relax(above, above, above, below)

    ends = crew.run(strip, height, WEIGHT * stride)
    crew.each(seam, [(end - 1, end + 1) for end in ends[:-1]], stride)
