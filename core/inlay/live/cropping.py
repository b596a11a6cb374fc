"""A job done only where it is looked at: its selection cut to that part."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from inlay.contract.boxes import Box
from inlay.contract.declaration import Operation
from inlay.operations.coverage import coverage_in
from inlay.operations.job import Job
from inlay.picture import Picture, Space

#: Pixels around what is looked at.
MARGIN = 32
_BOOLEAN = np.dtype(bool)


def cropped(operation: Operation, job: Job, box: Box) -> Job | None:
    """A job on what is selected inside a box of the canvas and its margin; None if that is nothing.

    What lies around is still there to be read. Inside the box the result equals that of the whole job where the
    operation is local, and comes near to it where a solution forgets what is farther away than the margin.

    Parameters
    ----------
    operation : Operation
        One that takes a selection.
    job : Job
    box : Box

    Returns
    -------
    Job or None
        Of the quality ``preview``, with nothing shared.
    """
    entry = operation.selection_input
    if entry is None:
        raise ValueError(f"{operation.id} takes no selection.")
    selection = job.images.get(entry.role)
    box = box.grow(MARGIN).intersect(job.document.box)
    if box.is_empty:
        return None
    if selection is None:
        pixels = np.broadcast_to(np.True_, (box.height, box.width))
        selection = Picture(pixels, space=Space("MASK", _BOOLEAN))
    else:
        selection = replace(selection, pixels=coverage_in(selection, box))
        if not selection.pixels.any():
            return None
    selection = replace(selection, x=box.x, y=box.y)
    return replace(job, images={**job.images, entry.role: selection}, quality="preview", shared=None)
