"""Which pieces fit: those with seams that cost less than what random places differ in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from inlay.inpainting.shift_map import energy
from inlay.inpainting.shift_map.labelling import Labelling

#: Pixels of a piece that is too small to tell.
SMALL = 30
#: The best part of a piece's seams, since something else may end beside the rest, and what they may cost in what random
#: places of the picture differ in.
BEST, MOST = 0.25, 0.7


def without_unfit(labelling: Labelling) -> Labelling:
    """A labelling without the pieces that fit no better than any place would."""
    labels = labelling.labels.copy()
    for label, window in labelling.boxes().items():
        mine = labels[window] == label
        if label < len(labelling.level.fixed_shifts) or np.count_nonzero(mine) <= SMALL:
            continue
        costs = labelling.seams(label, window, labelling.shifts[label : label + 1])
        if costs.size and np.quantile(costs, BEST) > MOST * energy.TYPICAL:
            labels[window][mine] = -1
    return replace(labelling, labels=labels)
