"""Relight: darken highlights and lift shadows in a selection, without a border."""

from __future__ import annotations

from typing import Annotated

from inlay.operations.declaration import operation
from inlay.operations.edit import Edit
from inlay.operations.editing import LAYER, SELECTING, SURROUNDINGS, Edited, report_of, solved
from inlay.operations.parameters import Number

#: What is added to the luminance before its logarithm is taken: a step of 8 bits of sRGB near black.
DARKEST = 0.001


@operation(
    name="Relight",
    yields=LAYER,
    keywords=(
        "dodge",
        "burn",
        "exposure",
        "illumination",
        "glare",
        "backlight",
        "shadows and highlights",
        "even light",
    ),
    notes=SURROUNDINGS,
    ring=2,
    painted="region",
    strokes=SELECTING,
    doing="Relighting",
)
def relight(
    part: Edited,
    *,
    strength: Annotated[
        float,
        Number("Strength", "How much of the change is made; 0 leaves everything as it is.", 0.0, 300.0, "%"),
    ] = 100.0,
    alpha: Annotated[
        float,
        Number(
            "Threshold",
            "Differences of light above this many times their mean shrink, those below grow.",
            0.001,
            10.0,
            rank="expert",
        ),
    ] = 0.2,
    beta: Annotated[
        float,
        Number(
            "Compression",
            "How strongly differences change: 0 not at all, with 1 all become equally large.",
            0.0,
            1.0,
            rank="expert",
        ),
    ] = 0.2,
) -> Edit:
    """Take back a highlight, or bring out what lies in shadow, in the selection.

    Large differences of light become smaller and small ones larger, in the logarithm of the luminance, with the old
    light around the selection (Perez, Gangnet and Blake 2003, local illumination change): a highlight or a shadow
    inside is evened out towards what surrounds it. Colours keep their hue and saturation.

    Light below zero, which floating point allows, counts as none.

    Notes
    -----
    Gradients of the logarithm l of the luminance plus 0.001 are multiplied by ``(alpha mean / length)^beta``; linear
    colours are multiplied by ``exp(strength (l' - l))`` with its solution l'.

    References
    ----------
    P. Perez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, eq. 16.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> y, x = np.mgrid[-8:9, -8:9]
    >>> glare = (100 + 150 * np.exp(-(x**2 + y**2) / 16)).astype(np.uint8)
    >>> int(glare[8, 8]), int(inlay.relight(glare, x**2 + y**2 < 60)[8, 8])
    (250, 210)
    """
    from inlay.operations.colour_and_light.light import Light
    from inlay.poisson import fields

    light = Light.of(part)
    old = light.logarithm(DARKEST)
    gradients = part.attentively(lambda: fields.attenuated(old, alpha, beta, part.region))
    solution = solved(part, gradients, old[..., None], progress=part.span(0.1, 0.9))
    change = solution.image[part.inside][..., 0] - old[part.inside]
    # Where gradients are as they were, what remains is rounding.
    if beta == 0:
        change[:] = 0
    return Edit(part, light.lit(light.factor(strength / 100 * change)), report_of(solution))
