"""Which pieces fit: those whose seams cost less than what random places differ in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from inlay.inpainting.shift_map import energy
from inlay.inpainting.shift_map.labelling import Labelling

#: Pixels of a piece that is too small to tell.
SMALL = 30
#: What the seams of a piece may cost on average, in what random places of the picture differ in.
MOST = 1.0


def without_unfit(labelling: Labelling) -> Labelling:
    """A labelling without the pieces that fit no better than any place would."""
    labels = labelling.labels.copy()
    for label, window in labelling.boxes().items():
        mine = labels[window] == label
        if label < len(labelling.level.fixed_shifts) or np.count_nonzero(mine) <= SMALL:
            continue
        (cost,), edges = labelling.seams(label, window, labelling.shifts[label : label + 1])
        if cost > MOST * energy.TYPICAL * edges:
            labels[window][mine] = -1
    return replace(labelling, labels=labels)
