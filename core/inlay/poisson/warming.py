"""Compile every kernel ahead of the first job."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def warm(progress: Callable[[float], None] | None = None) -> None:
    """Compile all kernels, or load them from their cache beside the modules, by solving small problems with each.

    Parameters
    ----------
    progress : callable, optional
        Is given the fraction done; may raise to stop.
    """
    from inlay.poisson.solving import clone

    noise = np.random.default_rng(0).integers(0, 256, (2, 40, 40, 3))
    region = np.zeros((40, 40), bool)
    region[3:37, 3:37] = True
    cases = [(dtype, per) for dtype in (np.uint8, np.float32) for per in ("channel", "colour")]
    for done, (dtype, per) in enumerate(cases, 1):
        source, destination = noise.astype(dtype)
        clone(source, destination, region, gradients="stronger", per=per)
        if progress is not None:
            progress(done / len(cases))
