"""From a coarse level, where all labels are tried everywhere, down to the picture's own size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from inlay.arrays.progress import Progress, part
from inlay.inpainting.shift_map.candidates import candidates
from inlay.inpainting.shift_map.expectation import Expectation
from inlay.inpainting.shift_map.fitness import without_unfit
from inlay.inpainting.shift_map.labelling import Labelling
from inlay.inpainting.shift_map.levels import Level
from inlay.inpainting.shift_map.refinement import enlarged, refined, separated

#: Pixels of a hole for which all labels are tried, and with `coarse`.
HOLE, COARSE_HOLE = 1 << 13, 1 << 11
#: Pixels of the picture around it at the most; a long scratch has many.
PICTURE = 1 << 22
#: How often a label is tried at most.
SWEEPS = 3


def labelled(level: Level, radius: float, coarse: bool, threads: int | None, progress: Progress) -> Labelling:
    """The labels of a hole.

    Parameters
    ----------
    level : Level
        The hole at the picture's size.
    radius : float
        The largest offset in either direction, in pixels.
    coarse : bool
        Whether the labels of a coarse level are only enlarged.
    threads : int or None
        As in `poisson.solve`.
    progress : callable
        Is given the fraction done; may raise to stop.
    """
    if coarse:
        step = max(1, round(np.sqrt(np.count_nonzero(level.hole) / COARSE_HOLE)))
        return enlarged(_started(level.thinned(step), radius / step, coarse, threads, progress), level, step)
    levels = [level]
    while np.count_nonzero(levels[-1].hole) > HOLE or levels[-1].hole.size > PICTURE:
        smaller = levels[-1].halved(progress)
        if not smaller.usable[1].any():
            break
        levels.append(smaller)
    depth = len(levels) - 1
    labelling = _started(levels[-1].single(), radius / 2**depth, coarse, threads, part(progress, 0.1, 0.6))
    for number in range(depth - 1, -1, -1):
        # A level has four times the work of the one before.
        share = part(progress, 0.6 + 0.1 * 4.0**-number, 0.6 + 0.4 * 4.0**-number)
        labelling = refined(labelling, levels[number].single(), share)
    return labelling


def _started(level: Level, radius: float, coarse: bool, threads: int | None, progress: Progress) -> Labelling:
    """Pieces on a level, each with a label of its own, that fit."""
    return without_unfit(separated(_chosen(level, radius, coarse, threads, progress)))


def _chosen(level: Level, radius: float, coarse: bool, threads: int | None, progress: Progress) -> Labelling:
    """The best of all labels for each pixel of a level."""
    given = level.fixed_shifts
    found = candidates(level, radius, coarse, threads, part(progress, 0.0, 0.5))
    labelling = Labelling.empty(level, np.vstack([given, found]))
    labelling = replace(labelling, expectation=Expectation.of(level, labelling.contrast))
    free = level.hole & (level.fixed == 0)
    tried: np.ndarray = np.arange(len(given), len(given) + len(found))
    for sweep in range(1 if coarse else SWEEPS):
        if not labelling.sweep(tried, free, part(progress, 0.5 + 0.5 * sweep / SWEEPS, 1.0)):
            break
        tried = labelling.present()
        tried = tried[tried >= len(given)]
    return labelling
