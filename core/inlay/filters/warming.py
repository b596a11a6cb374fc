"""Compile every kernel ahead of the first job."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def warm(progress: Callable[[float], None] | None = None) -> None:
    """Compile all kernels, or load them from their cache beside the modules, by filtering a small picture.

    Parameters
    ----------
    progress : callable, optional
        Is given the fraction done; may raise to stop.
    """
    from inlay.filters.gaussian import gaussian_blur
    from inlay.filters.medians import median_blur

    picture = np.random.default_rng(0).integers(0, 256, (24, 24)).astype(np.uint8)
    kernels = (
        lambda: gaussian_blur(picture, 1.0),
        lambda: median_blur(picture, 2),
        lambda: median_blur(picture.astype(np.uint16), 2),
    )
    for done, run in enumerate(kernels, 1):
        run()
        if progress is not None:
            progress(done / len(kernels))
