"""Cut Out with Trimap: a picture and a rough map of what is certain become a layer with fine edges."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from inlay.contract.language import _
from inlay.matting.estimators.registry import DEFAULT
from inlay.matting.matte import Matte
from inlay.operations.call import Call
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
    nothing_known,
)
from inlay.operations.cut_out.layer import layer_of, working_of
from inlay.operations.cut_out.results import CutOut
from inlay.operations.declaration import Input, operation
from inlay.operations.job import Job
from inlay.operations.masks import trimap_of
from inlay.picture import Picture


@operation(
    name="Cut Out with Trimap",
    yields=OUTPUTS,
    keywords=("remove background", "matting", "hair", "fur", "mask", "extract"),
    suits="Hair, fur and veils that have to be right: you say where the doubt is.",
    ring=0,
    painted="trimap",
    strokes=BRUSHES,
    for_documents=("backdrop", "result"),
)
def cut_out(
    image: Image,
    trimap: Annotated[
        Picture | None,
        Input(
            "trimap",
            ("item",),
            "Trimap",
            "The layer, channel or mask that says what is certain.",
            content="trimap",
            paintable=True,
        ),
    ],
    backdrop: Backdrop,
    job: Job,
    prior: Prior = None,
    *,
    result: View = "layer",
    method: Method = DEFAULT,
    confidence: Confidence = CONFIDENCE,
    quality: Quality = "full",
    linear: Linear = False,
    hide_image: HideShown = True,
) -> CutOut:
    """Cut out hair and soft edges by a trimap: white stays, black goes, grey is found out.

    The trimap is a layer, a channel or a mask: black where there is only background, white where there is only
    foreground, grey in between, where hair and soft edges are. Where a trimap layer is transparent nothing is known;
    beyond a mask, a channel or a layer without transparency is background. Transparent parts of the picture are
    background.

    The result is a new layer above the picture. Its colours are the foreground's own, without the old background's
    light in the hair.

    See Also
    --------
    make_trimap : Before it, to make the trimap of a selection instead of painting all of it.
    cut_out_selection : When a selection and two radii say enough: the trimap is made by itself.
    cut_out_scribbles : When a few strokes shall do instead of a whole trimap.
    clean_edge_colours : When there is a good mask already, and only its rim shows the old background.

    References
    ----------
    A. Levin, D. Lischinski, Y. Weiss: A Closed-Form Solution to Natural Image Matting. IEEE Transactions on Pattern
    Analysis and Machine Intelligence 30(2), 2008, https://doi.org/10.1109/TPAMI.2007.1177

    T. Germer, T. Uelwer, S. Conrad, S. Harmeling: Fast Multi-Level Foreground Estimation. 2020,
    https://arxiv.org/abs/2006.14970

    Examples
    --------
    >>> import numpy as np, inlay
    >>> image = np.tile(np.linspace(0, 1, 16, dtype=np.float32), (8, 1))
    >>> trimap = np.full((8, 16), 128, np.uint8)
    >>> trimap[:, :2], trimap[:, -2:] = 0, 255
    >>> matte = inlay.cut_out(image, trimap, method="closed-form")
    >>> bool((np.diff(matte.alpha[4]) >= 0).all())
    True
    """
    job.progress(0, _("Reading"))
    part = layer_of(job, image)
    working = working_of(part, linear)
    known = nothing_known(part) if trimap is None else trimap_of(trimap, part.box, image)
    return CutOut(
        part, working, estimated(part, working, known, method, quality, prior, confidence), result, backdrop, hide_image
    )


@cut_out.on_arrays
def _on_arrays(call: Call, trimap: np.ndarray) -> Matte:
    """The matte.

    Parameters
    ----------
    prior : ndarray, (height, width), optional
        An alpha that is believed beforehand: boolean, or samples of any type; NaN where nothing is.
    confidence : float or ndarray, (height, width), 0 to 100 %
        How far the prior is believed, as a whole or pixel by pixel: 0 is not at all, 50 where the picture says little,
        100 as if it were painted.

    Returns
    -------
    Matte
        ``.alpha``, ``(height, width)`` of ``float32``; ``.foreground`` and ``.background``, the colours behind it in
        the picture's own type; ``.uncertainty``.

    Raises
    ------
    ResourceError
        If there is not enough memory.
    """
    return estimated_on(call, trimap)
