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

    region = np.zeros((40, 40), bool)
    region[3:37, 3:37] = True
    region[20, 20] = False
    shapes = {"colour": (40, 40, 3), "gray": (40, 40)}
    cases = [(dtype, per) for dtype in (np.uint8, np.float32) for per in ("channel", "colour")]
    for done, (dtype, per) in enumerate(cases):
        picture = np.arange(np.prod(shapes["colour"])).reshape(shapes["colour"]).astype(dtype)
        clone(picture, picture[::-1].copy(), region, gradients="stronger", per=per)
        if progress is not None:
            progress((done + 1) / len(cases))
