"""Clean Edge Colours: a cut-out loses the old background's colours along its edge; its alpha stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from inlay import colour
from inlay.arrays.saturation import saturated
from inlay.errors import InputError
from inlay.operations.arrays import as_picture
from inlay.operations.cut_out.cutting import EDGE, HIDE, LINEAR, MENU, UNMASKED, spoken, titled, trimmed, worded
from inlay.operations.cut_out.subject import subject_of
from inlay.operations.declaration import Operation, Output
from inlay.operations.job import Job, Layer, Result
from inlay.operations.masks import edge_of
from inlay.operations.parameters import Boolean, Choice, Integer, Option
from inlay.picture import Picture

_FLOAT = np.dtype(np.float32)

DECLARATION = Operation(
    id="clean-edge-colours",
    name="Clean Edge Colours",
    menu=MENU,
    summary="Take the old background's colours out of the edge of a cut-out; its transparency stays as it is.",
    help=(
        "Works on the active layer with its mask or its own opacity. Half transparent pixels show a mixture of "
        "foreground and old background; here the foreground's part alone is kept. The result is a new layer with the "
        "same transparency.\n\n"
        "A layer mask is better than transparency of the layer itself: the hidden background is then there to be told "
        "from the foreground."
    ),
    keywords=("decontaminate", "defringe", "matting", "halo", "fringe", "spill", "despill", "hair"),
    inputs=(UNMASKED, EDGE),
    parameters=(
        Integer(
            id="amount",
            label="Amount",
            default=100,
            minimum=0,
            maximum=100,
            unit="%",
            help="How much of the old background's colours is taken out.",
        ),
        Choice(
            id="colours",
            label="Colours",
            default="multi-level",
            help="How the foreground's colours are found.",
            options=(
                Option("multi-level", "Fast", "From coarse to fine (Germer and others, 2020)."),
                Option("closed-form", "Exact", "By the closed-form equation (Levin and others, 2008): slower."),
            ),
        ),
        Boolean(
            id="projection",
            label="Keep the picture exact",
            help="Make foreground and background add up to the picture again wherever the colours allow it.",
        ),
        LINEAR,
        HIDE,
    ),
    outputs=(Output(kind="layer", help="The cut-out in its own colours."),),
    run="inlay.operations.cut_out.clean_edge_colours:run",
    function="inlay.operations.cut_out.clean_edge_colours:clean_edge_colours",
    ring=0,
)


def clean_edge_colours(
    image: np.ndarray,
    alpha: np.ndarray | None = None,
    *,
    amount: float = 1.0,
    colours: str = "multi-level",
    projection: bool = False,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Take the old background's colours out of the edge of a cut-out.

    Parameters
    ----------
    image : ndarray
        As `inlay.cut_out` takes it.
    alpha : ndarray, optional
        ``(height, width)``, boolean or samples of any type; by default the image's own opacity.
    amount : float
        From 0, the image as it is, to 1.
    colours : {"multi-level", "closed-form"}
        How the foreground's colours are found.
    projection : bool
        Make foreground and background add up to the image again wherever the gamut allows it.
    threads, progress
        As for `inlay.cut_out`.

    Returns
    -------
    ndarray, (height, width, channels)
        Of the image's type: the colours, and alpha as the last channel.

    Raises
    ------
    InputError
        If sizes or types do not fit together, or there is no alpha.

    References
    ----------
    T. Germer, T. Uelwer, S. Conrad, S. Harmeling: Fast Multi-Level Foreground Estimation. 2020. A. Levin,
    D. Lischinski, Y. Weiss: A Closed-Form Solution to Natural Image Matting. 2008, eq. 19.
    """
    picture = as_picture(image, "image")
    edge = _edge(picture, alpha)
    cleaned = _cleaned(
        picture.colour,
        colour.convert_samples(edge, _FLOAT),
        None if picture.alpha is None else picture.alpha > 0,
        amount,
        method=colours,
        projection=projection,
        threads=threads,
        progress=worded(progress, "Cleaning colours"),
    )
    return np.dstack([cleaned, colour.convert_samples(edge, cleaned.dtype)])


def _edge(picture: Picture, alpha: np.ndarray | None) -> np.ndarray:
    """Samples of the alpha that was given, or of the picture's own."""
    if alpha is not None:
        given = np.asarray(alpha)
        return given.astype(np.float32) if given.dtype == bool else given
    if picture.alpha is None:
        raise InputError("The image has no opacity, and there is no alpha.", "Give alpha.")
    return picture.alpha


def run(job: Job) -> Result:
    """Clean the edge of the layer, and yield it as a new one."""
    job.progress(0, "Reading")
    parameters = job.parameters
    subject = subject_of(job, parameters["linear"])
    edge = edge_of(job.picture("edge"), subject.box, job.picture("image"))
    if edge.is_opacity:
        subject = subject.hardened()
    alpha = colour.convert_samples(edge.alpha, _FLOAT)
    cleaned = _cleaned(
        subject.working.colour,
        alpha,
        subject.present,
        parameters["amount"] / 100,
        method=parameters["colours"],
        projection=parameters["projection"],
        progress=spoken(job, 0.05, 0.95, "Cleaning colours"),
    )
    picture = subject.coloured(cleaned, subject.opacity(alpha))
    layer = Layer(
        trimmed(picture),
        titled(subject, DECLARATION.name),
        of="image",
        hides="image" if parameters["hide-image"] else "",
    )
    return Result([layer])


def _cleaned(
    colours: np.ndarray, alpha: np.ndarray, present: np.ndarray | None, amount: float, **options: Any
) -> np.ndarray:
    """The foreground's colours, weighed by the amount against those that are there; of the same type."""
    from inlay.matting import estimate_foreground

    if not alpha.any():
        raise InputError("The layer is transparent everywhere.", "Choose another layer, mask or channel as the edge.")
    foreground = estimate_foreground(colours, alpha, present=present, **options).foreground.reshape(colours.shape)
    if amount >= 1:
        return foreground
    mixed = colours.astype(np.float32)
    mixed += np.float32(amount) * (foreground.astype(np.float32) - mixed)
    return np.rint(mixed).astype(colours.dtype) if colours.dtype.kind == "u" else saturated(mixed, colours.dtype)
