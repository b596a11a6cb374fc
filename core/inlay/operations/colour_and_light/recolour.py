"""Recolour: a selected thing in another colour, without a trace of the selection's border."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Literal

import numpy as np

from inlay import colour as colours
from inlay.arrays.rows import strips
from inlay.errors import InputError
from inlay.operations.declaration import operation
from inlay.operations.edit import Edit
from inlay.operations.editing import LAYER, SELECTING, STRIP, SURROUNDINGS, Edited, colours_of, edit, scaled, solved
from inlay.operations.parameters import Choice, Colour, Number, Option
from inlay.operations.part import Part
from inlay.picture import Picture, Space

#: More is nothing but noise.
LARGEST = 8.0
_BY_FACTORS = {"by": ("factors",)}
_FACTOR = "What differences of {} are multiplied by. A gray picture takes the mean of the three."


@operation(
    name="Recolour",
    yields=LAYER,
    keywords=("replace color", "replace colour", "hue", "tint", "colorize", "change colour"),
    notes=SURROUNDINGS,
    painted="region",
    strokes=SELECTING,
    doing="Recolouring",
)
def recolour(
    part: Edited,
    *,
    by: Annotated[
        Literal["colour", "factors"],
        Choice(
            "New colour",
            "What says the new colour.",
            options=(
                Option("colour", "As chosen", "The wanted colour of the thing."),
                Option("factors", "By red, green and blue", "By a factor for each of them."),
            ),
        ),
    ] = "colour",
    red: Annotated[
        float, Number("Factor of red", _FACTOR.format("red"), 0.0, LARGEST, matters_when=_BY_FACTORS, rank="expert")
    ] = 1.5,
    green: Annotated[
        float, Number("Factor of green", _FACTOR.format("green"), 0.0, LARGEST, matters_when=_BY_FACTORS, rank="expert")
    ] = 0.5,
    blue: Annotated[
        float, Number("Factor of blue", _FACTOR.format("blue"), 0.0, LARGEST, matters_when=_BY_FACTORS, rank="expert")
    ] = 0.5,
    colour: Annotated[
        Sequence[float],
        Colour(
            "Wanted colour",
            "What colour the thing is to have.",
            matters_when={"by": ("colour",)},
        ),
    ] = (0.2, 0.4, 0.9, 1.0),
) -> Edit:
    """Give the selected thing another colour; its light and shade stay.

    A loose selection around the thing is enough where what surrounds it is even: the result is solved for with the
    old colours around the selection (Perez, Gangnet and Blake 2003, local colour change).

    By colour, what differs from the colours around the selection is painted in the wanted one, with its old shading.
    By factors, differences between neighbours are multiplied by one for each of red, green and blue.

    References
    ----------
    P. Perez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, section 4, eq. 7
    with the gradients of the factors times the image.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> row = np.array([[[100, 100, 100], [140, 120, 110], [100, 100, 100]]], np.uint8)
    >>> region = np.array([[False, True, False]])
    >>> inlay.recolour(row, region, by="factors", red=2, green=1, blue=0)[0, 1].tolist()
    [180, 120, 100]
    """
    if part.model not in ("RGB", "GRAY"):
        raise InputError(f"A {part.model} document cannot be recoloured.", "Convert the document to RGB.")
    if by == "colour":
        from inlay.poisson import fields

        return edit(part, solved(part, fields.gradients(_towards(part, _encoded(colour, part.picture.space)))))
    factors = np.array([red, green, blue])
    return scaled(part, factors if part.model == "RGB" else factors.mean())


def _encoded(wanted: Sequence[float], space: Space) -> np.ndarray:
    """A colour in samples of a document."""
    pixels = np.asarray(wanted, np.float32).reshape(1, 1, 4)
    goal = replace(space, dtype=np.dtype(np.float32))
    found = colours.convert(Picture(pixels, space=Space("RGBA", np.dtype(np.float32))), goal)
    return found.colour[0, 0] * np.float32(space.white)


def _towards(part: Part, wanted: np.ndarray) -> np.ndarray:
    """The frame with the thing in the wanted colour.

    The thing's colour is the mean of the region, weighted by the squared distance from the mean around it. A pixel
    belongs to the thing as far as its colour lies from the one towards the other, and is as bright as its shading.
    """
    from scipy import ndimage

    from inlay.inpainting.continuation import continued

    old = continued(colours_of(part), part.present).astype(np.float32)
    rim = ndimage.binary_dilation(part.region) & ~part.region
    if part.present is not None:
        rim &= part.present
    inside = old[part.region]
    # Where nothing lies around it, all of the region is the thing.
    around = old[rim].mean(axis=0, dtype=np.float64) if rim.any() else None
    weights = np.ones(len(inside)) if around is None else ((inside - around) ** 2).sum(axis=1)
    thing = np.average(inside, axis=0, weights=weights if weights.any() else None).astype(np.float32)
    for top, bottom in strips(old.shape[0], old.shape[1], STRIP):
        part.progress(0.0)
        rows = old[top:bottom]
        shade = np.clip(rows @ thing / max(float(thing @ thing), 1e-12), 0, 2)
        if around is not None:
            way = thing - around.astype(np.float32)
            shade *= np.clip((rows - around) @ way / max(float(way @ way), 1e-12), 0, 1)
        rows += shade[..., None] * (wanted - thing)
    return old
