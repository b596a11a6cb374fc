"""Compile every kernel ahead of the first job."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def warm(progress: Callable[[float], None] | None = None) -> None:
    """Compile all kernels, or load them from their cache beside the modules, by working on a small picture.

    Parameters
    ----------
    progress : callable, optional
        Is given the fraction done; may raise to stop.
    """
    from inlay.segmentation.clusters import clustered
    from inlay.segmentation.parts import without_holes
    from inlay.segmentation.thresholds import otsu

    picture = np.random.default_rng(0).integers(0, 256, (24, 24)).astype(np.uint8)
    kernels = (
        lambda: otsu(picture, 3),
        lambda: clustered(picture.reshape(-1, 3), 3),
        lambda: without_holes(picture),
    )
    for done, run in enumerate(kernels, 1):
        run()
        if progress is not None:
            progress(done / len(kernels))
