"""Cut Out Selection: a rough selection becomes a layer with fine edges."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from inlay.contract.language import _
from inlay.matting.estimators.registry import DEFAULT
from inlay.matting.matte import Matte
from inlay.operations.call import Call
from inlay.operations.coverage import coverage_in
from inlay.operations.cut_out.cutting import (
    BRUSHES,
    CONFIDENCE,
    OUTPUTS,
    Backdrop,
    Confidence,
    HideShown,
    Image,
    Linear,
    Method,
    Prior,
    Quality,
    View,
    estimated,
    estimated_on,
    marked,
)
from inlay.operations.cut_out.layer import layer_of, working_of
from inlay.operations.cut_out.results import CutOut
from inlay.operations.cut_out.selecting import (
    CERTAIN,
    INNER,
    OUTER,
    REACH,
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
from inlay.operations.declaration import Input, operation
from inlay.operations.job import Job
from inlay.picture import Picture


@operation(
    name="Cut Out Selection",
    yields=OUTPUTS,
    keywords=(
        "remove background",
        "select and mask",
        "hair",
        "matting",
        "select subject",
        "foreground select",
        "fur",
        "extract",
        "isolate",
        "lasso",
        "rectangle",
        "quick selection",
        "grabcut",
    ),
    suits="A thing that a lasso or another tool selects roughly in a moment.",
    ring=CERTAIN,
    ring_percent=SURROUNDINGS,
    ring_by=REACH,
    painted="region",
    strokes=BRUSHES,
    for_documents=("backdrop", "result"),
)
def cut_out_selection(
    job: Job,
    image: Image,
    region: Annotated[Picture, Input("region", ("selection",), "Selection", "What is roughly to be cut out.")],
    backdrop: Backdrop = None,
    prior: Prior = None,
    *,
    mode: Mode = "outline",
    inner: Inner = INNER,
    outer: Outer = OUTER,
    smart: Smart = True,
    inner_pixels: InnerPixels = 0,
    outer_pixels: OuterPixels = 0,
    result: View = "layer",
    method: Method = DEFAULT,
    confidence: Confidence = CONFIDENCE,
    quality: Quality = "full",
    linear: Linear = False,
    hide_image: HideShown = True,
) -> CutOut:
    """Cut out what is roughly selected, with its hair and soft edges.

    Along the selection's border, as far in and out as the two radii say, it is found out anew what belongs to the
    foreground; further inside is foreground, further outside is background. With the smart radius the band is narrow
    where the picture is sharp, and the radii are the most that it reaches. They follow the size of the picture, or are
    given in pixels.

    A lasso or a rectangle is drawn around what is to be cut out, as loosely as one likes: what lies inside is found
    first, by the colours that are inside and not outside, and the band lies along its border.

    The result is a new layer above the picture. Its colours are the foreground's own, without the old background's
    light in the hair.

    See Also
    --------
    remove_background : When one clear thing is to be found without selecting it.
    cut_out_scribbles : When its border is so tangled that no selection follows it.
    make_trimap : When the band of doubt is to be painted by hand before it is cut out.
    refine_edge : When there is a mask already, and only its edge is wrong.

    References
    ----------
    A. Levin, D. Lischinski, Y. Weiss: A Closed-Form Solution to Natural Image Matting. IEEE Transactions on Pattern
    Analysis and Machine Intelligence 30(2), 2008, https://doi.org/10.1109/TPAMI.2007.1177

    C. Rother, V. Kolmogorov, A. Blake: "GrabCut", interactive foreground extraction using iterated graph cuts, ACM
    Transactions on Graphics 23(3), 2004, https://doi.org/10.1145/1015706.1015720

    Examples
    --------
    >>> import numpy as np, inlay
    >>> image = np.tile(np.linspace(0, 1, 16, dtype=np.float32), (8, 1))
    >>> matte = inlay.cut_out_selection(image, image > 0.5, inner_pixels=4, outer_pixels=4)
    >>> matte.alpha[4, [0, -1]].tolist()
    [0.0, 1.0]
    """
    job.progress(0, _("Reading"))
    part = layer_of(job, image)
    working = working_of(part, linear)
    selected = marked(part, coverage_in(region, part.box))
    wanted = band(job.document.longer_side, inner, outer, inner_pixels, outer_pixels, smart)
    known = trimap_of_selection(part, working.pixels, selected, mode, wanted)
    matte = estimated(part, working, known, method, quality, prior, confidence)
    return CutOut(part, working, matte, result, backdrop, hide_image)


@cut_out_selection.on_arrays
def _on_arrays(call: Call, region: np.ndarray) -> Matte:
    """The matte.

    Parameters
    ----------
    region : ndarray, (height, width)
        What is roughly to be cut out: boolean, coverage from 0 to 1 in floating point, or samples of integers.
    prior : ndarray, (height, width), optional
        An alpha that is believed beforehand: boolean, or samples of any type; NaN where nothing is.
    confidence : float or ndarray, (height, width), 0 to 100 %
        How far the prior is believed, as a whole or pixel by pixel: 0 is not at all, 50 where the picture says little,
        100 as if it were painted.

    Returns
    -------
    Matte
        As of `inlay.cut_out`.
    """
    return estimated_on(call, trimap_on(call, region))
