"""Cut Out with Scribbles: a few strokes on foreground and background become a layer with fine edges."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

import numpy as np

from inlay.matting.estimators.registry import DEFAULT
from inlay.matting.matte import Matte
from inlay.operations.arrays import as_picture
from inlay.operations.cut_out.cutting import (
    MENU,
    OUTPUTS,
    Backdrop,
    HideImage,
    Image,
    Linear,
    Method,
    Quality,
    QualityName,
    View,
    checked,
    estimated,
    worded,
)
from inlay.operations.cut_out.results import CutOut
from inlay.operations.cut_out.subject import subject_of, working_of
from inlay.operations.declaration import Input, operation
from inlay.operations.job import Job
from inlay.operations.masks import scribbles_of
from inlay.operations.parameters import Colour
from inlay.picture import Picture

_WHITE, _BLACK = (1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 1.0)


@operation(
    name="Cut Out with Scribbles",
    menu=MENU,
    yields=OUTPUTS,
    keywords=("matting", "alpha", "strokes", "hair", "fur", "mask", "background", "remove", "extract"),
    ring=0,
)
def cut_out_scribbles(
    image: Image,
    scribbles: Annotated[
        Picture, Input("scribbles", ("item",), "Scribbles", "The layer with the strokes, transparent everywhere else.")
    ],
    backdrop: Backdrop,
    job: Job,
    *,
    foreground: Annotated[
        Sequence[float], Colour("Foreground strokes", "The colour of the strokes on what is to be cut out.")
    ] = _WHITE,
    background: Annotated[
        Sequence[float], Colour("Background strokes", "The colour of the strokes on what is not.")
    ] = _BLACK,
    result: View = "layer",
    method: Method = DEFAULT,
    quality: Quality = "full",
    linear: Linear = False,
    hide_image: HideImage = False,
) -> CutOut:
    """Cut out by a few strokes: white on the foreground, black on the background, on a layer of their own.

    Paint on a new transparent layer: white strokes on what is to be cut out, black strokes on what is not. Everything
    else is found out, from the strokes on, so strokes should meet every colour. Other colours can be chosen; what is
    painted in yet other ones does not count.

    Nearly the whole picture is unknown, which takes much more time and memory than a trimap: how much is said before
    it begins. Try it at half or quarter size first.
    """
    job.progress(0, "Reading")
    part = subject_of(job, image)
    working = working_of(part, linear)
    known = scribbles_of(scribbles, part.box, image, foreground, background)
    return CutOut(part, working, estimated(part, working, known, method, quality), result, backdrop, hide_image)


@cut_out_scribbles.by_hand
def _cut_out_scribbles(
    image: np.ndarray,
    scribbles: np.ndarray,
    *,
    foreground: Sequence[float] = _WHITE,
    background: Sequence[float] = _BLACK,
    method: str = DEFAULT,
    quality: QualityName = "full",
    linear: bool = False,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> Matte:
    """Estimate alpha and the colours of foreground and background from strokes.

    Parameters
    ----------
    image : ndarray
        As `inlay.cut_out` takes it.
    scribbles : ndarray
        ``(height, width, channels)`` of the same types, of the image's height and width: strokes, with opacity as
        the last of two or four channels. What is less than half opaque, or of another colour, is unknown.
    foreground, background : sequence of three or four floats
        Red, green and blue of the strokes, from 0 to 1.
    method, quality, linear, threads, progress
        As for `inlay.cut_out`.

    Returns
    -------
    Matte
        As of `inlay.cut_out`.

    Raises
    ------
    InputError
        If sizes or types do not fit together, or there are no strokes of one of the colours.
    ParameterError
        If a parameter is of the wrong type or out of its range.
    ResourceError
        If there is not enough memory.
    """
    from inlay.matting import estimate_alpha

    colours = checked(cut_out_scribbles, foreground=foreground, background=background)
    values = checked(cut_out_scribbles, method=method, quality=quality, linear=linear)
    strokes, picture = as_picture(scribbles, "scribbles"), as_picture(image, "image")
    trimap = scribbles_of(strokes, strokes.box, picture, **colours)
    doing = worded(progress, "Estimating alpha")
    return estimate_alpha(image, trimap, **values, threads=threads, progress=doing)
