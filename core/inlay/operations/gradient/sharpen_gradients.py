"""Sharpen Gradients: crisper or softer detail while the colours of larger areas stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from inlay.operations.declaration import Operation
from inlay.operations.editing import INPUTS, LAYER, MENU, SURROUNDINGS, Edit, Setting, edit_array, run_edit
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Number

DECLARATION = Operation(
    id="sharpen-gradients",
    name="Sharpen Gradients",
    menu=MENU,
    summary="Make all gradients larger or smaller while the colours stay as they are at large scale.",
    help=(
        "The screened Poisson equation of Bhat, Curless, Cohen and Zitnick (2008): gradients times the gain, and every "
        "pixel pulled towards its old colour. A gain above 1 sharpens without the wide halos of an unsharp mask, below "
        f"1 it softens, and 1 leaves everything as it is.\n\n{SURROUNDINGS}"
    ),
    keywords=("sharpen", "soften", "detail", "clarity", "unsharp", "screened", "poisson"),
    inputs=INPUTS,
    parameters=(
        Number(
            id="gain",
            label="Gain",
            default=1.6,
            minimum=0.0,
            maximum=10.0,
            help="What gradients are multiplied by: above 1 sharper, below 1 softer.",
        ),
        Number(
            id="fidelity",
            label="Fidelity",
            default=0.3,
            minimum=0.0001,
            maximum=10.0,
            help="How strongly old colours hold: 1 changes details of a pixel, 0.01 of ten, 0.0001 of a hundred.",
        ),
    ),
    outputs=(LAYER,),
    run="inlay.operations.gradient.sharpen_gradients:run",
    function="inlay.operations.gradient.sharpen_gradients:sharpen_gradients",
    ring=1,
)


def sharpen_gradients(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    gain: float = 1.6,
    fidelity: float = 0.3,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Multiply all gradients while pixels stay near their values.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity, which stays as it is; transparent pixels are never used.
    region : ndarray, optional, (height, width)
        Boolean, or coverage from 0 to 1 in floating point: how much of the result is laid over the image.
    gain : float
        0 to 10. Above 1 it sharpens, with 1 it is the identity.
    fidelity : float
        0.0001 to 10: the weight of the old values. Detail larger than about ``1 / sqrt(fidelity)`` pixels stays.
    threads : int, optional
        At most so many; by default one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    ndarray
        Of the image's shape and type: the f that makes ``sum |grad f - gain grad u|^2 + fidelity (f - u)^2`` least
        for the image u, with the image's values around the region.

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
    P. Bhat, B. Curless, M. Cohen, C. L. Zitnick: Fourier Analysis of the 2D Screened Poisson Equation for Gradient
    Domain Problems. ECCV 2008, eq. 1 and section 4, https://doi.org/10.1007/978-3-540-88688-4_9

    Examples
    --------
    >>> import numpy as np, inlay
    >>> step = np.tile(np.array([50, 50, 50, 150, 150, 150], np.uint8), (3, 1))
    >>> inlay.sharpen_gradients(step, gain=2.0, fidelity=1.0)[1].tolist()
    [44, 39, 22, 178, 161, 156]
    """
    values = {"gain": gain, "fidelity": fidelity}
    return edit_array(DECLARATION, _work, image, region, values, threads, progress)


def run(job: Job) -> Result:
    """Sharpen the selected part of the layer."""
    return run_edit(job, DECLARATION, _work, "Sharpening")


def _work(setting: Setting, parameters: Mapping[str, Any]) -> Edit:
    return setting.scaled(parameters["gain"], screening=(parameters["fidelity"], setting.colours))
