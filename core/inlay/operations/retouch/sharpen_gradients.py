"""Sharpen Gradients: crisper or softer detail while the colours of larger areas stay."""

from __future__ import annotations

from typing import Annotated

from inlay.contract.language import _
from inlay.operations.declaration import operation
from inlay.operations.edit import Edit
from inlay.operations.editing import LAYER, SELECTING, SURROUNDINGS, Edited, scaled
from inlay.operations.parameters import Number


@operation(
    name="Sharpen Gradients",
    yields=LAYER,
    keywords=("clarity", "texture", "unsharp mask", "high pass", "smart sharpen", "local contrast"),
    suits="A picture that is to look crisper, or softer, without halos.",
    notes=SURROUNDINGS,
    preview="cropped",
    painted="region",
    strokes=SELECTING,
    doing=_("Sharpening"),
)
def sharpen_gradients(
    part: Edited,
    *,
    gain: Annotated[
        float, Number("Sharpness", "How much stronger detail becomes: above 1 sharper, below 1 softer.", 0.0, 10.0)
    ] = 1.6,
    fidelity: Annotated[
        float,
        Number(
            "Hold colours",
            "How strongly old colours hold: 1 changes details of a pixel, 0.01 of ten, 0.0001 of a hundred.",
            0.0001,
            10.0,
        ),
    ] = 0.3,
) -> Edit:
    """Sharpen or soften detail without halos; the colours of larger parts stay.

    Above 1 it sharpens without the wide halos of an unsharp mask, below 1 it softens, and 1 leaves everything as it is.
    It is the screened Poisson equation of Bhat, Curless, Cohen and Zitnick (2008): gradients times the gain, and every
    pixel pulled towards its old colour.

    See Also
    --------
    convolve : When you want a sharpening matrix of your own.
    flatten_texture : When small detail is to vanish altogether.
    tone_gradients : When detail is lost in the dark and in the light, and not in softness.

    Notes
    -----
    It is the f that makes ``sum |grad f - gain grad u|^2 + fidelity (f - u)^2`` least for the picture u.

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
    return scaled(part, gain, screening=(fidelity, part.colours))
