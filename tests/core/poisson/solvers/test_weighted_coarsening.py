"""Coarse grids of weighted equations."""

import numpy as np
import pytest
from scipy import ndimage

from inlay import poisson


@pytest.mark.parametrize("number", range(8))
def test_islands_that_nothing_holds_keep_their_mean(number):
    """Their coarse points have no links, and grounds that are 0 but for rounding."""
    random = np.random.default_rng(number)
    present = random.random((30, 40)) < 0.5
    islands, _ = ndimage.label(present)
    held = present & (random.random(present.shape) < 0.2)
    values = np.where(held, random.random(present.shape), 0).astype(np.float32)
    nothing = poisson.Edges(np.zeros((29, 40), np.float32), np.zeros((30, 39), np.float32))
    weights = poisson.Edges(*(10 ** random.uniform(-3, 0, each.shape).astype(np.float32) for each in nothing))
    solution = poisson.solve(
        values, nothing, present & ~held, weights=weights, destination_alpha=present, mean=0.0, solver="multigrid"
    )
    assert solution.solver == "multigrid"
    floating = ~np.isin(islands, islands[held]) & present
    assert floating.any()
    assert np.abs(solution.image[floating]).max() < 1e-5
    assert solution.image[present].min() >= -1e-4
    assert solution.image[present].max() <= values.max() + 1e-4
