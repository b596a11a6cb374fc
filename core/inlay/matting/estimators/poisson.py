"""Matting by the Poisson equation: the gradient of alpha is that of the picture, over the contrast of its colours."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from inlay.arrays.bounding_box import bounding_box
from inlay.arrays.effort import Effort
from inlay.arrays.pool import POLL
from inlay.arrays.progress import Progress, attentively
from inlay.arrays.rows import strips
from inlay.contract.boxes import Box
from inlay.matting.scene import BACKGROUND, FOREGROUND, UNKNOWN, Estimate, Estimator, Scene
from inlay.poisson.gradients import Edges

if TYPE_CHECKING:
    from inlay.matting.sampling.nearest_colours import NearestColours

#: How often foreground and background are found anew, at most, and the mean change of alpha at which that ends.
ROUNDS, CONVERGED = 5, 0.002
#: What part of a round the search for colours is.
SEARCHING = 0.4
#: Contrasts below this, of the range, say less and less about alpha.
INVISIBLE = 0.15
#: Alpha above which a pixel may be foreground alone, or below 1 less this background alone.
SURE = 0.95
#: Difference of colours, of the range, up to which a pixel has the colour of its foreground or background.
ALIKE = 0.1
#: Largest error of the solver.
TOLERANCE = 0.25 / 255


def estimate(scene: Scene, *, threads: int | None = None, progress: Progress | None = None) -> Estimate:
    """Alpha whose gradient is that of the picture, over the contrast of foreground and background.

    Global Poisson matting of Sun, Jia, Tang and Shum [1]_, section 3.1. Where F and B are smooth, the gradient of the
    compositing equation, ``grad I = (F - B) grad alpha + alpha grad F + (1 - alpha) grad B``, is about ``(F - B) grad
    alpha``. So alpha minimises the integral of ``|grad alpha - grad I / (F - B)|^2`` over the unknown region, with
    alpha = 1 and 0 around it: the Poisson equation ``laplace alpha = div (grad I / (F - B))``, which
    `inlay.poisson.solve` solves. F and B are those of the nearest known pixels, and F - B is smoothed. Then pixels
    with alpha above 0.95 that look like their F join the known foreground, those with alpha below 0.05 that look like
    their B the known background, and all is done again until alpha has converged.

    With colours, F - B is a vector and ``grad I`` is projected on it: ``grad I . (F - B) / |F - B|^2``, the least
    squares of the equation over the channels. Where F and B are almost alike the picture says nothing, and the
    gradient fades to 0, so that alpha is a membrane there.

    References
    ----------
    .. [1] J. Sun, J. Jia, C.-K. Tang, H.-Y. Shum: Poisson matting, ACM Transactions on Graphics 23(3), 2004,
       https://doi.org/10.1145/1015706.1015721
    """
    from inlay import poisson
    from inlay.matting.sampling.nearest_colours import NearestColours

    effort = Effort.of(threads, progress)
    foreground, background = scene.trimap == FOREGROUND, scene.trimap == BACKGROUND
    alpha = foreground.astype(np.float32)
    unknown, loose = scene.trimap == UNKNOWN, None
    if scene.present is not None:
        background &= scene.present
        loose = _unconstrained(unknown, scene.present)
    if loose is not None:
        unknown &= ~loose
    if not unknown.any():
        return Estimate(alpha, loose=loose)
    window = _with_ring(unknown)
    inside, values = unknown[window], alpha[window]
    present = None if scene.present is None else scene.present[window].astype(np.uint8)
    iterations, error = 0, 0.0
    for turn in range(ROUNDS):
        searching = effort.part(turn / ROUNDS, (turn + SEARCHING) / ROUNDS)
        solving = effort.part((turn + SEARCHING) / ROUNDS, (turn + 1) / ROUNDS)
        colours = NearestColours.find(scene, unknown, foreground, background, window, searching.progress)
        solution = poisson.solve(
            values,
            guidance(scene, colours, window, searching.progress),
            inside,
            destination_alpha=present,
            tolerance=TOLERANCE,
            threads=solving.threads,
            progress=solving.progress,
        )
        before, values = values[inside], np.clip(solution.image, 0, 1)
        iterations, error = iterations + solution.iterations, solution.error
        now = values[inside]
        if turn and float(np.abs(now - before).mean()) < CONVERGED:
            break
        sure = attentively(partial(_sure, scene, unknown, now, colours), solving.progress, 1.0)
        foreground[unknown], background[unknown] = sure
    alpha[window] = values
    return Estimate(alpha, iterations, error, loose)


def guidance(scene: Scene, colours: NearestColours, window: tuple[slice, slice], progress: Progress) -> Edges:
    """The gradient of alpha in a window: ``grad I . (F - B) / |F - B|^2``, at most from 0 to 1 between two pixels."""
    image, difference = scene.image[window], colours.difference
    absent = None if scene.present is None else ~scene.present[window]
    height, width = difference.shape[:2]
    down, right = np.empty((height - 1, width), np.float32), np.empty((height, width - 1), np.float32)
    for top, bottom in strips(height, width, POLL):
        progress(0.5)
        rows = slice(top, bottom + 1)
        samples, contrast = image[rows] * np.float32(scene.scale), difference[rows]
        if absent is not None:
            samples[absent[rows]] = 0
        _slope(samples[1:] - samples[:-1], contrast[1:] + contrast[:-1], down[top:bottom])
        samples, contrast = samples[: bottom - top], contrast[: bottom - top]
        _slope(samples[:, 1:] - samples[:, :-1], contrast[:, 1:] + contrast[:, :-1], right[top:bottom])
    return Edges(down, right)


def _slope(change: np.ndarray, contrast: np.ndarray, out: np.ndarray) -> None:
    """Slope of alpha for a change of the colours; `contrast` is the sum of F - B at its ends."""
    contrast *= np.float32(0.5)
    power = np.einsum("yxc,yxc->yx", contrast, contrast) + np.float32(INVISIBLE**2)
    np.clip(np.einsum("yxc,yxc->yx", change, contrast) / power, -1, 1, out=out)


def _unconstrained(unknown: np.ndarray, present: np.ndarray) -> np.ndarray | None:
    """Unknown pixels that only absent ones surround; None if there are none."""
    from scipy.ndimage import label

    labels, count = label(unknown | present)
    is_constrained = np.zeros(count + 1, bool)
    is_constrained[labels[present & ~unknown]] = True
    found = unknown & ~is_constrained[labels]
    return found if found.any() else None


def _with_ring(mask: np.ndarray) -> tuple[slice, slice]:
    """The part of the picture that holds a mask, and a pixel more on each side."""
    return bounding_box(mask).grow(1).intersect(Box(0, 0, *mask.shape[::-1])).slices


def _sure(
    scene: Scene, unknown: np.ndarray, alpha: np.ndarray, nearest: NearestColours
) -> tuple[np.ndarray, np.ndarray]:
    """Which unknown pixels are foreground and background alone, and look like it."""
    colours = scene.image[unknown] * np.float32(scene.scale)
    return (
        (alpha > SURE) & _alike(colours, nearest.foreground),
        (alpha < 1 - SURE) & _alike(colours, nearest.background),
    )


def _alike(colours: np.ndarray, others: np.ndarray) -> np.ndarray:
    return np.square(colours - others).sum(axis=1) < ALIKE**2


ESTIMATOR = Estimator(
    id="poisson",
    name="Poisson",
    summary="Follows the picture's gradients over the contrast of the colours; for smooth foregrounds and backgrounds.",
    estimate=estimate,
    uses_prior=False,
    bytes_per_unknown=150,
    bytes_per_pixel=60,
)
