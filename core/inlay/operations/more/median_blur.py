"""Median Blur: grain goes, edges stay."""

from __future__ import annotations

from typing import Annotated

from inlay import filters
from inlay.contract.language import _
from inlay.filters import reach
from inlay.operations.declaration import operation
from inlay.operations.edit import Edit
from inlay.operations.filtering import LAYER, SURROUNDINGS, Channels, Filtered, filtered
from inlay.operations.parameters import Integer


@operation(
    name="Median Blur",
    yields=LAYER,
    keywords=("despeckle", "denoise", "noise reduction", "dust"),
    suits="Specks, dust and grain, and for patches like cut paper.",
    notes=SURROUNDINGS,
    ring=0,
    ring_by={"radius": 1},
    preview="cropped",
    local=True,
    doing=_("Blurring"),
)
def median_blur(
    part: Filtered,
    *,
    radius: Annotated[
        int,
        Integer(
            "Radius", "How far the square reaches: its side is twice that and one.", 1, reach.LARGEST_MEDIAN, "pixels"
        ),
    ] = 5,
    channels: Channels = "all",
) -> Edit:
    """Take away grain and small things, and keep edges.

    Every sample becomes the median of the square around it, channel by channel. All pixels count alike but those that
    are fully transparent.

    See Also
    --------
    guided_filter : When fine lines should stay, too.
    heal_selection : When a single spot disturbs.
    gaussian_blur : When edges may become soft as well.

    References
    ----------
    S. Perreault, P. Hébert: Median Filtering in Constant Time. IEEE Transactions on Image Processing 16(9), 2007,
    https://doi.org/10.1109/TIP.2007.902329

    B. Weiss: Fast Median and Bilateral Filtering. ACM Transactions on Graphics 25(3), 2006,
    https://doi.org/10.1145/1141911.1141918

    Examples
    --------
    >>> import numpy as np, inlay
    >>> picture = np.full((5, 5), 7, np.uint8)
    >>> picture[2, 2] = 255
    >>> int(inlay.median_blur(picture, radius=1)[2, 2])
    7
    """
    return filtered(part, channels, filters.window_median, radius)
