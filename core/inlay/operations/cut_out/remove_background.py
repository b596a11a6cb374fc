"""Remove Background: the subject of a picture, found by a network and cut out with its hair and soft edges."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import InlayWarning
from inlay.matting.estimators.registry import DEFAULT
from inlay.matting.matte import Matte
from inlay.matting.scene import BACKGROUND, FOREGROUND
from inlay.operations.call import Call
from inlay.operations.cut_out.cutting import (
    BRUSHES,
    OUTPUTS,
    Backdrop,
    HideShown,
    Linear,
    Method,
    Quality,
    View,
    estimated,
    estimated_on,
    marked,
)
from inlay.operations.cut_out.layer import layer_of, working_of
from inlay.operations.cut_out.results import CutOut
from inlay.operations.declaration import Input, operation
from inlay.operations.found import Found
from inlay.operations.job import Job
from inlay.operations.part import Part
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
from inlay.subject.registry import DEFAULT as AUTOMATIC

_UNCERTAIN = InlayWarning(
    "uncertain",
    _("Nothing of the subject is certain, so that its mask is the result as it was found."),
    _("Take a smaller edge radius, or paint on what is certain."),
)


def _mask(job: Job) -> Picture:
    return mask_of(job, job.picture("image"), job.images.get("region"))


@operation(
    name="Remove Background",
    yields=OUTPUTS,
    keywords=("subject", "ai", "cut out", "isolate", "extract", "matting", "hair", "transparent background", "u2net"),
    suits="One clear thing in the picture, and nothing selected yet.",
    ring=0,
    painted="region",
    strokes=BRUSHES,
    for_documents=("backdrop", "result"),
)
def remove_background(
    job: Job,
    image: Annotated[
        Picture,
        Input("image", ("layer",), "Picture", "The layer with the subject.", active=True, whole=True),
    ],
    subject: Annotated[Picture, Found(_mask, lambda job: job.parameters["model"], demand_finder)],
    region: Annotated[
        Picture | None,
        Input(
            "region",
            ("selection",),
            "Selection",
            "Where the subject is; without a selection, anywhere.",
            optional=True,
            whole=True,
        ),
    ] = None,
    backdrop: Backdrop = None,
    *,
    edge: Annotated[float, EDGE_RADIUS] = 2.0,
    result: View = "layer",
    model: Model = AUTOMATIC,
    method: Method = DEFAULT,
    quality: Quality = "full",
    linear: Linear = False,
    hide_image: HideShown = True,
) -> CutOut:
    """Cut out what the picture shows, with its hair and soft edges: a network says where it is.

    A network that you have installed finds the subject; its mask is seen first. Along the mask's border, at most as far
    as the edge radius says, and wherever the mask is unsure, it is found out anew from the picture what belongs to the
    foreground.

    Where the network took the wrong thing, select roughly where the right one is, or paint on it: strokes add to the
    mask and take away from it.

    The result is a new layer above the picture. Its colours are the foreground's own, without the old background's
    light in the hair.

    See Also
    --------
    cut_out_selection : When the network takes the wrong thing, or none is installed: a rough selection says
        which.
    cut_out_scribbles : When a few strokes say it faster than a selection, such as for glass or a thing with
        holes.
    select_subject : When the selection is wanted, and no finished cut-out.
    refine_edge : Afterwards, when the edge of the mask is to be wider, softer or further in.

    References
    ----------
    A. Levin, D. Lischinski, Y. Weiss: A Closed-Form Solution to Natural Image Matting. IEEE Transactions on Pattern
    Analysis and Machine Intelligence 30(2), 2008, https://doi.org/10.1109/TPAMI.2007.1177

    X. Qin, Z. Zhang, C. Huang, M. Dehghan, O. R. Zaiane, M. Jagersand: U²-Net: Going Deeper with Nested U-Structure
    for Salient Object Detection. Pattern Recognition 106, 2020, https://doi.org/10.1016/j.patcog.2020.107404

    P. Zheng, D. Gao, D.-P. Fan, L. Liu, J. Laaksonen, W. Ouyang, N. Sebe: Bilateral Reference for High-Resolution
    Dichotomous Image Segmentation. CAAI Artificial Intelligence Research 3, 2024, https://arxiv.org/abs/2401.03407

    Examples
    --------
    Any package can add a finder; this one takes what is bright for the subject:

    >>> import numpy as np, inlay
    >>> from inlay.hookspecs import hookimpl
    >>> from inlay.registry import plugin_manager
    >>> class Package:
    ...     @hookimpl
    ...     def inlay_subject_finders(self):
    ...         from inlay.subject import Finder
    ...
    ...         return [Finder(id="bright", name="Bright", summary="", find=lambda image, **_: image.max(axis=2) / 255)]
    >>> name = plugin_manager().register(Package())
    >>> image = np.zeros((40, 60, 3), np.uint8)
    >>> image[10:30, 20:40] = 250
    >>> inlay.remove_background(image, model="bright", edge=5.0).alpha[20, [0, 30]].tolist()
    [0.0, 1.0]
    >>> package = plugin_manager().unregister(name=name)
    """
    job.progress(0, _("Reading"))
    part = layer_of(job, image)
    working = working_of(part, linear)
    mask = marked(part, mask_in(subject, region, part.box))
    demand_subject(job, mask)
    matte = _matte(part, working, mask, radius_in(job, edge), method, quality)
    return CutOut(part, working, matte, result, backdrop, hide_image)


@remove_background.on_arrays
def _on_arrays(call: Call) -> Matte:
    """The matte.

    Parameters
    ----------
    region : ndarray, (height, width), optional
        Where the subject is: boolean, or coverage from 0 to 1 in floating point; by default anywhere.

    Returns
    -------
    Matte
        As of `inlay.cut_out`.

    Raises
    ------
    ModelError
        If no network is installed that finds a subject, or it cannot be run.
    """
    from inlay.matting import refine_alpha

    job = remove_background.completed(call.job)
    alpha = mask_in(job.picture("subject"), job.images.get("region"), job.document.box)
    demand_subject(job, alpha)
    trimap = _trimap(alpha, radius_in(job, call.values["edge"]), call.arrays["image"])
    if _is_certain(trimap):
        return estimated_on(call, trimap)
    warn(_UNCERTAIN)
    return refine_alpha(call.arrays["image"], alpha, linear=call.values["linear"])


def _matte(part: Part, working: Picture, mask: np.ndarray, radius: float, method: str, quality: str) -> Matte:
    """The mask made fine by the picture, or as it is where that is no way."""
    from inlay.matting import refine_alpha

    job = part.job
    if job.quality != "sketch":
        trimap = _trimap(mask, radius, working.pixels)
        known = trimap if job.marks is None else job.marks.on_trimap(trimap, part.box)
        if job.held is not None or _is_certain(known):
            return estimated(part, working, trimap, method, quality)
        warn(_UNCERTAIN)
    return job.once("matte", lambda: refine_alpha(working.pixels, mask))


def _trimap(mask: np.ndarray, radius: float, image: np.ndarray) -> np.ndarray:
    """What a mask leaves certain, with a band that is narrow where the picture is sharp."""
    from inlay.matting import trimap_from_alpha

    return trimap_from_alpha(mask, radius, tolerance=TOLERANCE, image=image)


def _is_certain(trimap: np.ndarray) -> bool:
    """Whether a trimap knows some of the foreground and some of the background."""
    return bool((trimap == FOREGROUND).any() and (trimap == BACKGROUND).any())
