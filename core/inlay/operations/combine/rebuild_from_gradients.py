"""Rebuild from Gradients: a picture from two layers of differences, and colours at its border."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

import numpy as np

from inlay import poisson
from inlay.colour.compositing import over
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.operations.array_input import as_picture
from inlay.operations.call import Call
from inlay.operations.combine.gradient_layers import OFFSET, SCALE, Encoding, Offset, Scale
from inlay.operations.declaration import Input, Output, operation
from inlay.operations.editing import report_of, solver_for, warned
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Choice, Option
from inlay.operations.part import part_of
from inlay.picture import Picture

#: Mean of a picture that nothing gives colours to, as a part of white.
MEDIUM = 0.5


@operation(
    name="Rebuild from Gradients",
    yields=Output("layer", "The rebuilt picture, as large as the selection."),
    keywords=("gradient domain", "integrate", "poisson", "reconstruct", "height", "normal map"),
    suits="The two layers of Show Gradients, once they were painted on.",
    doing=_("Rebuilding"),
)
def rebuild_from_gradients(
    across: Annotated[
        Picture,
        Input("across", ("layer",), "Steps across", "The layer of differences to the right.", active=True),
    ],
    down: Annotated[
        Picture, Input("down", ("layer",), "Steps down", "The layer of differences to the lower neighbour.")
    ],
    colours: Annotated[
        Picture | None,
        Input(
            "colours",
            ("layer",),
            "Colours",
            "The layer that gives the colours around the selection, or the mean colour.",
            optional=True,
        ),
    ],
    region: Annotated[
        Picture | None,
        Input(
            "region",
            ("selection",),
            "Selection",
            "What is rebuilt; without a selection, wherever the layer across is not transparent.",
            optional=True,
        ),
    ],
    job: Job,
    *,
    scale: Scale = SCALE,
    offset: Offset = OFFSET,
    boundary: Annotated[
        Literal["free", "fixed", "none"],
        Choice(
            "Hold colours",
            "Where the colours are held to those of the layer of colours.",
            options=(
                Option("free", "Around the selection", "The colours around it; nothing at the border of the canvas."),
                Option("fixed", "And at the canvas border", "The colours on the border of the canvas as well."),
                Option("none", "Nowhere", "The mean colour alone."),
            ),
        ),
    ] = "free",
) -> Result:
    """Make a picture again from the two layers of Show Gradients, as they were painted on.

    The two layers are as Show Gradients makes them: the active one holds the differences to the right, the other one
    those downwards. Where they do not belong to any picture, because they were painted on, the closest one is found:
    the Poisson equation of Perez, Gangnet and Blake (2003).

    The layer of colours says what the result has around the selection. Where nothing holds it, as without a
    selection, it gets that layer's mean colour, or medium grey. Where a gradient layer is transparent there is no
    difference. Soft edges of the selection stay soft. The result is a new layer above.

    See Also
    --------
    show_gradients : Before it: makes the two layers.
    flatten_texture : When weak differences are to go and strong ones to stay: does both by itself.
    sharpen_gradients : When all differences should become stronger or weaker.

    References
    ----------
    P. Pérez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, eq. 7,
    https://doi.org/10.1145/882262.882269

    Examples
    --------
    >>> import numpy as np, inlay
    >>> picture = np.array([[10.0, 30.0], [10.0, 5.0]]) / 100
    >>> inlay.rebuild_from_gradients(*inlay.show_gradients(picture), picture).round(6).tolist()
    [[0.1, 0.3], [0.1, 0.05]]
    """
    part = part_of(job, across, region, rebuild_from_gradients.ring, rebuild_from_gradients.doing)
    if down.box.intersect(part.frame).is_empty:
        raise InputError(
            _("The two layers of gradients do not overlap."), _("Move one onto the other, or choose others.")
        )
    encoding = Encoding.make(scale, offset, across.space.white, across.space.dtype)
    gradients = poisson.Edges(_steps(down.crop(part.frame), encoding)[:-1], _steps(part.around, encoding)[:, :-1])
    destination = _medium(part.around) if colours is None else colours.crop(part.frame)
    present = None if destination.alpha is None or (destination.alpha > 0).all() else destination.alpha > 0
    is_free = boundary == "none" or colours is None
    solution = warned(
        poisson.solve(
            destination.colour,
            gradients,
            part.region,
            destination_alpha=present,
            rim="free" if is_free else "fixed",
            boundary="free" if is_free else boundary,
            mean="keep",
            solver=solver_for(part.region, present),
            threads=part.effort.threads,
            progress=part.progress,
        )
    )
    name = rebuild_from_gradients.name
    layer = replace(part.layer(solution.image[part.inside], name), name=name, of="across", hides=("across", "down"))
    return Result([layer], report_of(solution))


@rebuild_from_gradients.on_arrays
def _on_arrays(call: Call) -> np.ndarray:
    """The rebuilt picture on the colours.

    Returns
    -------
    ndarray
        Of the shape and type of `across`: laid over `colours` by the region's coverage, or over medium grey.
    """
    first = call.canvas
    colours = call.arrays["colours"]
    for array, name in ((call.arrays["down"], "gradients down"), (colours, "colours")):
        other = first if array is None else as_picture(array, name)
        if other.pixels.shape != first.pixels.shape or other.space != first.space:
            raise InputError(
                _(
                    "The {name} are {shape} of {dtype} and the gradients across {expected} of {expected_dtype}.",
                    name=name,
                    shape=other.pixels.shape,
                    dtype=other.space.dtype,
                    expected=first.pixels.shape,
                    expected_dtype=first.space.dtype,
                ),
                _("Give all of them one shape and one type."),
            )
    (layer,) = rebuild_from_gradients.call(call.job).outputs
    below = _medium(first) if colours is None else as_picture(colours, "colours")
    return over(layer.picture, below).reshape(np.shape(call.arrays["across"]))


def _steps(picture: Picture, encoding: Encoding) -> np.ndarray:
    """The differences that a layer stands for; 0 where it is transparent."""
    steps = encoding.read(picture.colour)
    return steps if picture.alpha is None else np.where(picture.alpha[..., None] > 0, steps, 0)


def _medium(like: Picture) -> Picture:
    """A grey picture of the same size, opaque."""
    pixels = np.full(like.pixels.shape, MEDIUM * like.space.white, np.float64)
    if like.has_alpha:
        pixels[..., -1] = like.space.white
    return replace(like, pixels=pixels.astype(like.space.dtype), name="")
