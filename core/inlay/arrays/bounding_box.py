"""The box of what is true in an array."""

from __future__ import annotations

import numpy as np

from inlay.contract.boxes import Box


def bounding_box(mask: np.ndarray) -> Box:
    """The smallest box that holds all that is true, (height, width); empty if nothing is."""
    rows = np.flatnonzero(mask.any(axis=1))
    if rows.size == 0:
        return Box(0, 0, 0, 0)
    columns = np.flatnonzero(mask[rows[0] : rows[-1] + 1].any(axis=0))
    return Box(int(columns[0]), int(rows[0]), int(columns[-1] - columns[0]) + 1, int(rows[-1] - rows[0]) + 1)
