"""Compile every kernel ahead of the first job."""

from __future__ import annotations

import numpy as np

from inlay.arrays.progress import Progress


def warm(progress: Progress | None = None) -> None:
    """Compile all kernels, or load them from their cache beside the modules, by filtering a small picture.

    Parameters
    ----------
    progress : callable, optional
        Is given the fraction done; may raise to stop.
    """
    from inlay.filters.gaussian import gaussian_mean
    from inlay.filters.medians import window_median

    picture = np.random.default_rng(0).integers(0, 256, (24, 24)).astype(np.uint8)
    kernels = (
        lambda: gaussian_mean(picture, 1.0),
        lambda: window_median(picture, 2),
        lambda: window_median(picture.astype(np.uint16), 2),
    )
    for done, run in enumerate(kernels, 1):
        run()
        if progress is not None:
            progress(done / len(kernels))
