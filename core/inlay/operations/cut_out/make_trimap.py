"""Make Trimap: a selection, or a layer's opacity, becomes a trimap to paint on."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import numpy as np

from inlay.contract.language import _
from inlay.errors import InputError
from inlay.operations import views
from inlay.operations.call import Call
from inlay.operations.coverage import coverage_in
from inlay.operations.cut_out.cutting import Image
from inlay.operations.cut_out.layer import layer_of, working_of
from inlay.operations.cut_out.selecting import (
    CERTAIN,
    INNER,
    OUTER,
    REACH,
    ROUGHLY,
    SURROUNDINGS,
    Inner,
    InnerPixels,
    Mode,
    Outer,
    OuterPixels,
    Smart,
    band,
    trimap_of_selection,
    trimap_on,
)
from inlay.operations.declaration import Input, Output, operation
from inlay.operations.job import Job, Layer, Result
from inlay.operations.large import LargeJob, LargeResult
from inlay.picture import Picture

#: The picture shows through, so that it can be painted on.
_HALF_TRANSPARENT = 0.5


@operation(
    name="Make Trimap",
    yields=Output("layer", "The trimap, as large as the canvas."),
    keywords=("matting", "mask", "unknown", "border", "lasso", "rectangle"),
    suits="A selection whose band of doubt you want to see and to correct before it is cut out.",
    ring=CERTAIN,
    ring_percent=SURROUNDINGS,
    ring_by=REACH,
)
def make_trimap(
    image: Image,
    region: Annotated[
        Picture | None,
        Input(
            "region",
            ("selection",),
            "Selection",
            "What is roughly to be cut out; without a selection, the layer's transparency.",
            optional=True,
        ),
    ],
    job: Job,
    *,
    mode: Mode = "outline",
    inner: Inner = INNER,
    outer: Outer = OUTER,
    smart: Smart = True,
    inner_pixels: InnerPixels = 0,
    outer_pixels: OuterPixels = 0,
) -> Result:
    """Make a trimap from the selection or the layer's transparency, as a layer to paint on.

    White is certainly foreground, black certainly background, grey is unknown: a band along the border, as wide as
    the radii say and, with the smart radius, as the picture is soft. A lasso or a rectangle may be drawn loosely: then
    the border is that of the object inside. The layer is half transparent and nothing is selected any more: paint on
    it in these three colours, then use it with Cut Out with Trimap.

    Without a selection the transparency of the layer counts.

    See Also
    --------
    cut_out : After it: cuts out with the trimap that was made here.
    cut_out_selection : When nothing is to be corrected: does both at once.
    select_subject : When nothing is selected yet: its result can be a trimap too.

    References
    ----------
    Y.-Y. Chuang, B. Curless, D. H. Salesin, R. Szeliski: A Bayesian Approach to Digital Matting. CVPR 2001,
    https://doi.org/10.1109/CVPR.2001.990970

    C. R. Maurer, R. Qi, V. Raghavan: A Linear Time Algorithm for Computing Exact Euclidean Distance Transforms of
    Binary Images in Arbitrary Dimensions. IEEE Transactions on Pattern Analysis and Machine Intelligence 25(2),
    2003, https://doi.org/10.1109/TPAMI.2003.1177156

    Examples
    --------
    >>> import numpy as np, inlay
    >>> region = np.zeros((3, 10), bool)
    >>> region[:, 5:] = True
    >>> inlay.make_trimap(np.zeros((3, 10), np.uint8), region, inner_pixels=1, outer_pixels=2, smart=False)[1].tolist()
    [0, 0, 0, 128, 128, 128, 255, 255, 255, 255]
    """
    job.progress(0, _("Reading"))
    part = layer_of(job, image)
    coverage = _opacity(part.around) if region is None else coverage_in(region, part.box)
    wanted = band(job.document.longer_side, inner, outer, inner_pixels, outer_pixels, smart)
    looks = smart or mode == "lasso"
    pixels = (working_of(part, linear=False) if looks else part.around).pixels
    trimap = trimap_of_selection(part, pixels, coverage, mode, wanted)
    # As large as the canvas, so that it can be painted on everywhere.
    levels = np.zeros((job.document.height, job.document.width), np.float32)
    levels[part.box.slices] = trimap / np.float32(255)
    layer = Layer(views.gray(levels, image.space), part.titled(_("Trimap")), of="image", opacity=_HALF_TRANSPARENT)
    return Result([replace(layer, deselects=region is not None)])


@make_trimap.on_arrays
def _on_arrays(call: Call, region: np.ndarray | None = None) -> np.ndarray:
    """The trimap.

    Parameters
    ----------
    region : ndarray, (height, width), optional
        What is roughly to be cut out: boolean, coverage from 0 to 1 in floating point, or samples of integers. By
        default the image's own opacity.

    Returns
    -------
    ndarray, (height, width), uint8
        0 is background, 128 is unknown, 255 is foreground.
    """
    return trimap_on(call, _opacity(call.canvas) if region is None else region)


@make_trimap.on_windows
def _on_windows(job: LargeJob) -> LargeResult:
    from inlay.operations.cut_out.large_trimap import drawn

    return drawn(job, make_trimap.name)


def _opacity(picture: Picture) -> np.ndarray:
    """The opacity of a picture that has any."""
    if picture.alpha is None or (picture.alpha >= picture.space.white).all():
        raise InputError(_("Nothing is selected, and the layer is opaque everywhere."), ROUGHLY)
    return picture.alpha
