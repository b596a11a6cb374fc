"""Select Subject: what the picture shows, found by a network."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Annotated

from inlay.operations.declaration import operation
from inlay.operations.found import Found
from inlay.operations.job import Job
from inlay.operations.select.areas import OUTPUTS, MaskResult, Region, Source, is_everywhere, limited, looked_at
from inlay.operations.select.segments import Segment
from inlay.operations.subject_mask import (
    EDGE_RADIUS,
    TOLERANCE,
    Model,
    demand_finder,
    demand_subject,
    mask_in,
    mask_of,
    radius_in,
)
from inlay.picture import Picture
from inlay.subject.registry import DEFAULT


def _limit(job: Job) -> Picture | None:
    """The selection, where it limits what is looked at."""
    return None if is_everywhere(job.parameters["result"]) else job.images.get("region")


def _mask(job: Job) -> Picture:
    return mask_of(job, job.picture("source"), _limit(job))


def _by(job: Job) -> Hashable:
    return job.parameters["model"], _limit(job) is None


@operation(
    name="Select Subject",
    yields=OUTPUTS,
    keywords=("select object", "ai", "person", "foreground", "mask", "u2net", "remove background"),
    suits="One clear thing in the picture, to go on with its selection.",
    ring=0,
    for_documents=("result", "edge"),
    array_values={"result": "intersect"},
)
def select_subject(
    source: Source,
    region: Region,
    subject: Annotated[Picture, Found(_mask, _by, demand_finder)],
    job: Job,
    *,
    result: MaskResult = "replace",
    model: Model = DEFAULT,
    edge: Annotated[float, replace(EDGE_RADIUS, matters_when={"result": ("trimap",)}, rank="expert")] = 2.0,
) -> Segment:
    """Select what the picture shows: a network says where it is.

    A network that you have installed finds the subject. The selection is as soft as its mask, and as coarse: Remove
    Background finds hair and soft edges, too, and so does Cut Out with Trimap with the trimap that this can make.

    Where the network takes the wrong thing, select roughly where the right one is, and intersect.

    See Also
    --------
    remove_background : When it is to be cut out with its hair: does both.
    select_scribbles : When no network is installed, or it takes the wrong thing.
    smooth_selection : Afterwards, to bring the coarse border onto the outline.

    References
    ----------
    X. Qin, Z. Zhang, C. Huang, M. Dehghan, O. R. Zaiane, M. Jagersand: U²-Net: Going Deeper with Nested U-Structure
    for Salient Object Detection. Pattern Recognition 106, 2020, https://doi.org/10.1016/j.patcog.2020.107404

    P. Zheng, D. Gao, D.-P. Fan, L. Liu, J. Laaksonen, W. Ouyang, N. Sebe: Bilateral Reference for High-Resolution
    Dichotomous Image Segmentation. CAAI Artificial Intelligence Research 3, 2024, https://arxiv.org/abs/2401.03407

    Examples
    --------
    >>> import numpy as np, inlay
    >>> inlay.select_subject(np.zeros((4, 5), np.uint8), model="unheard-of")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    inlay.contract.errors.ParameterError: Model: 'unheard-of' is not one of automatic...
    """
    part = looked_at(job, source, region, result)
    mask = mask_in(subject, None, part.box)
    demand_subject(job, mask)
    return Segment(part, limited(part, mask), result, radius_in(job, edge), tolerance=TOLERANCE)
