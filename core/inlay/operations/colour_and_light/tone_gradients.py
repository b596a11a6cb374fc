"""Tone Gradients: a scene of high contrast on an ordinary screen."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from inlay.contract.language import _
from inlay.operations.declaration import operation
from inlay.operations.edit import Edit
from inlay.operations.editing import LAYER, SELECTING, Edited, report_of, solved
from inlay.operations.parameters import Number

#: Luminance that counts as black, as a part of the brightest, and of integers the light of the least sample above 0.
DARKEST, LEAST = 1e-6, 1 / 12.92
#: Light of which `DARKEST` is no number any more.
FAINTEST = 1e-30
#: Of the luminance, which count as the darkest and the brightest.
QUANTILES = 0.01, 0.995
#: More brings out noise.
MOST_STRETCHED = 1.6


@operation(
    name="Tone Gradients",
    yields=LAYER,
    keywords=("tone mapping", "hdr", "shadows and highlights", "compress", "local contrast"),
    suits="Layers in floating point, and views with a bright sky and a dark ground.",
    ring=0,
    painted="region",
    strokes=SELECTING,
    doing=_("Toning"),
)
def tone_gradients(
    part: Edited,
    *,
    alpha: Annotated[
        float,
        Number(
            "Threshold",
            "Differences of light above this many times their mean shrink, those below grow.",
            0.001,
            10.0,
            rank="expert",
        ),
    ] = 0.1,
    beta: Annotated[
        float, Number("Contrast", "How much of a large difference of light stays: 1 is all, less is flatter.", 0.5, 1.0)
    ] = 0.92,
    saturation: Annotated[
        float,
        Number("Saturation", "How strong colours are; 1 as in the layer, gaudy where contrast became small.", 0.0, 2.0),
    ] = 0.9,
) -> Edit:
    """Tame a high dynamic range: bright and dark parts both show their detail.

    Large differences of light become smaller at every scale while small ones stay, in the logarithm of the luminance
    (Fattal, Lischinski and Werman 2002). It is meant for layers in floating point whose light goes far above white:
    there the brightest half percent becomes white. An ordinary picture keeps its brightest and about its darkest, so
    that shadows open and detail comes out.

    The selection, or without one all that is not transparent, is solved on its own: nothing around it counts. Light
    below zero counts as black. Soft edges of the selection stay soft. The result is a new layer above.

    See Also
    --------
    relight : When one part is too dark or too bright: select it.
    normalise : When the picture only lacks black and white.
    sharpen_gradients : When light is right, and detail is too weak.

    Notes
    -----
    Gradients of length l are multiplied by ``(l / (alpha mean))^(beta - 1)``; `saturation` is the exponent of the
    ratio of a colour to its luminance. To luminance a millionth of the brightest, or of integers the light of the
    least sample, is added before the logarithm. The new one of a picture without light above white is stretched by up
    to 1.6, so that the quantiles 0.01 and 0.995 come near to what they were.

    References
    ----------
    R. Fattal, D. Lischinski, M. Werman: Gradient Domain High Dynamic Range Compression. SIGGRAPH 2002, eq. 4 to 7,
    https://doi.org/10.1145/566570.566573

    Examples
    --------
    >>> import numpy as np, inlay
    >>> bright = np.tile(np.repeat([0.01, 10.0], 40), (40, 1))
    >>> toned = inlay.tone_gradients(bright)
    >>> bool(toned.max() < 1.01), bool(toned.max() / toned.min() < 0.3 * bright.max() / bright.min())
    (True, True)
    """
    from inlay.operations.colour_and_light.light import Light
    from inlay.poisson import fields

    light = Light.of(part)
    peak = float(light.luminance[part.region].max())
    if peak <= FAINTEST:
        return Edit(part, part.colours[part.inside])
    darkest = DARKEST * peak
    if part.colours.dtype.kind == "u":
        darkest = max(darkest, LEAST / part.picture.space.white)
    old = light.logarithm(darkest)
    gradients = part.attentively(lambda: fields.compressed(old, alpha, beta))
    solution = solved(part, gradients, old[..., None], rim="free", progress=part.span(0.2, 0.9))
    new = solution.image[part.inside][..., 0]
    before = old[part.inside]
    factor = light.factor(_placed(new, before, part.covered, peak) - before)
    return Edit(part, light.lit(factor, saturation), report_of(solution))


def _placed(new: np.ndarray, old: np.ndarray, covered: np.ndarray, peak: float) -> np.ndarray:
    """New logarithms of light on the screen.

    Where light goes beyond white the brightest becomes white. An ordinary picture keeps its darkest and its brightest
    as far as that stretches the new ones moderately: what was taken from large differences goes to small ones.
    """
    darkest, brightest = np.quantile(new[covered], QUANTILES, overwrite_input=True)
    if peak > 1:
        return new - brightest
    black, white = np.quantile(old[covered], QUANTILES, overwrite_input=True)
    stretch = min(max(1.0, (white - black) / max(brightest - darkest, 1e-6)), MOST_STRETCHED)
    return white + stretch * (new - brightest)
