"""What the operations that select have in common: what they look at, and where what they find may go."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import numpy as np

from inlay.arrays.bounding_box import bounding_box
from inlay.contract.language import _
from inlay.errors import RegionError
from inlay.operations.declaration import Input, Output
from inlay.operations.job import Job
from inlay.operations.parameters import Choice, Integer, Option
from inlay.operations.part import Part, untrimmed
from inlay.picture import Picture

Source = Annotated[Picture, Input("source", ("layer",), "Layer", "The layer to look at.", active=True, whole=True)]
Region = Annotated[
    Picture | None,
    Input(
        "region",
        ("selection",),
        "Selection",
        "What is looked at, unless the result replaces it or is added to it; without a selection, everything.",
        optional=True,
    ),
]
_MASKS = (
    Option("replace", "Selection", "The selection becomes what was found in the whole layer."),
    Option("add", "Add to the selection", "What was found in the whole layer is selected too."),
    Option("subtract", "Subtract from the selection", "What was found in the selection is selected no longer."),
    Option("intersect", "Intersect with the selection", "Only what was found in the selection stays selected."),
    Option("layer-mask", "Layer mask", "A mask of the layer: what was not found is hidden."),
    Option("channel", "Channel", "A mask that is kept with the document."),
    Option("layer", "New layer", "What was found, on a layer of its own."),
    Option("picture", "Mask as a grey layer", "White is what was found."),
    Option("trimap", "Trimap", "A layer for Cut Out with Trimap: unknown along the border."),
)
_LABELS = (
    Option("posterised", "Posterised layer", "Every part in its mean colour."),
    Option("palette", "Layer of random colours", "Every part in a colour of its own."),
    Option("masks", "Group of masks", "A grey layer for each part."),
)
#: Results that show one part, and those that show all.
MASKS, LABELS = (tuple(option.id for option in options) for options in (_MASKS, _LABELS))
_RESULT = "Result", "What becomes of what was found."
MaskResult = Annotated[str, Choice(*_RESULT, options=_MASKS)]
MaskOrLabelsResult = Annotated[str, Choice(*_RESULT, options=(*_MASKS, *_LABELS))]
LabelsOrMaskResult = Annotated[str, Choice(*_RESULT, options=(*_LABELS, *_MASKS))]
Band = Annotated[
    int,
    Integer(
        "Trimap width",
        "How far to either side of the border a trimap is unknown.",
        0,
        250,
        "pixels",
        matters_when={"result": ("trimap",)},
        rank="expert",
    ),
]
SEED_HELP = "Another number gives other random choices; the same one always the same."
LARGEST_SEED = 999_999
OUTPUTS = (
    Output("selection", "What was found, as the selection."),
    Output("layer-mask", "What was found, as the layer's mask."),
    Output("channel", "What was found, as a channel."),
    Output("layer", "What was found, as a layer, or all parts in colours of their own."),
)
MASK_GROUP = Output("group", "A grey layer for each part.")


def is_everywhere(result: str) -> bool:
    """Whether the present selection is no limit for a result."""
    return result in ("replace", "add")


def looked_at(job: Job, source: Picture, region: Picture | None, result: str) -> Part:
    """What of a layer is looked at for a result.

    Raises
    ------
    RegionError
        If there is no pixel to look at.
    """
    job.progress(0, _("Reading"))
    limit = None if is_everywhere(result) else region
    part = job.once(("looked at", is_everywhere(result)), lambda: _selected(job, source, limit))
    # What is shared was found in another job, which had its own progress.
    return replace(part, job=job)


def _selected(job: Job, source: Picture, region: Picture | None) -> Part:
    box = source.box.intersect(job.document.box)
    if region is not None:
        box = box.intersect(region.box)
    if box.is_empty:
        raise RegionError(_("Nothing of the layer lies there."), _("Move the layer or the selection."))
    if region is not None:
        # More than what is selected may have been read.
        selected = bounding_box(region.crop(box).pixels > 0)
        box = box if selected.is_empty else selected.shift(box.x, box.y)
    part = untrimmed(job, source, box, region)
    if not part.covered.any():
        raise RegionError(_("There is no pixel to look at."), _("Select a part of the layer that is not transparent."))
    return part


def counted(part: Part) -> np.ndarray | None:
    """Where pixels are selected however little and not fully transparent; None where all are."""
    return None if part.selection is None and part.present is None else part.covered


def limited(part: Part, mask: np.ndarray) -> np.ndarray:
    """A mask, as far as its pixels are selected and not fully transparent; boolean or ``float32``."""
    used = counted(part)
    if used is not None:
        mask = np.where(used, mask, mask.dtype.type(0))
    if part.selection is None or part.selection.dtype == bool:
        return mask
    return mask * part.selection
