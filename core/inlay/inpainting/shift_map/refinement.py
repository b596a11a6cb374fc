"""Labels brought from one level to the next finer one: pieces find their place to the pixel, seams their way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from inlay.arrays.progress import Progress
from inlay.inpainting.shift_map.labelling import Labelling
from inlay.inpainting.shift_map.levels import Level

#: How far from its coarse place a seam may move, in pixels.
BAND = 3
#: Where a piece may lie on the finer level beside twice its coarse shift, the middle first.
NUDGES = np.array(
    [(0, 0, 0), (0, 0, 1), (0, 0, -1), (0, 1, 0), (0, -1, 0), (0, 1, 1), (0, 1, -1), (0, -1, 1), (0, -1, -1)], np.int32
)


def separated(labelling: Labelling) -> Labelling:
    """The same with a label of its own for each connected piece, so that each can be moved by itself."""
    from scipy import ndimage

    given = len(labelling.level.fixed_shifts)
    shifts, labels = list(labelling.shifts[:given]), np.minimum(labelling.labels, given - 1)
    for label, window in labelling.boxes().items():
        if label >= given:
            pieces, count = ndimage.label(labelling.labels[window] == label)
            np.copyto(labels[window], pieces + (len(shifts) - 1), where=pieces > 0)
            shifts.extend([labelling.shifts[label]] * count)
    return replace(labelling, shifts=np.array(shifts, np.int32), labels=labels.astype(np.int32))


def enlarged(coarse: Labelling, level: Level, factor: int) -> Labelling:
    """A labelling on a level so many times as large, as it is."""
    height, width = level.hole.shape
    labels = coarse.labels.repeat(factor, axis=0).repeat(factor, axis=1)[:height, :width]
    given = level.fixed_shifts
    shifts = coarse.shifts * np.array([1, factor, factor], np.int32)
    shifts[: len(given)] = given
    fine = Labelling.empty(level, shifts)
    return replace(fine, labels=np.where(level.hole & (level.fixed == 0), labels, fine.labels).astype(np.int32))


def refined(coarse: Labelling, level: Level, progress: Progress) -> Labelling:
    """A labelling on the next finer level."""
    fine = enlarged(coarse, level, 2)
    given = len(level.fixed_shifts)
    pieces = {label: window for label, window in fine.boxes().items() if label >= given}
    for label, window in pieces.items():
        places = fine.shifts[label] + NUDGES
        fine.shifts[label] = places[int(np.argmin(fine.seams(label, window, places).sum(axis=1)))]
        progress(0.0)
    free = _band(fine)
    for label, window in fine.boxes(BAND + 1).items():
        if label >= given:
            rows, columns = np.nonzero(free[window])
            fine.expand(label, rows + window[0].start, columns + window[1].start, progress)
    return fine


def _band(labelling: Labelling) -> np.ndarray:
    """The pixels of the hole near seams inside it, and those whose label gives no colour."""
    from scipy import ndimage

    labels, level = labelling.labels, labelling.level
    free = level.hole & (level.fixed == 0) & (labels >= 0)
    seams = np.zeros(free.shape, bool)
    for here, there in ((np.s_[:-1], np.s_[1:]), (np.s_[:, :-1], np.s_[:, 1:])):
        apart = (labels[here] != labels[there]) & free[here] & free[there]
        seams[here] |= apart
        seams[there] |= apart
    for label, window in labelling.boxes().items():
        seams[window] |= (labels[window] == label) & ~labelling.usable(label, window)
    # Where a block of the hole was smaller than a pixel is now, no label came down.
    return ndimage.binary_dilation(seams, np.ones((3, 3)), BAND) & free
