"""Gaussian Blur: the softest blur, from a breath to a haze."""

from __future__ import annotations

from typing import Annotated

from inlay import filters
from inlay.contract.language import _
from inlay.filters import reach
from inlay.operations.declaration import operation
from inlay.operations.edit import Edit
from inlay.operations.filtering import LAYER, SURROUNDINGS, Channels, Filtered, filtered
from inlay.operations.parameters import Number


@operation(
    name="Gaussian Blur",
    yields=LAYER,
    keywords=("soften", "smooth", "defocus"),
    suits="Softness without any shape: haze, glow, a background out of reach.",
    notes=SURROUNDINGS,
    ring=0,
    ring_by={"radius": reach.CUT},
    preview="cropped",
    local=True,
    doing=_("Blurring"),
)
def gaussian_blur(
    part: Filtered,
    *,
    radius: Annotated[
        float,
        Number(
            "Radius", "How far it blurs: the standard deviation of the Gaussian.", 0.1, reach.LARGEST_GAUSSIAN, "pixels"
        ),
    ] = 5.0,
    channels: Channels = "all",
) -> Edit:
    """Blur softly, by a Gaussian around each pixel.

    Every pixel becomes its neighbours' mean, weighted by a Gaussian, channel by channel.

    See Also
    --------
    mean_blur : When it should be quick, or square.
    median_blur : When edges should stay, and specks go.
    guided_filter : When edges should stay, and everything between become soft.

    References
    ----------
    R. C. Gonzalez, R. E. Woods: Digital Image Processing. 4th edition, Pearson, 2018, section 3.5

    T. Lindeberg: Discrete Approximations of Gaussian Smoothing and Gaussian Derivatives. Journal of Mathematical
    Imaging and Vision 66(5), 2024, the sampled Gaussian kernel, https://doi.org/10.1007/s10851-024-01196-9

    Examples
    --------
    >>> import numpy as np, inlay
    >>> picture = np.zeros((5, 5), np.uint8)
    >>> picture[2, 2] = 255
    >>> int(inlay.gaussian_blur(picture, radius=1.0)[2, 2])
    41
    """
    return filtered(part, channels, filters.gaussian_mean, radius)
