"""Multi-level estimation of foreground and background: from coarse to fine, with a few relaxations on each level.

The cost is that of Germer, Uelwer, Conrad, Harmeling: Fast multi-level foreground estimation, ICPR 2020,
https://doi.org/10.1109/ICPR48806.2021.9412729, and so is the way through the levels. But a coarse level is the same
minimisation for colours that are constant on squares, where the paper has a subsampled picture: strands of hair and
single pixels do not get lost, and the finest level starts closer to the minimum.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from inlay.arrays.pool import Pool
from inlay.matting.colours import pyramid
from inlay.matting.colours.soft_edge import Band

#: Relaxations of the finest level, the next one, and so on; of all further ones the last.
SWEEPS = 1, 3, 5, 10
#: Up to how many pixels a level is small, and its relaxations.
SMALL, SMALL_SWEEPS = 20_000, 20
#: Pixels of the coarsest level.
SMALLEST = 4


def solve(band: Band, limits: pyramid.Limits, pool: Pool) -> np.ndarray:
    """Foreground and background of the band.

    Parameters
    ----------
    band : Band
    limits : tuple of float32
        The lowest and the highest sample that a colour may have, and the regularization.
    pool : Pool
        Who does the work.

    Returns
    -------
    ndarray of float32, (n, 2 channels)
        F and then B of each pixel, in samples.
    """
    levels = pyramid.build(band, SMALLEST, pool)
    sides = [band.colours]
    for fine, coarse in pairwise(levels):
        sides.append(coarse.gathered(fine, sides[-1], band.channels, pool))
    pairs = _first(levels[-1], sides[-1], band.channels)
    for n in range(len(levels) - 1, -1, -1):
        level = levels[n]
        if n < len(levels) - 1:
            coarse_pairs, pairs = pairs, np.empty((level.lattice.size, pairs.shape[1]), np.float32)
            level.enter(levels[n + 1], coarse_pairs, pairs, False, pool)
        sweeps = SMALL_SWEEPS if level.lattice.size <= SMALL else SWEEPS[min(n, len(SWEEPS) - 1)]
        for _ in range(sweeps):
            if n == 0:
                level.relax_finest(band.colours, pairs, limits, pool)
            else:
                level.relax(sides[n], pairs, limits, 0, pool)
    return pairs


def _first(coarsest: pyramid.Level, sides: np.ndarray, channels: int) -> np.ndarray:
    """The mean colours of the coarsest level's squares, in front and behind."""
    number = coarsest.moments[:, :1] if coarsest.moments.shape[1] > 1 else 1
    return np.tile(sides[:, :channels] / number, 2).astype(np.float32)
