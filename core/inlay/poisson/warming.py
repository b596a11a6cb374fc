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
        {"screening": (0.1, 0), "region": np.ones_like(region)},
    ]
    cases = [(dtype, kind) for dtype in (np.uint8, np.float32) for kind in kinds]
    for done, (dtype, kind) in enumerate(cases, 1):
        source, destination = noise.astype(dtype)
        with suppress(InlayError):  # without numba there is nothing to compile
            clone(source, destination, gradients="stronger", **{"region": region, **kind})
        if progress is not None:
            progress(done / (len(cases) + 1))
    _warm_grid(noise[0].astype(np.uint8), region)
    if has_numba():
        _warm_jumps()
        _warm_aggregates(noise[0, ..., 0], region)
    if progress is not None:
        progress(1.0)


def _warm_grid(picture: np.ndarray, mask: np.ndarray) -> None:
    """The same for composite grids of several levels."""
    from inlay.poisson.region import place

    region = place(mask)
    if region is None or not has_numba():
        return
    from inlay.poisson.composite import COMPOSED, Extent, Grid, Outline

    unknown = region.unknown
    rows, width = unknown.shape
    outline = Outline(Extent(rows, width, region.natural), 1)
    outline.add(unknown, np.zeros((rows, width, 1), np.float32))
    rim = outline.rim
    grid = Grid(outline, dense=100)
    correction = grid.solve(1.0, rim.data(np.ones((len(rim.ends), 1), np.float32)))
    correction.rows(0, rows)
    for dtype in COMPOSED:
        base = picture[:rows, :width].astype(dtype)
        correction.compose(base.copy(), base, unknown, 0)


def _warm_jumps() -> None:
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


def _warm_aggregates(noise: np.ndarray, mask: np.ndarray) -> None:
    """One step towards the solution for weights that differ strongly."""
    from inlay.arrays.pool import Pool
    from inlay.poisson.region import place
    from inlay.poisson.solvers.aggregation.multigrid import AggregationMultigrid
    from inlay.poisson.system import System, Weights

    region = place(mask)
    if region is None:
        return
    rough = np.where(noise < 128, np.float32(1e-3), np.float32(1))
    multigrid = AggregationMultigrid(System(region, Weights(rough[1:], rough[:, 1:])), Pool())
    multigrid.put(np.ones(region.unknown.shape), 1.0)
    multigrid.precondition()
    multigrid.preconditioned_rows(0, 1)
