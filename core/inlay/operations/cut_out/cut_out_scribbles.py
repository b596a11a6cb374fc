"""Cut Out with Scribbles: a few strokes on foreground and background become a layer with fine edges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import numpy as np

from inlay.contract.language import _
from inlay.matting.estimators.registry import DEFAULT
from inlay.matting.matte import Matte
from inlay.operations.array_input import as_picture
from inlay.operations.call import Call
from inlay.operations.cut_out.cutting import (
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
from inlay.operations.masks import scribbles_of
from inlay.operations.parameters import Colour
from inlay.picture import Picture

_WHITE, _BLACK = (1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 1.0)


@operation(
    name="Cut Out with Scribbles",
    yields=OUTPUTS,
    keywords=("remove background", "foreground select", "hair", "matting", "fur", "extract", "mark", "paint"),
    suits="Branches, lace or smoke, whose border no selection follows.",
    ring=0,
    painted="scribbles",
    strokes=("foreground", "background", "nothing"),
    for_documents=("backdrop", "result"),
)
def cut_out_scribbles(
    image: Image,
    scribbles: Annotated[
        Picture | None,
        Input(
            "scribbles",
            ("item",),
            "Scribbles",
            "The layer with the strokes, transparent everywhere else.",
            content="scribbles",
            paintable=True,
        ),
    ],
    backdrop: Backdrop,
    job: Job,
    prior: Prior = None,
    *,
    foreground: Annotated[
        Sequence[float], Colour("Foreground strokes", "The colour of your strokes on what stays.")
    ] = _WHITE,
    background: Annotated[
        Sequence[float], Colour("Background strokes", "The colour of your strokes on what goes.")
    ] = _BLACK,
    result: View = "layer",
    method: Method = DEFAULT,
    confidence: Confidence = CONFIDENCE,
    quality: Quality = "full",
    linear: Linear = False,
    hide_image: HideShown = True,
) -> CutOut:
    """Cut out by a few strokes: white on what stays, black on what goes.

    Paint on a new transparent layer: white strokes on what is to be cut out, black strokes on what is not. Everything
    else is found out, from the strokes on, so strokes should meet every colour. Other colours can be chosen; what is
    painted in yet other ones does not count.

    Nearly the whole picture is unknown, which takes much more time and memory than a trimap: how much is said before
    it begins. Try it at half or quarter size first.

    See Also
    --------
    cut_out_selection : When the thing is easily selected: faster, with far less that is unknown.
    cut_out : When you would rather say for every place what is certain.
    select_scribbles : When a hard selection of several things is wanted, and no hair.

    References
    ----------
    A. Levin, D. Lischinski, Y. Weiss: A Closed-Form Solution to Natural Image Matting. IEEE Transactions on Pattern
    Analysis and Machine Intelligence 30(2), 2008, https://doi.org/10.1109/TPAMI.2007.1177

    Examples
    --------
    >>> import numpy as np, inlay
    >>> image = np.tile(np.linspace(0, 1, 16, dtype=np.float32), (8, 1))
    >>> scribbles = np.zeros((8, 16, 4), np.uint8)
    >>> scribbles[:, :2], scribbles[:, -2:] = (0, 0, 0, 255), 255
    >>> matte = inlay.cut_out_scribbles(image, scribbles, method="closed-form")
    >>> bool((np.diff(matte.alpha[4]) >= 0).all())
    True
    """
    job.progress(0, _("Reading"))
    part = layer_of(job, image)
    working = working_of(part, linear)
    known = (
        nothing_known(part) if scribbles is None else scribbles_of(scribbles, part.box, image, foreground, background)
    )
    return CutOut(
        part, working, estimated(part, working, known, method, quality, prior, confidence), result, backdrop, hide_image
    )


@cut_out_scribbles.on_arrays
def _on_arrays(call: Call, scribbles: np.ndarray) -> Matte:
    """The matte.

    Parameters
    ----------
    scribbles : ndarray, (height, width, channels)
        The strokes, as an image of the same types, height and width. What is less than half opaque, or of another
        colour, is unknown.
    prior : ndarray, (height, width), optional
        An alpha that is believed beforehand: boolean, or samples of any type; NaN where nothing is.
    confidence : float or ndarray, (height, width), 0 to 100 %
        How far the prior is believed, as a whole or pixel by pixel: 0 is not at all, 50 where the picture says little,
        100 as if it were painted.

    Returns
    -------
    Matte
        As of `inlay.cut_out`.

    Raises
    ------
    ResourceError
        If there is not enough memory.
    """
    strokes, colours = as_picture(scribbles, "scribbles"), (call.values["foreground"], call.values["background"])
    return estimated_on(call, scribbles_of(strokes, strokes.box, call.canvas, *colours))
