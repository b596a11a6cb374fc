"""The subject of a layer as a soft mask: what the operations that ask a network for it have in common."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from inlay import colour
from inlay.arrays.bounding_box import bounding_box
from inlay.contract.language import _
from inlay.contract.parameter import RELATIVE
from inlay.errors import InputError, RegionError
from inlay.operations.coverage import coverage_in, selected_in
from inlay.operations.job import Job
from inlay.operations.parameters import Installed, Number, Option
from inlay.picture import Box, Picture, Space
from inlay.subject import registry

#: How far from none and all a network's mask is as good as that.
TOLERANCE = 0.1
#: Up to this a mask's values are traces: none, and from one less this on all.
_TRACE = 0.02
#: How much of what is around a selection is looked at too, as a part of its sides.
_AROUND = 0.1


class _Finders(Installed):
    def listed(self) -> tuple[Option, ...]:
        automatic = Option(registry.DEFAULT, "Automatic", "The best that is installed.")
        return (automatic, *(Option(finder.id, finder.name, finder.summary) for finder in registry.finders()))


Model = Annotated[str, _Finders("Model", "What finds the subject.", rank="expert")]
EDGE_RADIUS = Number(
    "Edge radius",
    "How far to both sides of the mask's border hair and soft edges may reach; where the picture is sharp it is less.",
    0.0,
    10.0,
    RELATIVE,
)


def demand_finder() -> None:
    """Refuse to begin where nothing is installed that finds a subject.

    Raises
    ------
    ModelError
    """
    registry.find().demand()


def mask_of(job: Job, image: Picture, region: Picture | None) -> Picture:
    """The mask of a layer's subject, which lies where the selection is.

    The network looks at the selection's box and a little around it: the smaller that is, the finer the mask. What it
    finds beside the selection is in the mask, too.

    Raises
    ------
    InlayError
        If nothing of the layer is selected, or the network cannot be run.
    """
    from inlay.subject import find_subject

    box = image.box.intersect(job.document.box)
    if region is not None:
        box = box.intersect(_around(region))
    if box.is_empty:
        raise InputError(_("Nothing of the layer lies there."), _("Move the layer or the selection."))
    part = image.crop(box)
    seen = colour.convert(part, Space("RGBA" if part.has_alpha else "RGB", _seen_type(part)))
    mask = find_subject(
        seen.pixels,
        job.parameters["model"],
        threads=job.effort.threads,
        progress=job.span(0.0, 0.05, _("Looking for the subject")),
    )
    mask = ((mask - _TRACE) / (1 - 2 * _TRACE)).clip(0, 1)
    return Picture(mask, box.x, box.y, Space("MASK", mask.dtype, "linear"))


def mask_in(subject: Picture, region: Picture | None, box: Box) -> np.ndarray:
    """The mask in a part of the canvas, as far as that is selected and was looked at; ``float32`` from 0 to 1."""
    mask = coverage_in(subject, box)
    return mask if region is None else mask * selected_in(region, box)


def radius_in(job: Job, edge: float) -> float:
    """An edge radius in pixels of the job."""
    return EDGE_RADIUS.in_pixels(edge, job.document.longer_side)


def demand_subject(job: Job, mask: np.ndarray) -> None:
    """Refuse a mask that shows nothing.

    Raises
    ------
    InputError
    """
    if job.held is None and not (mask > TOLERANCE).any():
        raise InputError(
            _("No subject was found."), _("Select roughly where it is, or paint on it, or use Cut Out Selection.")
        )


def _seen_type(picture: Picture) -> np.dtype:
    """Eight bits are enough for a network; what is no number it is told as it is."""
    return np.dtype(np.float32 if picture.space.dtype.kind == "f" else np.uint8)


def _around(region: Picture) -> Box:
    """The box of what is selected, with a margin."""
    box = bounding_box(region.pixels > 0)
    if box.is_empty:
        raise RegionError(_("Nothing is selected."), _("Select roughly where the subject is."))
    return box.shift(region.x, region.y).grow(round(_AROUND * max(box.width, box.height)))
