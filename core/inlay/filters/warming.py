"""Compile every kernel ahead of the first job."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress, in_turn


def warm(progress: Progress | None = None) -> None:
    """Compile all kernels, or load them from their cache beside the modules, by filtering a small picture.

    Parameters
    ----------
    progress : callable, optional
        Is given the fraction done; may raise to stop.
    """
    from inlay.filters.gaussian import gaussian_mean
    from inlay.filters.interpolation import Grid, interpolated, interpolated_coverage
    from inlay.filters.medians import window_median

    effort, grid = Effort(threads=1), Grid(0.0, 0.0, (1.0, 0.0), (0.0, 1.0), 4, 4)
    picture = np.random.default_rng(0).integers(0, 256, (24, 24)).astype(np.uint8)
    kernels: tuple[Callable[[], object], ...] = (
        lambda: gaussian_mean(picture, 1.0),
        lambda: window_median(picture, 2),
        lambda: window_median(picture.astype(np.uint16), 2),
        lambda: interpolated_coverage(picture, picture.shape, grid, effort),
        *(
            partial(interpolated, picture[..., np.newaxis].astype(dtype), picture, grid, effort)
            for dtype in (np.uint8, np.uint16, np.float32)
        ),
    )
    in_turn(kernels, progress)
