"""Matting by the Poisson equation."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from inlay.arrays.progress import Stages, attentively
from inlay.contract.boxes import Box
from inlay.matting.scene import BACKGROUND, FOREGROUND, UNKNOWN, Estimate, Estimator, Scene
from inlay.poisson.region import bounding_box

if TYPE_CHECKING:
    from inlay.matting.sampling.nearest_colours import Contrast

#: How often foreground and background are found anew, at most, and the mean change of alpha at which that ends.
ROUNDS, SETTLED = 5, 0.002
#: Alpha above which a pixel may be foreground alone, or below 1 less this background alone.
SURE = 0.95
#: Difference of colours, of the range, up to which a pixel has the colour of its foreground or background.
ALIKE = 0.1
#: Largest error of the solver.
TOLERANCE = 0.25 / 255


def estimate(scene: Scene, *, threads: int | None = None, progress: Callable[[float], None] | None = None) -> Estimate:
    """Alpha whose gradient is that of the picture, over the contrast of foreground and background.

    Global Poisson matting of Sun, Jia, Tang and Shum [1]_, section 3.1. Where F and B are smooth, the gradient of the
    compositing equation, ``grad I = (F - B) grad alpha + alpha grad F + (1 - alpha) grad B``, is about ``(F - B) grad
    alpha``. So alpha minimises the integral of ``|grad alpha - grad I / (F - B)|^2`` over the unknown region, with
    alpha = 1 and 0 around it: the Poisson equation ``laplace alpha = div (grad I / (F - B))``, which
    `inlay.poisson.solve` solves. F and B are those of the nearest known pixels, and F - B is smoothed. Then pixels
    with alpha above 0.95 that look like their F join the known foreground, those with alpha below 0.05 that look like
    their B the known background, and all is done again until alpha settles.

    With colours, F - B is a vector and ``grad I`` is projected on it: ``grad I . (F - B) / |F - B|^2``, the least
    squares of the equation over the channels. Where F and B are almost alike the picture says nothing, and the
    gradient fades to 0, so that alpha is a membrane there.

    References
    ----------
    .. [1] J. Sun, J. Jia, C.-K. Tang, H.-Y. Shum: Poisson matting, ACM Transactions on Graphics 23(3), 2004,
       https://doi.org/10.1145/1015706.1015721
    """
    from inlay import poisson
    from inlay.matting.sampling.nearest_colours import Contrast

    way = Stages(progress)
    alpha = (scene.trimap == FOREGROUND).astype(np.float32)
    unknown = scene.trimap == UNKNOWN
    loose = _loose(unknown, scene.present)
    if loose is not None:
        unknown &= ~loose
    tight = bounding_box(unknown)
    if tight is None:
        return Estimate(alpha, loose=loose)
    box = _with_ring(tight, alpha.shape)
    inside = unknown[box.slices]
    present = None if scene.present is None else scene.present[box.slices].astype(np.uint8)
    foreground, background = scene.trimap == FOREGROUND, scene.trimap == BACKGROUND
    if scene.present is not None:
        background &= scene.present
    values = alpha[box.slices]
    iterations, error = 0, 0.0
    for turn in range(ROUNDS):
        start = way.part((turn + 0.4) / ROUNDS)
        contrast = Contrast.estimate(scene, unknown, foreground, background, box, start)
        solution = poisson.solve(
            values,
            contrast.guidance(scene, box, start),
            inside,
            destination_alpha=present,
            tolerance=TOLERANCE,
            threads=threads,
            progress=way.part((turn + 1) / ROUNDS),
        )
        before, values = values[inside], np.clip(solution.image, 0, 1)
        iterations, error = iterations + solution.iterations, solution.error
        now = values[inside]
        if turn and float(np.abs(now - before).mean()) < SETTLED:
            break
        sure = attentively(partial(_sure, scene, unknown, now, contrast), start)
        foreground[unknown], background[unknown] = sure
    alpha[box.slices] = values
    return Estimate(alpha, iterations, error, loose)


def _loose(unknown: np.ndarray, present: np.ndarray | None) -> np.ndarray | None:
    """Unknown pixels that only absent ones surround."""
    from scipy.ndimage import label

    if present is None:
        return None
    labels, count = label(unknown | present)
    held = np.zeros(count + 1, bool)
    held[labels[present & ~unknown]] = True
    loose = unknown & ~held[labels]
    return loose if loose.any() else None


def _with_ring(box: Box, shape: tuple[int, ...]) -> Box:
    """A box one pixel larger on each side, inside the picture."""
    return box.grow(1).intersect(Box(0, 0, shape[1], shape[0]))


def _sure(scene: Scene, unknown: np.ndarray, alpha: np.ndarray, contrast: Contrast) -> tuple[np.ndarray, np.ndarray]:
    """Which unknown pixels are foreground and background alone, and look like it."""
    colours = scene.image[unknown] * np.float32(scene.scale)
    return (
        (alpha > SURE) & _alike(colours, contrast.foreground),
        (alpha < 1 - SURE) & _alike(colours, contrast.background),
    )


def _alike(colours: np.ndarray, others: np.ndarray) -> np.ndarray:
    return np.square(colours - others).sum(axis=1) < ALIKE**2


ESTIMATOR = Estimator(
    id="poisson",
    name="Poisson",
    summary="Follows the picture's gradients over the contrast of the colours; for smooth foregrounds and backgrounds.",
    estimate=estimate,
    bytes_per_unknown=150,
    bytes_per_pixel=60,
)
