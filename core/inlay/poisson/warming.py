"""Compile every kernel ahead of the first job."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import numpy as np

from inlay.arrays.packages import has_numba
from inlay.arrays.progress import Progress
from inlay.errors import InlayError


def warm(progress: Progress | None = None) -> None:
    """Compile all kernels, or load them from their cache beside the modules, by solving small problems with each.

    Parameters
    ----------
    progress : callable, optional
        Is given the fraction done; may raise to stop.
    """
    from inlay.poisson.gradients import Edges
    from inlay.poisson.solving import clone

    noise = np.random.default_rng(0).integers(0, 256, (2, 70, 70, 1))
    region = np.zeros((70, 70), bool)
    region[3:67, 3:67] = region[30, :] = True
    weights = Edges(np.ones((69, 70)), np.ones((70, 69)))
    plane = np.linspace(0, 1, 4900).reshape(70, 70)
    kinds: list[dict[str, Any]] = [
        {},
        {"per": "colour"},
        {"weights": weights},
        {"screening": (0.1, 0)},
        {"screening": (plane, 0), "weights": weights},
        {"screening": (plane, 0), "solver": "multigrid"},
    ]
    cases = [(dtype, kind) for dtype in (np.uint8, np.float32) for kind in kinds]
    for done, (dtype, kind) in enumerate(cases, 1):
        source, destination = noise.astype(dtype)
        with suppress(InlayError):  # without numba there is nothing to compile
            clone(source, destination, region, gradients="stronger", **kind)
        if progress is not None:
            progress(done / (len(cases) + 1))
    if has_numba():
        _merge()
    if progress is not None:
        progress(1.0)


def _merge() -> None:
    """Solve for a jump between two halves of a canvas that is large enough to have tiles."""
    from inlay.arrays.effort import Effort
    from inlay.poisson.jumps.correction import Correction
    from inlay.poisson.jumps.seams import Seams

    seams, rows = Seams((256, 64), 1), np.arange(256)
    seams.add(0, np.ones((256, 64), bool))
    seams.jump(rows, np.full_like(rows, 31), 1, np.ones((256, 1)))
    correction = Correction(seams)
    correction.solve(0.1, Effort(threads=1))
    correction.rows(0, 256)
