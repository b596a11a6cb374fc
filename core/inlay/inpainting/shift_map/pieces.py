"""The picture and the gradients that a labelling stands for."""

from __future__ import annotations

import numpy as np

from inlay.inpainting.shift_map.border import Border
from inlay.inpainting.shift_map.labelling import Labelling


def put(labelling: Labelling, out: np.ndarray) -> None:
    """Write the pieces into the hole of a picture."""
    rows, columns = np.nonzero(labelling.level.hole & (labelling.labels > 0))
    values = labelling.colours(labelling.labels[rows, columns], rows, columns)
    there = np.isfinite(values).all(axis=1)
    if out.dtype.kind in "iu":
        values = np.rint(values)
    out[rows[there], columns[there]] = values[there].astype(out.dtype)


def gradients(labelling: Labelling, down: np.ndarray, right: np.ndarray) -> None:
    """Write the gradients of the pieces to the edges of the hole, across a seam the mean of both."""
    hole, labels = labelling.level.hole, labelling.labels
    for field, (row, column) in ((down, (1, 0)), (right, (0, 1))):
        near, far = _ends(field, row, column)
        rows, columns = np.nonzero(hole[near] & hole[far])
        total = np.zeros((len(rows), field.shape[2]), np.float32)
        count = np.zeros((len(rows), 1), np.float32)
        for label in (labels[near][rows, columns], labels[far][rows, columns]):
            step = labelling.colours(label, rows + row, columns + column) - labelling.colours(label, rows, columns)
            there = np.isfinite(step).all(axis=1)[:, None]
            total += np.where(there, step, 0)
            count += there
        field[rows, columns] = total / np.maximum(count, 1)
    _across_border(labelling, down, right)


def _ends(field: np.ndarray, row: int, column: int) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """The pixels at both ends of the edges of a field."""
    height, width = field.shape[:2]
    return np.s_[:height, :width], np.s_[row : row + height, column : column + width]


def _across_border(labelling: Labelling, down: np.ndarray, right: np.ndarray) -> None:
    """Write the gradients between the known picture and the pieces that begin there."""
    hole, known = labelling.level.hole, labelling.level.known
    edges, inside, outside = [], [], []
    for field, step in ((down, np.array((1, 0))), (right, np.array((0, 1)))):
        near, far = _ends(field, *step)
        into, out_of = np.argwhere(known[near] & hole[far]), np.argwhere(hole[near] & known[far])
        edges += [(field, 1, into), (field, -1, out_of)]
        inside += [into + step, out_of]
        outside += [into, out_of + step]
    border = Border.of(labelling, np.concatenate(inside), np.concatenate(outside))
    steps = np.split(border.steps(), np.cumsum([len(places) for _, _, places in edges])[:-1])
    for (field, sign, places), step in zip(edges, steps, strict=True):
        field[places[:, 0], places[:, 1]] = sign * step
