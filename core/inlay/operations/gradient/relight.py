"""Relight: darken highlights and lift shadows in a selection, without a border."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from inlay.operations.declaration import Operation
from inlay.operations.editing import INPUTS, LAYER, MENU, SURROUNDINGS, Edit, Setting, edit_array, report_of, run_edit
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Number

#: What is added to the luminance before its logarithm is taken: a step of 8 bits of sRGB near black.
DARKEST = 0.001

DECLARATION = Operation(
    id="relight",
    name="Relight",
    menu=MENU,
    summary="Take back a highlight, or bring out what lies in shadow, in the selection.",
    help=(
        "Large differences of light become smaller and small ones larger, in the logarithm of the luminance, with the "
        "old light around the selection (Perez, Gangnet and Blake 2003, local illumination change): a highlight or a "
        "shadow inside is evened out towards what surrounds it. Colours keep their hue and saturation.\n\n"
        f"Light below zero, which floating point allows, counts as none.\n\n{SURROUNDINGS}"
    ),
    keywords=("light", "highlight", "shadow", "illumination", "exposure", "backlight", "glare", "poisson"),
    inputs=INPUTS,
    parameters=(
        Number(
            id="strength",
            label="Strength",
            default=100.0,
            minimum=0.0,
            maximum=300.0,
            unit="percent",
            help="How much of the change is made; 0 leaves everything as it is.",
        ),
        Number(
            id="alpha",
            label="Alpha",
            default=0.2,
            minimum=0.001,
            maximum=10.0,
            help="For experts: differences above this many times the mean shrink, those below grow.",
        ),
        Number(
            id="beta",
            label="Beta",
            default=0.2,
            minimum=0.0,
            maximum=1.0,
            help="For experts: how strongly; 0 not at all, with 1 all differences become equally large.",
        ),
    ),
    outputs=(LAYER,),
    run="inlay.operations.gradient.relight:run",
    function="inlay.operations.gradient.relight:relight",
    ring=2,
)


def relight(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    strength: float = 100.0,
    alpha: float = 0.2,
    beta: float = 0.2,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Make large differences of light smaller and small ones larger.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``, read as sRGB. Two or four channels end with opacity, which stays as it is; transparent pixels are
        never used.
    region : ndarray, optional, (height, width)
        Boolean, or coverage from 0 to 1 in floating point: how much of the result is laid over the image.
    strength : float
        0 to 300 percent of the change of the logarithm.
    alpha : float
        0.001 to 10: gradients of alpha times the region's mean length keep their length.
    beta : float
        0 to 1: gradients are multiplied by ``(alpha mean / length)^beta``; with 0 it is the identity.
    threads : int, optional
        At most so many; by default one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    ndarray
        Of the image's shape and type: its linear colours times ``exp(strength (l' - l))`` with the logarithm l of
        the luminance plus 0.001 and its solution l'. Luminance below 0 counts as 0.

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
    P. Perez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, eq. 16.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> y, x = np.mgrid[-8:9, -8:9]
    >>> glare = (100 + 150 * np.exp(-(x**2 + y**2) / 16)).astype(np.uint8)
    >>> int(glare[8, 8]), int(inlay.relight(glare, x**2 + y**2 < 60)[8, 8])
    (250, 210)
    """
    values = {"strength": strength, "alpha": alpha, "beta": beta}
    return edit_array(DECLARATION, _work, image, region, values, threads, progress)


def run(job: Job) -> Result:
    """Relight the selected part of the layer."""
    return run_edit(job, DECLARATION, _work, "Relighting")


def _work(setting: Setting, parameters: Mapping[str, Any]) -> Edit:
    from inlay.operations.gradient.light import Light
    from inlay.poisson import fields

    light = Light.of(setting)
    old = light.logarithm(DARKEST)
    field = setting.attentively(lambda: fields.attenuated(old, parameters["alpha"], parameters["beta"], setting.region))
    solution = setting.solved(field, old[..., None], progress=setting.span(0.1, 0.9))
    change = solution.image[setting.part][..., 0] - old[setting.part]
    # Where gradients are as they were, what remains is rounding.
    if parameters["beta"] == 0:
        change[:] = 0
    return Edit(light.lit(light.factor(parameters["strength"] / 100 * change)), report_of(solution))
