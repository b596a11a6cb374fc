"""Background Plate: the picture without its foreground, as a layer to lie below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from inlay import colour
from inlay.errors import InputError
from inlay.operations.arrays import as_picture
from inlay.operations.cutting import EDGE, HIDE, LINEAR, MENU, UNMASKED, titled
from inlay.operations.declaration import Operation, Output
from inlay.operations.job import Job, Layer, Result
from inlay.operations.masks import edge_of
from inlay.operations.subject import subject_of

#: Where more than this belongs to the foreground, too little of the background shines through to be told.
_HIDDEN = 0.5

DECLARATION = Operation(
    id="background-plate",
    name="Background Plate",
    menu=MENU,
    summary="Make a layer of the background alone: its colours behind soft edges, and the hole filled smoothly.",
    help=(
        "Behind hair and soft edges the background's own colours are estimated; where the foreground hides it "
        "altogether, the colours around are continued smoothly. The result lies below the picture, so that a cut-out "
        "can be moved, blurred or replaced.\n\n"
        "The edge is the mask of the active layer, another mask or channel, or a layer that was cut out of it."
    ),
    keywords=("clean plate", "matting", "inpaint", "fill", "remove", "parallax", "membrane"),
    inputs=(UNMASKED, EDGE),
    parameters=(LINEAR, HIDE),
    outputs=(Output(kind="layer", help="The background, below the picture."),),
    run="inlay.operations.background_plate:run",
    function="inlay.operations.background_plate:background_plate",
    ring=0,
)


def background_plate(
    image: np.ndarray,
    alpha: np.ndarray,
    *,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Take the foreground out of a picture.

    Parameters
    ----------
    image : ndarray
        As `inlay.cut_out` takes it.
    alpha : ndarray
        ``(height, width)``, what belongs to the foreground: boolean or samples of any type.
    threads, progress
        As for `inlay.cut_out`.

    Returns
    -------
    ndarray
        Of the image's shape and type: its own samples where alpha is 0, estimated ones behind soft edges (Germer and
        others, 2020), and where more than half is foreground the membrane between these: the solution of Laplace's
        equation, as by `inlay.poisson.clone` without gradients.

    Raises
    ------
    InputError
        If sizes or types do not fit together, or there is no background.
    """
    picture = as_picture(image, "image")
    given = np.asarray(alpha)
    result = picture.pixels.copy()
    result[..., : picture.colour.shape[-1]] = _plate(
        picture.colour,
        given.astype(np.float32) if given.dtype == bool else colour.convert_samples(given, np.float32),
        picture.alpha,
        threads,
        progress or (lambda fraction, doing: None),
    )
    return result.reshape(np.shape(image))


def run(job: Job) -> Result:
    """Take the foreground out of the layer, and yield the background as a layer below it."""
    job.progress(0, "Reading")
    subject = subject_of(job, job.parameters["linear"])
    edge = edge_of(job.picture("edge"), subject.box, job.picture("image"))
    alpha = colour.convert_samples(edge.alpha, np.float32)
    plate = _plate(subject.working.colour, alpha, subject.working.alpha, None, job.progress)
    opacity = np.ones(alpha.shape, np.float32)
    picture = subject.coloured(plate, subject.opacity(opacity), untouched=alpha == 0)
    layer = Layer(picture, titled(subject, DECLARATION.name), place="below", of="image")
    return Result([replace(layer, hides="image" if job.parameters["hide-image"] else "")])


def _plate(
    colours: np.ndarray,
    alpha: np.ndarray,
    opacity: np.ndarray | None,
    threads: int | None,
    progress: Callable[[float, str], None],
) -> np.ndarray:
    """The background's colours everywhere; of the same type."""
    from inlay import poisson
    from inlay.matting import estimate_foreground

    present = None if opacity is None else opacity > 0
    hole = alpha > _HIDDEN if present is None else (alpha > _HIDDEN) & present
    if hole.sum() == (hole.size if present is None else np.count_nonzero(present)):
        raise InputError("All of the picture is foreground: there is no background.", "Choose another edge.")
    background = estimate_foreground(
        colours,
        alpha,
        present=present,
        threads=threads,
        progress=lambda fraction: progress(0.05 + 0.35 * fraction, "Finding the background's colours"),
    ).background
    if not hole.any():
        return background
    # A source of one pixel has no gradients: what is left is the membrane.
    return poisson.clone(
        np.zeros((1, 1, colours.shape[-1]), colours.dtype),
        background,
        hole,
        destination_alpha=None if present is None else present.astype(np.float32),
        threads=threads,
        progress=lambda fraction: progress(0.4 + 0.55 * fraction, "Filling the hole"),
    ).image
