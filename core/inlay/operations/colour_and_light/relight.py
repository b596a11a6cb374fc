"""Relight: take back highlights and lift shadows in a selection, without a border."""

from __future__ import annotations

import math
from typing import Annotated, Literal

import numpy as np

from inlay.arrays.rows import BAND, strips
from inlay.contract.language import _
from inlay.contract.parameter import RELATIVE
from inlay.operations.colour_and_light.glare import Glare, clipping
from inlay.operations.colour_and_light.light import Light
from inlay.operations.colour_and_light.tones import Tones, change, pivot_of
from inlay.operations.declaration import operation
from inlay.operations.edit import Edit
from inlay.operations.editing import LAYER, SELECTING, SURROUNDINGS, Edited, report_of, solved, warned
from inlay.operations.parameters import Choice, Number, Option
from inlay.operations.part import Part

#: What is added to the luminance before its logarithm is taken: a step of 8 bits of sRGB near black.
DARKEST = 0.001
_BY_TONES, _BY_GRADIENTS = {"by": ("tones",)}, {"by": ("gradients",)}


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
    suits="A highlight on skin or glass, or one thing in the shade.",
    notes=SURROUNDINGS,
    ring=2,
    painted="region",
    strokes=SELECTING,
    doing=_("Relighting"),
)
def relight(
    part: Edited,
    *,
    highlights: Annotated[
        float,
        Number(
            "Highlights",
            "How much of what is brighter than its surroundings is taken back; 0 leaves it as it is.",
            0.0,
            100.0,
            "%",
            matters_when=_BY_TONES,
        ),
    ] = 50.0,
    shadows: Annotated[
        float,
        Number(
            "Shadows",
            "How much of what is darker than its surroundings is lifted; 0 leaves it as it is.",
            0.0,
            100.0,
            "%",
            matters_when=_BY_TONES,
        ),
    ] = 50.0,
    exposure: Annotated[
        float,
        Number(
            "Exposure",
            "Lighter or darker throughout: 1 doubles the light, -1 halves it.",
            -4.0,
            4.0,
            "stops",
            matters_when=_BY_TONES,
        ),
    ] = 0.0,
    reach: Annotated[
        float,
        Number(
            "Reach",
            "Over what distance light and dark are averaged where no edge lies between; texture finer than that keeps "
            "its contrast.",
            0.1,
            20.0,
            RELATIVE,
            rank="expert",
            matters_when=_BY_TONES,
        ),
    ] = 2.0,
    by: Annotated[
        Literal["tones", "gradients"],
        Choice(
            "Change",
            "What is changed.",
            options=(
                Option("tones", "Light and dark", "Highlights and shadows, each by its slider; texture stays."),
                Option(
                    "gradients", "All differences", "Large differences shrink and small ones grow, as in the paper."
                ),
            ),
            rank="expert",
        ),
    ] = "tones",
    strength: Annotated[
        float,
        Number(
            "Strength",
            "How much of the change is made; 0 leaves everything as it is.",
            0.0,
            300.0,
            "%",
            rank="expert",
            matters_when=_BY_GRADIENTS,
        ),
    ] = 100.0,
    alpha: Annotated[
        float,
        Number(
            "Threshold",
            "Differences of light above this many times their mean shrink, those below grow.",
            0.001,
            10.0,
            rank="expert",
            matters_when=_BY_GRADIENTS,
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
            matters_when=_BY_GRADIENTS,
        ),
    ] = 0.2,
) -> Edit:
    """Take back a highlight, or bring out what lies in shadow, in the selection.

    What is brighter than the surroundings of the selection is a highlight, what is darker is in shadow: each is moved
    towards them by its slider. Light follows the large forms and stops at their edges, so that texture keeps its
    contrast and no halo appears. Colours keep their hue and saturation; where a highlight is too bright to have a
    colour, it takes on the one around it instead of turning grey.

    A whole picture, without a selection, is moved towards its middle tones.

    By all differences, large ones become smaller and small ones larger, with the old light around the selection
    (Perez, Gangnet and Blake 2003, local illumination change): a highlight or a shadow inside is evened out, and with
    it the contrast of what is there.

    Light below zero, which floating point allows, counts as none.

    See Also
    --------
    tone_gradients : When the whole picture has more light than a screen can show.
    harmonise : When a pasted thing should have the light of its scene.
    recolour : When the colour is wrong, and the light is not.

    Notes
    -----
    With l the logarithm of the luminance plus 0.001 and p its median around the selection, the wanted change is
    ``-s 1.6 tanh(0.8 d^3 / (d^2 + 0.25) / 1.6)`` of ``d = l - p``, s being the slider; it is propagated with edge
    weights ``1 / (1 + (|l'| / 0.1)^1.6)`` and is 0 around the selection. By all differences, gradients of l are
    multiplied by ``(alpha mean / length)^beta``; linear colours are multiplied by ``exp(strength (l' - l))`` with its
    solution l'.

    References
    ----------
    D. Lischinski, Z. Farbman, M. Uyttendaele, R. Szeliski: Interactive Local Adjustment of Tonal Values. SIGGRAPH
    2006, eq. 1 and 2, https://doi.org/10.1145/1141911.1141936

    P. Pérez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, eq. 16,
    https://doi.org/10.1145/882262.882269

    Examples
    --------
    >>> import numpy as np, inlay
    >>> y, x = np.mgrid[-8:9, -8:9]
    >>> glare = (100 + 150 * np.exp(-(x**2 + y**2) / 16)).astype(np.uint8)
    >>> int(glare[8, 8]), int(inlay.relight(glare, x**2 + y**2 < 60, by="gradients")[8, 8])
    (250, 210)
    >>> bool(inlay.relight(glare, x**2 + y**2 < 60, highlights=100)[8, 8] < 200)
    True
    """
    light = Light.of(part)
    old = light.logarithm(DARKEST)
    if by == "gradients":
        return _attenuated(part, light, old, strength / 100, alpha, beta)
    tones = Tones(
        highlights / 100, shadows / 100, exposure * math.log(2), max(1.0, reach / 100 * part.document.longer_side)
    )
    if tones.idle:
        return Edit(part, part.colours[part.inside])
    pivot = part.attentively(lambda: pivot_of(old, part.region, part.rim))
    found = warned(
        change(
            old,
            part.region,
            tones,
            pivot,
            part.span(0.1, 0.9),
            destination_alpha=part.present,
            solver=part.effort.solver,
            threads=part.effort.threads,
        )
    )
    factor = light.factor(found.image)
    glare = _glare(part, light, factor)
    inside = part.inside
    return Edit(part, light.lit(factor[inside], glare=glare and glare.within(inside)), report_of(found))


def _glare(part: Part, light: Light, factor: np.ndarray) -> Glare | None:
    """The frame's highlights that are taken back and need a colour; None where none does."""
    channels = part.colours.shape[2]
    if channels == 1:
        return None
    share = clipping(part.colours, part.picture.space.white, part.present)
    for top, bottom in strips(share.shape[0], share.shape[1], BAND):
        part.progress(0.9)
        share[top:bottom] *= np.clip(2 * (1 - factor[top:bottom]), 0, 1)
    if not share.any():
        return None
    return Glare.of(share, light.linear, channels, destination_alpha=part.present, threads=part.effort.threads)


def _attenuated(part: Part, light: Light, old: np.ndarray, strength: float, alpha: float, beta: float) -> Edit:
    """The paper's local illumination change."""
    from inlay.poisson import fields

    gradients = part.attentively(lambda: fields.attenuated(old, alpha, beta, part.region))
    solution = solved(part, gradients, old[..., None], progress=part.span(0.1, 0.9))
    change = solution.image[part.inside][..., 0] - old[part.inside]
    # Where gradients are as they were, what remains is rounding.
    if beta == 0:
        change[:] = 0
    return Edit(part, light.lit(light.factor(strength * change)), report_of(solution))
