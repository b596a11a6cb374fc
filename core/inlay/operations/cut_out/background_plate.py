"""Background Plate: the picture without its foreground, as a layer to lie below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from inlay.operations.arrays import as_picture
from inlay.operations.cut_out.cutting import EDGE, HIDE, LINEAR, MENU, UNMASKED, spoken, titled, worded
from inlay.operations.cut_out.subject import subject_of
from inlay.operations.declaration import Operation, Output
from inlay.operations.job import Job, Layer, Result
from inlay.operations.masks import edge_of

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
    run="inlay.operations.cut_out.background_plate:run",
    function="inlay.operations.cut_out.background_plate:background_plate",
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
    from inlay.matting.colours.plate import background_plate as plate

    picture = as_picture(image, "image")
    result = picture.pixels.copy()
    result[..., : picture.colour.shape[-1]] = plate(
        picture.colour,
        np.asarray(alpha),
        present=None if picture.alpha is None else picture.alpha > 0,
        threads=threads,
        progress=worded(progress, "Finding the background"),
    )
    return result.reshape(np.shape(image))


def run(job: Job) -> Result:
    """Take the foreground out of the layer, and yield the background as a layer below it."""
    from inlay.matting.colours.plate import background_plate as plate

    job.progress(0, "Reading")
    subject = subject_of(job, job.parameters["linear"])
    edge = edge_of(job.picture("edge"), subject.box, job.picture("image"))
    background = plate(
        subject.working.colour,
        edge.alpha,
        present=subject.present,
        progress=spoken(job, 0.05, 0.95, "Finding the background"),
    )
    opacity = subject.opacity(np.ones(edge.alpha.shape, np.float32))
    picture = subject.coloured(background, opacity, untouched=edge.alpha == 0)
    layer = Layer(picture, titled(subject, DECLARATION.name), place="below", of="image")
    return Result([replace(layer, hides="image" if job.parameters["hide-image"] else "")])
