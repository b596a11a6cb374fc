"""The picture and the gradients that a labelling stands for."""

from __future__ import annotations

import numpy as np

from inlay.inpainting.shift_map.labelling import Labelling


def colours(labelling: Labelling, labels: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """What labels give to pixels, NaN where they give none: (pixels, channels)."""
    level = labelling.level
    view, down, right = labelling.shifts[labels].T
    y, x = rows + down, columns + right
    inside = (labels >= 0) & (y >= 0) & (x >= 0) & (y < level.hole.shape[0]) & (x < level.hole.shape[1])
    y, x = np.where(inside, y, 0), np.where(inside, x, 0)
    inside &= level.usable[view, y, x]
    return np.where(inside[:, None], level.pictures[np.maximum(view - 1, 0), y, x], np.float32(np.nan))


def put(labelling: Labelling, out: np.ndarray) -> None:
    """Write the pieces into the hole of a picture."""
    rows, columns = np.nonzero(labelling.level.hole & (labelling.labels > 0))
    values = colours(labelling, labelling.labels[rows, columns], rows, columns)
    there = np.isfinite(values).all(axis=1)
    if out.dtype.kind in "iu":
        values = np.rint(values)
    out[rows[there], columns[there]] = values[there].astype(out.dtype)


def gradients(labelling: Labelling, down: np.ndarray, right: np.ndarray) -> None:
    """Write the gradients of the pieces to the edges of the hole, across a seam the mean of both."""
    hole, labels = labelling.level.hole, labelling.labels
    for field, (row, column) in ((down, (1, 0)), (right, (0, 1))):
        height, width = field.shape[:2]
        near, far = np.s_[:height, :width], np.s_[row : row + height, column : column + width]
        rows, columns = np.nonzero(hole[near] | hole[far])
        total = np.zeros((len(rows), field.shape[2]), np.float32)
        count = np.zeros((len(rows), 1), np.float32)
        for label in (labels[near][rows, columns], labels[far][rows, columns]):
            # What is known is no piece: across the border that of the hole goes on.
            of_piece = np.where(label > 0, label, -1)
            step = colours(labelling, of_piece, rows + row, columns + column) - colours(
                labelling, of_piece, rows, columns
            )
            there = np.isfinite(step).all(axis=1)[:, None]
            total += np.where(there, step, 0)
            count += there
        field[rows, columns] = total / np.maximum(count, 1)
