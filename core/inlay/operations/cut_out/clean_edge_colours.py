"""Clean Edge Colours: a cut-out loses the old background's colours along its edge; its alpha stays."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from inlay import colour
from inlay.arrays.saturation import saturated
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.operations.call import Call
from inlay.operations.cut_out.cutting import Edge, HideImage, Linear, Unmasked, trimmed
from inlay.operations.cut_out.layer import coloured, layer_of, opacity, opaque, working_of
from inlay.operations.declaration import Output, operation
from inlay.operations.job import Job, Layer, Result
from inlay.operations.masks import edge_of
from inlay.operations.parameters import Boolean, Choice, Integer, Option
from inlay.operations.part import Part
from inlay.picture import Picture

_FLOAT = np.dtype(np.float32)
_Method = Literal["multi-level", "closed-form"]


@operation(
    name="Clean Edge Colours",
    yields=Output("layer", "The cut-out in its own colours."),
    keywords=("decontaminate", "defringe", "halo", "spill", "despill", "fringe", "green screen", "hair", "matting"),
    suits="A good mask, and a rim in which the old background is still seen.",
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
    hide_image: HideImage = True,
) -> Result:
    """Take the old background's colours out of the edge of a cut-out.

    Works on the active layer with its mask or its own opacity. Half transparent pixels show a mixture of foreground
    and old background; here the foreground's part alone is kept. The result is a new layer with the same
    transparency.

    A layer mask is better than transparency of the layer itself: the hidden background is then there to be told from
    the foreground.

    See Also
    --------
    refine_edge : When the mask itself is too wide or cuts off hair.
    cut_out : When it was cut out by hand so roughly that the hair is missing.
    background_plate : The other half: what the picture is without the thing.

    References
    ----------
    T. Germer, T. Uelwer, S. Conrad, S. Harmeling: Fast Multi-Level Foreground Estimation. 2020,
    https://arxiv.org/abs/2006.14970

    A. Levin, D. Lischinski, Y. Weiss: A Closed-Form Solution to Natural Image Matting. 2008, eq. 19,
    https://doi.org/10.1109/TPAMI.2007.1177

    Examples
    --------
    >>> import numpy as np, inlay
    >>> alpha = np.tile(np.linspace(0, 1, 9), (4, 1))
    >>> mixed = np.uint8(200 * alpha + 50 * (1 - alpha))
    >>> cleaned = inlay.clean_edge_colours(mixed, alpha)
    >>> cleaned.shape, bool(np.abs(cleaned[..., 0] - 200.0).max() <= 2)
    ((4, 9, 2), True)
    """
    job.progress(0, _("Reading"))
    part = layer_of(job, image)
    found = edge_of(edge, part.box, image)
    if found.is_opacity:
        part = opaque(part)
    alpha = colour.convert_samples(found.alpha, _FLOAT)
    picture = trimmed(_cleaned(part, alpha, opacity(part, alpha), amount, colours, projection, linear))
    title = part.titled(clean_edge_colours.name)
    return Result([Layer(picture, title, of="image", hides=("image", "edge") if hide_image else ())])


@clean_edge_colours.on_arrays
def _on_arrays(call: Call, edge: np.ndarray | None = None) -> np.ndarray:
    """The cleaned colours and alpha.

    Parameters
    ----------
    edge : ndarray, (height, width), optional
        Alpha: boolean, or samples of any type; by default the image's own opacity.

    Returns
    -------
    ndarray, (height, width, channels)
        Of the image's type: the colours, and alpha as the last channel.
    """
    job = call.job_of("image")
    part = layer_of(job, job.picture("image"))
    given = part.around.alpha if edge is None else np.asarray(edge)
    if given is None:
        raise InputError(_("The image has no opacity, and there is no edge."), _("Give an edge."))
    given = given.astype(_FLOAT) if given.dtype == bool else given
    alpha = colour.convert_samples(given, _FLOAT)
    cleaned = _cleaned(part, alpha, alpha, **call.values).pixels
    cleaned[..., -1] = colour.convert_samples(given, cleaned.dtype)
    return cleaned


def _cleaned(
    part: Part, alpha: np.ndarray, shown: np.ndarray, amount: int, colours: str, projection: bool, linear: bool
) -> Picture:
    """The foreground's colours, weighed by the amount against those that are there, as opaque as is `shown`."""
    from inlay.matting import estimate_foreground

    if not alpha.any():
        raise InputError(
            _("The layer is transparent everywhere."), _("Choose another layer, mask or channel as the edge.")
        )
    working = working_of(part, linear)
    there = working.colour
    foreground = estimate_foreground(
        there,
        alpha,
        method=colours,
        projection=projection,
        present=part.present,
        threads=part.effort.threads,
        progress=part.job.span(0.05, 0.95, _("Cleaning colours")),
    ).foreground.reshape(there.shape)
    return coloured(part, working, _mixed(there, foreground, amount), shown)


def _mixed(there: np.ndarray, clean: np.ndarray, amount: int) -> np.ndarray:
    if amount >= 100:
        return clean
    mixed = there.astype(_FLOAT)
    mixed += np.float32(amount / 100) * (clean.astype(_FLOAT) - mixed)
    return np.rint(mixed).astype(there.dtype) if there.dtype.kind == "u" else saturated(mixed, there.dtype)
