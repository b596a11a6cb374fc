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
    levels = _pyramid(level, COARSE_HOLE if coarse else HOLE, progress)
    far = radius / 2 ** (len(levels) - 1)
    labelling = without_unfit(separated(_chosen(levels[-1], far, threads, part(progress, 0.1, 0.6))))
    if coarse:
        return enlarged(labelling, level, 2 ** (len(levels) - 1))
    pixels = [each.hole.size for each in levels]
    for number in range(len(levels) - 2, -1, -1):
        share = part(progress, 1 - 0.4 * sum(pixels[: number + 1]) / sum(pixels[:-1]), 1.0)
        labelling = refined(labelling, levels[number], share)
    return labelling


def _pyramid(level: Level, largest: int, progress: Progress) -> list[Level]:
    """The level and smaller ones, to one with so many pixels of the hole or the last one that has a source."""
    levels = [level]
    while np.count_nonzero(levels[-1].hole) > largest:
        smaller = levels[-1].halved(progress)
        if not smaller.usable[1].any():
            break
        levels.append(smaller)
    return levels


def _chosen(level: Level, radius: float, threads: int | None, progress: Progress) -> Labelling:
    """The best of all labels for each pixel of a level."""
    given = level.fixed_shifts
    found = candidates(level, radius, threads, part(progress, 0.0, 0.5))
    labelling = Labelling.empty(level, np.vstack([given, found]))
    labelling = replace(labelling, expectation=Expectation.of(level, labelling.contrast))
    free = level.hole & (level.fixed == 0)
    tried: np.ndarray = np.arange(len(given), len(given) + len(found))
    for sweep in range(SWEEPS):
        if not labelling.sweep(tried, free, part(progress, 0.5 + 0.5 * sweep / SWEEPS, 1.0)):
            break
        tried = labelling.present()
        tried = tried[tried >= len(given)]
    return labelling
