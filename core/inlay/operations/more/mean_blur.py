"""Mean Blur: every pixel becomes the mean of the square around it."""

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
    name="Mean Blur",
    yields=LAYER,
    keywords=("box blur", "average", "soften"),
    suits="The plainest blur: the mean of a square.",
    notes=SURROUNDINGS,
    ring=0,
    ring_by={"radius": 1},
    preview="cropped",
    local=True,
    doing=_("Blurring"),
)
def mean_blur(
    part: Filtered,
    *,
    radius: Annotated[
        int,
        Integer(
            "Radius", "How far the square reaches: its side is twice that and one.", 1, reach.LARGEST_MEAN, "pixels"
        ),
    ] = 5,
    channels: Channels = "all",
) -> Edit:
    """Blur by the mean of the square around each pixel.

    Every pixel becomes the mean of the square around it, channel by channel.

    See Also
    --------
    gaussian_blur : When squares show: softer at every radius.
    median_blur : When single specks should vanish instead of being spread.

    References
    ----------
    M. J. McDonnell: Box-Filtering Techniques. Computer Graphics and Image Processing 17(1), 1981

    Examples
    --------
    >>> import numpy as np, inlay
    >>> picture = np.zeros((5, 5), np.uint8)
    >>> picture[2, 2] = 90
    >>> int(inlay.mean_blur(picture, radius=1)[1, 1])
    10
    """
    return filtered(part, channels, filters.window_mean, radius)
