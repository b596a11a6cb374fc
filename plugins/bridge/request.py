"""What an operation is asked: which part of each picture travels, and the job that carries them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Union

from inlay.contract.boxes import Box
from inlay.contract.declaration import Operation
from inlay.contract.errors import RegionError
from inlay.contract.job import Document, Earlier, Image, Job
from inlay.contract.language import _
from inlay.contract.limits import check_size
from inlay.contract.obstacles import missing
from inlay.contract.planes import Plane

Given = Union[Plane, Sequence[Plane], Earlier, None]


def frame(
    operation: Operation,
    document_box: Box,
    active_box: Box | None,
    selection_box: Box | None,
    values: Mapping[str, Any],
) -> dict[str, Box | None]:
    """Where each role's picture is to be read.

    Parameters
    ----------
    operation : Operation
    document_box : Box
        The canvas.
    active_box, selection_box : Box or None
        The active layer's extent; the selection's bounds, None without a selection. Each counts only if the
        operation uses it.
    values : dict
        The parameters, which may displace a picture.

    Returns
    -------
    dict of str to Box or None
        A box on the canvas for every role, the ring included; pixels of it outside a layer are transparent, outside
        the selection unselected. None stands for the item's own extent (the canvas for a selection and for what is
        visible).

    Raises
    ------
    RegionError, InputError
        If nothing is left to work on, or it is too large.
    """
    boxes: dict[str, Box | None] = {entry.role: None for entry in operation.inputs}
    parts = [entry for entry in operation.inputs if not (entry.whole or {"layers", "item"} & {*entry.kinds})]
    if not parts:
        return boxes
    core, covered = _core(operation, document_box, active_box, selection_box, values)
    placement = operation.placement(values)
    ring = operation.reach(values, max(document_box.width, document_box.height))
    for entry in parts:
        if entry.displaced_by:
            box = core.grow(placement.reach(ring))
        else:
            box = covered.grow(ring).intersect(document_box)
        check_size(box.width, box.height)
        boxes[entry.role] = box
    return boxes


def job(
    operation: Operation,
    values: Mapping[str, Any],
    images: Mapping[str, Given],
    document: Document,
    quality: str = "full",
    paints: bool = False,
) -> Job:
    """Put a job together.

    Parameters
    ----------
    operation : Operation
    values : mapping
        Parameters; those that are missing have their default.
    images : mapping
        For each role a plane, several, those of an earlier job, or None.
    document : Document
    quality : str
        ``full`` or ``preview``.
    paints : bool
        Whether strokes may yet serve instead of a picture.

    Raises
    ------
    InputError
        If a picture is missing that is needed.
    """
    pictures: dict[str, Image] = {
        role: image if isinstance(image, (Plane, Earlier)) else tuple(image)
        for role, image in images.items()
        if image is not None
    }
    for entry in operation.inputs:
        if entry.role not in pictures and entry.needs_picture(paints):
            raise missing(operation.name, entry)
    return Job(operation.id, {**operation.defaults(), **values}, pictures, document, quality)


def _core(
    operation: Operation,
    document_box: Box,
    active_box: Box | None,
    selection_box: Box | None,
    values: Mapping[str, Any],
) -> tuple[Box, Box]:
    """The part that is worked on where it is read, and the part of the canvas that it may come to lie on."""
    core, canvas = None, document_box
    for entry, box in ((operation.active_input, active_box), (operation.selection_input, selection_box)):
        if entry is None or box is None:
            continue
        if not entry.displaced_by:
            canvas = canvas.intersect(box)
        else:
            core = box if core is None else core.intersect(box)
    placement = operation.placement(values)
    core = placement.taken(canvas.shift(-placement.x, -placement.y) if core is None else core, canvas)
    covered = placement.covered(core).intersect(canvas)
    if core.is_empty or covered.is_empty:
        if operation.selection_input is not None and selection_box is not None:
            message = _("The selection and the layer have nothing in common on the canvas.")
        else:
            message = _("Nothing of the layer lies on the canvas.")
        raise RegionError(message, _("Select a part of the layer that lies on the canvas."))
    return core, covered
