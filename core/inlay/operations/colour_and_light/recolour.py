"""Recolour: a selected thing in another colour, with its light and shade, up to its soft edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Literal

import numpy as np

from inlay.contract.language import _
from inlay.errors import InputError
from inlay.operations.declaration import operation
from inlay.operations.edit import Edit
from inlay.operations.editing import LAYER, SELECTING, Edited, scaled
from inlay.operations.parameters import Choice, Colour, Number, Option
from inlay.operations.thing import SURROUNDINGS, THING, ThingName

#: More is nothing but noise.
LARGEST = 8.0
_BY_COLOUR = {"by": ("colour",)}
_BY_FACTORS = {"by": ("factors",)}
_FACTOR = "What differences of {} are multiplied by. A grey picture takes the mean of the three."


@operation(
    name="Recolour",
    yields=LAYER,
    keywords=("replace color", "replace colour", "hue", "tint", "colorize", "change colour"),
    suits="A thing of one colour that should have another: a coat, a car, a cup.",
    ring_percent=SURROUNDINGS,
    painted="region",
    strokes=SELECTING,
    doing=_("Recolouring"),
)
def recolour(
    part: Edited,
    *,
    by: Annotated[
        Literal["colour", "gradients", "factors"],
        Choice(
            "New colour",
            "What says the new colour.",
            options=(
                Option("colour", "As chosen", "The wanted colour of the thing."),
                Option(
                    "gradients",
                    "As chosen, by gradients",
                    "The same, solved for with the colours around the selection: for even surroundings.",
                ),
                Option("factors", "By red, green and blue", "Differences between neighbours by a factor for each."),
            ),
        ),
    ] = "colour",
    colour: Annotated[
        Sequence[float],
        Colour("Wanted colour", "What colour the thing is to have.", matters_when={"by": ("colour", "gradients")}),
    ] = (0.2, 0.4, 0.9, 1.0),
    thing: Annotated[ThingName, replace(THING, matters_when=_BY_COLOUR)] = "inside",
    tolerance: Annotated[
        float,
        Number(
            "Tolerance",
            "How far from the thing's own colour still changes: 0 is hardly anything else, 100 is all of the thing.",
            0.0,
            100.0,
            "%",
            matters_when=_BY_COLOUR,
        ),
    ] = 50.0,
    lightness: Annotated[
        float,
        Number(
            "Lightness",
            "How far the thing becomes as light or dark as the wanted colour; 0 keeps it as it is.",
            0.0,
            100.0,
            "%",
            matters_when=_BY_COLOUR,
        ),
    ] = 100.0,
    red: Annotated[
        float, Number("Factor of red", _FACTOR.format("red"), 0.0, LARGEST, matters_when=_BY_FACTORS, rank="expert")
    ] = 1.5,
    green: Annotated[
        float, Number("Factor of green", _FACTOR.format("green"), 0.0, LARGEST, matters_when=_BY_FACTORS, rank="expert")
    ] = 0.5,
    blue: Annotated[
        float, Number("Factor of blue", _FACTOR.format("blue"), 0.0, LARGEST, matters_when=_BY_FACTORS, rank="expert")
    ] = 0.5,
) -> Edit:
    """Give the selected thing another colour; its light and shade stay.

    A loose selection around the thing is enough: its outline is found by the colours that are inside and not around.
    Where the selection goes through the thing, or all of it is the thing, the selection's own border counts. What has
    the hue that most of the thing has gets the wanted one; gloss, eyes or a print in other colours keep theirs, as
    far as the tolerance says. In soft edges and hair the thing's share of each colour is changed, and what is behind
    stays.

    By gradients, and by factors, all of the selection is solved for with the old colours around it (Perez, Gangnet
    and Blake 2003, local colour change); so is a grey layer. At the border of the canvas nothing holds the result,
    and where nothing holds it at all it keeps its mean colour.

    Transparent pixels do not count. Soft edges of the selection stay soft. The result is a new layer above.

    See Also
    --------
    isolate_colour : When everything but the thing should lose its colour.
    rotate_colours : When all colours should change, not those of one thing.
    harmonise : When the wanted colours are those of another picture.

    References
    ----------
    P. Pérez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, section 4, eq.
    7 with the gradients of the factors times the image, https://doi.org/10.1145/882262.882269

    B. Ottosson: A perceptual color space for image processing, 2020, https://bottosson.github.io/posts/oklab/

    Examples
    --------
    >>> import numpy as np, inlay
    >>> row = np.array([[[200, 50, 50], [100, 20, 20], [120, 120, 120]]], np.uint8)
    >>> region = np.array([[True, True, False]])
    >>> inlay.recolour(row, region, thing="selection", colour=(0, 0.5, 0.2)).argmax(axis=2).tolist()
    [[1, 1, 0]]
    >>> row = np.array([[[100, 100, 100], [140, 120, 110], [100, 100, 100]]], np.uint8)
    >>> region = np.array([[False, True, False]])
    >>> inlay.recolour(row, region, by="factors", red=2, green=1, blue=0)[0, 1].tolist()
    [180, 120, 100]
    """
    if part.model not in ("RGB", "GRAY"):
        raise InputError(
            _("A {model} document cannot be recoloured.", model=part.model), _("Convert the document to RGB.")
        )
    if by == "colour" and part.model == "RGB":
        from inlay.operations.colour_and_light.painting import painted

        return Edit(part, painted(part, thing, colour, tolerance, lightness))
    held = replace(part, ring=1)
    if by == "factors":
        factors = np.array([red, green, blue])
        return scaled(held, factors if part.model == "RGB" else factors.mean())
    from inlay.operations.colour_and_light.local_colour_change import changed

    return changed(held, colour)
