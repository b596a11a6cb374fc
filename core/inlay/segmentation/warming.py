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
    from inlay.segmentation.components import without_holes
    from inlay.segmentation.thresholds import otsu

    picture = np.random.default_rng(0).integers(0, 256, (24, 24)).astype(np.uint8)
    kernels = (
        lambda: otsu(picture, 3),
        lambda: clustered(picture.reshape(-1, 3), 3),
        lambda: without_holes(picture),
        lambda: _trace(picture),
    )
    for done, run in enumerate(kernels, 1):
        run()
        if progress is not None:
            progress(done / len(kernels))


def _trace(picture: np.ndarray) -> None:
    from inlay.segmentation.bezier import fitted
    from inlay.segmentation.contours import labelled
    from inlay.segmentation.filling import coverage, labels, mean_colours, median_colours, polygons

    traced = labelled(picture, 128)
    outline = fitted(traced.contours, 0.5).flattened()
    places = labels(traced, picture >= 128, polygons(outline))
    for measure in (mean_colours, median_colours):
        measure(places, len(outline), picture[..., np.newaxis])
    coverage(outline, (24, 24))
    _ = outline.areas, outline.perimeters
