"""Tone Gradients: a scene of high contrast on an ordinary screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from inlay.operations.declaration import Operation
from inlay.operations.editing import INPUTS, LAYER, MENU, Edit, Setting, edit_array, report_of, run_edit
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Number

#: Luminance that counts as black, as a part of the brightest, and of integers the light of the least sample above 0.
DARKEST, LEAST = 1e-6, 1 / 12.92
#: Light of which `DARKEST` is no number any more.
FAINTEST = 1e-30
#: Where the result's luminance is white: at this quantile.
BRIGHTEST = 0.995

DECLARATION = Operation(
    id="tone-gradients",
    name="Tone Gradients",
    menu=MENU,
    summary="Compress a high dynamic range: bright and dark parts both show their detail.",
    help=(
        "Large differences of light become smaller at every scale while small ones stay, in the logarithm of the "
        "luminance (Fattal, Lischinski and Werman 2002). It is meant for layers in floating point whose light goes "
        "far above white; in 8 and 16 bit it brings out shadows.\n\n"
        "The selection, or without one all that is not transparent, is solved on its own: nothing around it counts. "
        "The brightest half percent becomes white. Light below zero counts as black. Soft edges of the selection "
        "stay soft. The result is a new layer above."
    ),
    keywords=("hdr", "tone mapping", "high dynamic range", "contrast", "fattal", "compress", "shadows"),
    inputs=INPUTS,
    parameters=(
        Number(
            id="alpha",
            label="Alpha",
            default=0.1,
            minimum=0.001,
            maximum=10.0,
            help="Differences above this many times the mean shrink, those below grow.",
        ),
        Number(
            id="beta",
            label="Beta",
            default=0.92,
            minimum=0.5,
            maximum=1.0,
            help="How much of a large difference stays: 1 is all, less is flatter.",
        ),
        Number(
            id="saturation",
            label="Saturation",
            default=0.6,
            minimum=0.0,
            maximum=2.0,
            help="How strong colours are; 1 as in the layer, gaudy where contrast became small.",
        ),
    ),
    outputs=(LAYER,),
    run="inlay.operations.gradient.tone_gradients:run",
    function="inlay.operations.gradient.tone_gradients:tone_gradients",
    ring=0,
)


def tone_gradients(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    alpha: float = 0.1,
    beta: float = 0.92,
    saturation: float = 0.6,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Compress the dynamic range by making large gradients of the logarithmic luminance smaller.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``, encoded as sRGB, above 1 in floating point. Two or four channels end with opacity, which stays
        as it is; transparent pixels are never used.
    region : ndarray, optional, (height, width)
        Boolean, or coverage from 0 to 1 in floating point: what is solved, on its own.
    alpha, beta : float
        0.001 to 10, and 0.5 to 1: gradients of length l are multiplied by ``(l / (alpha mean))^(beta - 1)``.
    saturation : float
        0 to 2: exponent of the ratio of a colour to its luminance.
    threads : int, optional
        At most so many; by default one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    ndarray
        Of the image's shape and type; the quantile 0.995 of the new luminance is 1. To luminance a
        millionth of the brightest, or of integers the light of the least sample, is added before the logarithm;
        below 0 it counts as 0.

    Raises
    ------
    InputError
        If the image is not a picture, or a pixel in use is not finite.
    RegionError
        If the region is empty.
    ParameterError
        If a parameter is out of its range.

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
    values = {"alpha": alpha, "beta": beta, "saturation": saturation}
    return edit_array(DECLARATION, _work, image, region, values, threads, progress)


def run(job: Job) -> Result:
    """Compress the range of the selected part of the layer."""
    return run_edit(job, DECLARATION, _work, "Toning")


def _work(setting: Setting, parameters: Mapping[str, Any]) -> Edit:
    from inlay.operations.gradient.light import Light
    from inlay.poisson import fields

    light = Light.of(setting)
    peak = float(light.luminance[setting.region].max())
    if peak <= FAINTEST:
        return Edit(setting.colours[setting.part], {})
    darkest = DARKEST * peak
    if setting.colours.dtype.kind == "u":
        darkest = max(darkest, LEAST / setting.patch.source.space.white)
    old = light.logarithm(darkest)
    field = setting.attentively(lambda: fields.compressed(old, parameters["alpha"], parameters["beta"]))
    solution = setting.solved(field, old[..., None], rim="free", progress=setting.span(0.2, 0.9))
    new = solution.image[setting.part][..., 0]
    white = float(np.quantile(new[setting.patch.covered], BRIGHTEST))
    factor = light.factor(new - white - old[setting.part])
    return Edit(light.lit(factor, parameters["saturation"]), report_of(solution))
