"""Random walks from every pixel to the scribbles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from inlay.arrays import checks
from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress, silent
from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import InlayWarning, InputError, ParameterError

#: How much a difference between neighbours counts, if its mean square over the picture is 1.
CONTRAST = 0.5
#: Weight below which no edge falls: pixels behind the sharpest edges are still reached, and the multigrid converges.
LEAST = 1e-3
#: Largest error of a probability.
TOLERANCE = 1e-3


def random_walker(
    image: np.ndarray,
    seeds: np.ndarray,
    *,
    contrast: float = CONTRAST,
    present: np.ndarray | None = None,
    tolerance: float = TOLERANCE,
    solver: str | None = None,
    threads: int | None = 1,
    progress: Progress | None = None,
) -> np.ndarray:
    """Find for every pixel how likely a random walker from there meets the scribbles of each label first.

    The walker steps to one of its four neighbours, and the less likely the more the colours differ. The probabilities
    solve Laplace's equation with a weight for each edge; all labels but one are solved for, and the last one is what
    is left.

    Parameters
    ----------
    image : ndarray, (height, width, channels)
        Colours; only their differences count, in units of their mean over the picture.
    seeds : ndarray of int, (height, width)
        0, or the label of a scribble, from 1 on without a gap.
    contrast : float
        How much a difference counts, 0 or more.
    present : ndarray of bool, (height, width), optional
        Where the picture has colours: walkers go nowhere else.
    tolerance : float
        Largest error of a probability.
    solver : {"multigrid", "pyamg"}, optional
        As in `inlay.poisson.solve`.
    threads : int, optional
        At most so many; None for one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1; may raise to stop.

    Returns
    -------
    ndarray of float32, (height, width, labels)
        From 0 to 1; the sum over the labels is 1, or 0 where no scribble can be reached.

    Raises
    ------
    InputError
        If there are not two labels at least, or a pixel in use is not finite.

    Warns
    -----
    InlayWarning
        ``unreached``: parts of the picture cannot be reached from any scribble.

    References
    ----------
    L. Grady: Random Walks for Image Segmentation. IEEE Transactions on Pattern Analysis and Machine Intelligence
    28(11), 2006, eqs. 1 and 11.
    """
    from inlay import poisson

    if not 0 <= contrast < np.inf:
        raise ParameterError(
            _("The contrast {contrast} is not possible.", contrast=repr(contrast)), _("Give a number from 0 upwards.")
        )
    seeds = np.asarray(seeds)
    if present is not None:
        seeds = np.where(present, seeds, 0)
    count = int(seeds.max())
    if count < 2 or not all((seeds == label).any() for label in range(1, count + 1)):
        raise InputError(
            _("The scribbles do not tell two things apart."),
            _("Paint on what is wanted and on what is not, in two colours."),
        )
    effort = Effort.of(threads, progress)
    weights = poisson.Edges(*edge_weights(image, contrast, present, effort.part(0, 0.1)))
    lost = _unreached(seeds, present)
    unknown = seeds == 0
    if lost is not None:
        unknown &= ~lost
    planes = (seeds[..., np.newaxis] == np.arange(1, count)).astype(np.float32)
    if unknown.any():
        height, width = seeds.shape
        nothing = poisson.Edges(np.zeros((height - 1, width), np.float32), np.zeros((height, width - 1), np.float32))
        planes = poisson.solve(
            planes,
            nothing,
            unknown,
            weights=weights,
            destination_alpha=present,
            mean=0.0,
            tolerance=tolerance,
            solver=solver,
            threads=threads,
            progress=effort.part(0.1, 1).progress,
        ).image
    probabilities = np.empty((*seeds.shape, count), np.float32)
    np.clip(planes, 0, 1, out=probabilities[..., :-1])
    np.clip(1 - probabilities[..., :-1].sum(axis=-1), 0, 1, out=probabilities[..., -1])
    if lost is not None:
        probabilities[lost] = 0
    return probabilities


def edge_weights(
    image: np.ndarray, contrast: float, present: np.ndarray | None, effort: Effort
) -> tuple[np.ndarray, np.ndarray]:
    """How easily a walker steps down and to the right: ``exp(-contrast |difference|^2 / mean |difference|^2)``."""
    height, width = image.shape[:2]
    down, right = np.empty((height - 1, width), np.float32), np.empty((height, width - 1), np.float32)
    working = np.float64 if image.dtype == np.float64 else np.float32

    def measure(top: int, bottom: int) -> tuple[float, int]:
        part = image[top : bottom + 1].astype(working)
        if present is not None:
            part[~present[top : bottom + 1]] = 0
        checks.finite(part)
        rows = bottom - top
        steps = np.square(np.diff(part[:rows], axis=1)).sum(axis=2), np.square(np.diff(part, axis=0)).sum(axis=2)
        right[top:bottom] = steps[0]
        down[top : top + len(steps[1])] = steps[1]
        total, number = 0.0, 0
        for axis, each in ((1, steps[0]), (0, steps[1])):
            if present is not None:
                area = present[top:bottom] if axis else present[top : bottom + 1]
                each = each[area[:, 1:] & area[:, :-1] if axis else area[1:] & area[:-1]]
            total, number = total + float(each.sum(dtype=np.float64)), number + each.size
        return total, number

    found = effort.in_strips(measure, height, width, 40 * image.shape[2])
    total, number = sum(each[0] for each in found), sum(each[1] for each in found)
    factor = -contrast * number / total if total > 0 else 0.0
    for plane in (down, right):
        if not plane.size:
            continue

        def weigh(top: int, bottom: int, plane: np.ndarray = plane) -> None:
            part = plane[top:bottom]
            part *= np.float32(factor)
            np.exp(part, out=part)
            np.maximum(part, np.float32(LEAST), out=part)

        replace(effort, progress=silent).in_strips(weigh, len(plane), plane.shape[1], 40)
    return down, right


def _unreached(seeds: np.ndarray, present: np.ndarray | None) -> np.ndarray | None:
    """Where no scribble can be reached; None if there is no such pixel."""
    if present is None or present.all():
        return None
    from scipy import ndimage

    islands, count = ndimage.label(present)
    reached = np.zeros(count + 1, bool)
    reached[islands[seeds > 0]] = True
    reached[0] = False
    lost = ~reached[islands]
    if (lost & present).any():
        warn(
            InlayWarning(
                "unreached",
                _("Parts of the picture are cut off from every scribble by transparent pixels."),
                _("Scribble on them too."),
            )
        )
    return lost
