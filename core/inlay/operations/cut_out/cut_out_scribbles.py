"""Cut Out with Scribbles: a few strokes on foreground and background become a layer with fine edges."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from inlay.matting.estimators.registry import DEFAULT
from inlay.operations.arrays import as_picture
from inlay.operations.cut_out.cutting import (
    BACKDROP,
    ESTIMATION,
    HIDE,
    IMAGE,
    MENU,
    OUTPUTS,
    RESULT,
    estimated,
    result_of,
    worded,
)
from inlay.operations.cut_out.subject import subject_of
from inlay.operations.declaration import Input, Operation
from inlay.operations.job import Job, Result
from inlay.operations.masks import scribbles_of
from inlay.operations.parameters import Colour

if TYPE_CHECKING:
    from inlay.matting import Matte

_WHITE, _BLACK = (1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 1.0)

DECLARATION = Operation(
    id="cut-out-scribbles",
    name="Cut Out with Scribbles",
    menu=MENU,
    summary="Cut out by a few strokes: white on the foreground, black on the background, on a layer of their own.",
    help=(
        "Paint on a new transparent layer: white strokes on what is to be cut out, black strokes on what is not. "
        "Everything else is found out, from the strokes on, so strokes should meet every colour. Other colours can be "
        "chosen; what is painted in yet other ones does not count.\n\n"
        "Nearly the whole picture is unknown, which takes much more time and memory than a trimap: how much is said "
        "before it begins. Try it at half or quarter size first."
    ),
    keywords=("matting", "alpha", "strokes", "hair", "fur", "mask", "background", "remove", "extract"),
    inputs=(
        IMAGE,
        Input(
            role="scribbles",
            kinds=("item",),
            label="Scribbles",
            help="The layer with the strokes, transparent everywhere else.",
        ),
        BACKDROP,
    ),
    parameters=(
        Colour(
            id="foreground",
            label="Foreground strokes",
            default=_WHITE,
            help="The colour of the strokes on what is to be cut out.",
        ),
        Colour(
            id="background",
            label="Background strokes",
            default=_BLACK,
            help="The colour of the strokes on what is not.",
        ),
        RESULT,
        *ESTIMATION,
        HIDE,
    ),
    outputs=OUTPUTS,
    run="inlay.operations.cut_out.cut_out_scribbles:run",
    function="inlay.operations.cut_out.cut_out_scribbles:cut_out_scribbles",
    ring=0,
)


def cut_out_scribbles(
    image: np.ndarray,
    scribbles: np.ndarray,
    *,
    foreground: tuple[float, ...] = _WHITE,
    background: tuple[float, ...] = _BLACK,
    method: str = DEFAULT,
    quality: str = "full",
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
    foreground, background : tuple of float
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
    ResourceError
        If there is not enough memory.
    """
    from inlay.matting import estimate_alpha

    strokes, picture = as_picture(scribbles, "scribbles"), as_picture(image, "image")
    colours = DECLARATION.check({"foreground": foreground, "background": background})
    trimap = scribbles_of(strokes, strokes.box, picture, colours["foreground"], colours["background"])
    doing = worded(progress, "Estimating alpha")
    return estimate_alpha(image, trimap, method, quality=quality, linear=linear, threads=threads, progress=doing)


def run(job: Job) -> Result:
    """Cut the picture out by the strokes."""
    job.progress(0, "Reading")
    subject = subject_of(job, job.parameters["linear"])
    colours = job.parameters["foreground"], job.parameters["background"]
    trimap = scribbles_of(job.picture("scribbles"), subject.box, job.picture("image"), *colours)
    return result_of(job, DECLARATION, subject, estimated(job, subject, trimap))
