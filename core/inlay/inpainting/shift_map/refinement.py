"""Labels brought from one level to the next finer one: pieces find their place to the pixel, seams their way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from inlay.arrays.progress import Progress
from inlay.inpainting.shift_map import energy
from inlay.inpainting.shift_map.labelling import Labelling
from inlay.inpainting.shift_map.levels import Level

#: How far from its coarse place a seam may move, in pixels.
BAND = 3
#: Where a piece may lie on the finer level beside twice its coarse shift, the middle first.
NUDGES = sorted(((y, x) for y in (-1, 0, 1) for x in (-1, 0, 1)), key=lambda nudge: abs(nudge[0]) + abs(nudge[1]))


def separated(labelling: Labelling) -> Labelling:
    """The same with a label of its own for each connected piece, so that each can be moved by itself."""
    from scipy import ndimage

    shifts, labels = [labelling.shifts[0]], np.minimum(labelling.labels, 0)
    for label in labelling.present():
        pieces, count = ndimage.label(labelling.labels == label)
        labels = np.where(pieces > 0, pieces + (len(shifts) - 1), labels)
        shifts.extend([labelling.shifts[label]] * count)
    return replace(labelling, shifts=np.array(shifts, np.int32), labels=labels.astype(np.int32))


def refined(coarse: Labelling, level: Level, progress: Progress) -> Labelling:
    """A labelling on the next finer level."""
    labels = coarse.labels.repeat(2, axis=0).repeat(2, axis=1)[: level.hole.shape[0], : level.hole.shape[1]]
    labels = np.where(level.hole, labels, np.where(level.known, 0, -1)).astype(np.int32)
    shifts = coarse.shifts * np.array([1, 2, 2], np.int32)
    fine = replace(Labelling.empty(level, shifts), labels=labels)
    boxes = _boxes(fine)
    for label, window in boxes.items():
        _nudge(fine, label, window)
        progress(0.0)
    free = band(fine)
    for label, window in _boxes(fine, BAND + 1).items():
        fine.expand(label, free[window], window, progress)
    return fine


def band(labelling: Labelling) -> np.ndarray:
    """The pixels of the hole near seams inside it, and those whose label gives no colour."""
    from scipy import ndimage

    labels, hole = labelling.labels, labelling.level.hole
    seams = np.zeros(hole.shape, bool)
    for here, there in ((np.s_[:-1], np.s_[1:]), (np.s_[:, :-1], np.s_[:, 1:])):
        apart = (labels[here] != labels[there]) & hole[here] & hole[there]
        seams[here] |= apart
        seams[there] |= apart
    lost = hole & (labels <= 0)
    for label, window in _boxes(labelling).items():
        lost[window] |= (labels[window] == label) & ~labelling.usable(label, window)
    return ndimage.binary_dilation(seams | lost, np.ones((3, 3)), BAND) & hole


def _boxes(labelling: Labelling, ring: int = 0) -> dict[int, tuple[slice, slice]]:
    """The window of each label, some pixels wider than where it is."""
    from scipy import ndimage

    height, width = labelling.labels.shape
    windows = {}
    for label, box in enumerate(ndimage.find_objects(np.maximum(labelling.labels, 0)), 1):
        if box is not None:
            rows, columns = (
                slice(max(0, each.start - ring), min(size, each.stop + ring))
                for each, size in zip(box, (height, width), strict=True)
            )
            windows[label] = rows, columns
    return windows


def _nudge(labelling: Labelling, label: int, window: tuple[slice, slice]) -> None:
    """Move the place that a piece is taken from by a pixel where its seams fit better."""
    from scipy import ndimage

    mine = labelling.labels[window] == label
    rows, columns = np.nonzero(mine & ~ndimage.binary_erosion(mine))
    if not len(rows):
        return
    rows, columns = rows + window[0].start, columns + window[1].start
    level, place = labelling.level, labelling.shifts[label].copy()
    # One more row, for the label that is tried.
    tried = np.vstack([labelling.shifts, place])
    costs = []
    for nudge in NUDGES:
        tried[-1, 1:] = place[1:] + nudge
        costs.append(
            energy.seam_cost(
                level.pictures, level.usable, tried, labelling.labels, rows, columns, len(tried) - 1, labelling.scale
            )
        )
    labelling.shifts[label, 1:] = place[1:] + NUDGES[int(np.argmin(costs))]
