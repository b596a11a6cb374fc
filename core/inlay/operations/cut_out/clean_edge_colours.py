"""Clean Edge Colours: a cut-out loses the old background's colours along its edge; its alpha stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

import numpy as np

from inlay import colour
from inlay.arrays.saturation import saturated
from inlay.errors import InputError
from inlay.operations.array_face import job_of
from inlay.operations.cut_out.cutting import MENU, Edge, HideImage, Linear, Unmasked, trimmed
from inlay.operations.cut_out.subject import coloured, opacity, opaque, subject_of, working_of
from inlay.operations.declaration import Output, operation
from inlay.operations.job import Effort, Job, Layer, Result
from inlay.operations.masks import edge_of
from inlay.operations.parameters import Boolean, Choice, Integer, Option
from inlay.operations.part import Part
from inlay.picture import Picture

_FLOAT = np.dtype(np.float32)
_Method = Literal["multi-level", "closed-form"]


@operation(
    name="Clean Edge Colours",
    menu=MENU,
    yields=Output("layer", "The cut-out in its own colours."),
    keywords=("decontaminate", "defringe", "matting", "halo", "fringe", "spill", "despill", "hair"),
    ring=0,
)
def clean_edge_colours(
    image: Unmasked,
    edge: Edge,
    job: Job,
    *,
    amount: Annotated[
        int, Integer("Amount", "How much of the old background's colours is taken out.", 0, 100, "%")
    ] = 100,
    colours: Annotated[
        _Method,
        Choice(
            "Colours",
            "How the foreground's colours are found.",
            options=(
                Option("multi-level", "Fast", "From coarse to fine (Germer and others, 2020)."),
                Option("closed-form", "Exact", "By the closed-form equation (Levin and others, 2008): slower."),
            ),
            rank="expert",
        ),
    ] = "multi-level",
    projection: Annotated[
        bool,
        Boolean(
            "Keep the picture exact",
            "Make foreground and background add up to the picture again wherever the colours allow it.",
            rank="expert",
        ),
    ] = False,
    linear: Linear = False,
    hide_image: HideImage = False,
) -> Result:
    """Take the old background's colours out of the edge of a cut-out; its transparency stays as it is.

    Works on the active layer with its mask or its own opacity. Half transparent pixels show a mixture of foreground
    and old background; here the foreground's part alone is kept. The result is a new layer with the same
    transparency.

    A layer mask is better than transparency of the layer itself: the hidden background is then there to be told from
    the foreground.
    """
    job.progress(0, "Reading")
    part = subject_of(job, image)
    found = edge_of(edge, part.box, image)
    if found.is_opacity:
        part = opaque(part)
    alpha = colour.convert_samples(found.alpha, _FLOAT)
    picture = trimmed(_cleaned(part, alpha, opacity(part, alpha), amount, colours, projection, linear))
    title = part.titled(clean_edge_colours.name)
    return Result([Layer(picture, title, of="image", hides="image" if hide_image else "")])


@clean_edge_colours.by_hand
def _clean_edge_colours(
    image: np.ndarray,
    edge: np.ndarray | None = None,
    *,
    amount: int = 100,
    colours: _Method = "multi-level",
    projection: bool = False,
    linear: bool = False,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Take the old background's colours out of the edge of a cut-out.

    Parameters
    ----------
    image : ndarray
        As `inlay.cut_out` takes it.
    edge : ndarray, optional
        ``(height, width)``, alpha: boolean or samples of any type; by default the image's own opacity.
    amount : int, 0 to 100 %
        How much of the old background's colours is taken out: 0 leaves the image as it is.
    colours : {"multi-level", "closed-form"}
        How the foreground's colours are found.
    projection : bool
        Make foreground and background add up to the image again wherever the gamut allows it.
    linear, threads, progress
        As for `inlay.cut_out`.

    Returns
    -------
    ndarray, (height, width, channels)
        Of the image's type: the colours, and alpha as the last channel.

    Raises
    ------
    InputError
        If sizes or types do not fit together, or there is no alpha.
    ParameterError
        If a parameter is of the wrong type or out of its range.

    References
    ----------
    T. Germer, T. Uelwer, S. Conrad, S. Harmeling: Fast Multi-Level Foreground Estimation. 2020. A. Levin,
    D. Lischinski, Y. Weiss: A Closed-Form Solution to Natural Image Matting. 2008, eq. 19.
    """
    values = {"amount": amount, "colours": colours, "projection": projection, "linear": linear}
    job = job_of(clean_edge_colours, {"image": image}, values, Effort(threads), progress)
    part = subject_of(job, job.picture("image"))
    given = part.around.alpha if edge is None else np.asarray(edge)
    if given is None:
        raise InputError("The image has no opacity, and there is no edge.", "Give an edge.")
    given = given.astype(_FLOAT) if given.dtype == bool else given
    alpha = colour.convert_samples(given, _FLOAT)
    cleaned = _cleaned(part, alpha, alpha, job.parameters["amount"], colours, projection, linear).pixels
    cleaned[..., -1] = colour.convert_samples(given, cleaned.dtype)
    return cleaned


def _cleaned(
    part: Part, alpha: np.ndarray, shown: np.ndarray, amount: int, method: str, projection: bool, linear: bool
) -> Picture:
    """The foreground's colours, weighed by the amount against those that are there, as opaque as is `shown`."""
    from inlay.matting import estimate_foreground

    if not alpha.any():
        raise InputError("The layer is transparent everywhere.", "Choose another layer, mask or channel as the edge.")
    working = working_of(part, linear)
    there = working.colour
    foreground = estimate_foreground(
        there,
        alpha,
        method=method,
        projection=projection,
        present=part.present,
        threads=part.effort.threads,
        progress=part.job.span(0.05, 0.95, "Cleaning colours"),
    ).foreground.reshape(there.shape)
    return coloured(part, working, _mixed(there, foreground, amount), shown)


def _mixed(there: np.ndarray, clean: np.ndarray, amount: int) -> np.ndarray:
    if amount >= 100:
        return clean
    mixed = there.astype(_FLOAT)
    mixed += np.float32(amount / 100) * (clean.astype(_FLOAT) - mixed)
    return np.rint(mixed).astype(there.dtype) if there.dtype.kind == "u" else saturated(mixed, there.dtype)
