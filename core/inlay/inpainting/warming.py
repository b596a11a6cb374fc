"""Compile every kernel ahead of the first job."""

from __future__ import annotations

from contextlib import suppress

import numpy as np

from inlay.arrays.progress import Progress
from inlay.errors import InlayError


def warm(progress: Progress | None = None) -> None:
    """Compile all kernels, or load them from their cache beside the modules, by filling a small hole.

    Parameters
    ----------
    progress : callable, optional
        Is given the fraction done; may raise to stop.
    """
    from inlay.inpainting.shift_map.completion import completed
    from inlay.inpainting.thin_plate_spline import thin_plate

    picture = np.random.default_rng(0).uniform(0, 1, (70, 70, 1))
    region = np.zeros((70, 70), bool)
    region[3:67, 3:67] = True
    with suppress(InlayError):  # without numba there is nothing to compile
        thin_plate(picture, region, solver="iterative")
        hole = np.zeros((70, 70), bool)
        hole[30:40, 30:40] = True
        completed(picture, ~hole, hole)
    if progress is not None:
        progress(1.0)
