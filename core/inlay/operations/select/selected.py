"""What is selected, or what a mask holds, to be made better: what is read, and what becomes of it."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from inlay.contract.language import _
from inlay.errors import InputError, RegionError
from inlay.operations.declaration import Input
from inlay.operations.job import Job
from inlay.operations.part import untrimmed
from inlay.operations.select.segments import Segment, spread
from inlay.picture import Box, Picture, Space

Region = Annotated[
    Picture | None,
    Input("region", ("selection",), "Selection", "What is refined.", optional=True, whole=True),
]
Mask = Annotated[
    Picture | None,
    Input(
        "mask",
        ("item",),
        "Mask",
        "A mask, a channel or a layer's opacity to refine in place of the selection.",
        optional=True,
        content="coverage",
    ),
]


def coverage_of(found: Picture | None, canvas: Box) -> np.ndarray:
    """What is refined, as large as the canvas: samples of the type that it was read in.

    Raises
    ------
    RegionError
        If nothing is selected.
    InputError
        If it is a layer without transparency.
    """
    if found is None:
        raise RegionError(_("Nothing is selected."), _("Select something, or choose a mask."))
    plane = found.pixels if found.space.model == "MASK" else found.alpha
    if plane is None:
        raise InputError(_("The layer is opaque everywhere: it has no mask."), _("Choose a mask or a channel."))
    coverage = spread(plane, found.box, canvas)
    if not coverage.any():
        raise RegionError(_("Nothing is selected."), _("Select something, or choose a mask."))
    return coverage


def segment_of(job: Job, source: Picture, refined: np.ndarray, result: str, band: int) -> Segment:
    """What becomes of a refined coverage of the canvas."""
    canvas = job.document.box
    if result not in ("layer", "layer-mask"):
        selected = Picture(refined, space=Space("MASK", refined.dtype, "linear"))
        return Segment(untrimmed(job, selected, canvas), refined, result, band)
    inside = source.box.intersect(canvas)
    return Segment(untrimmed(job, source, inside), refined[inside.slices], result, band)
