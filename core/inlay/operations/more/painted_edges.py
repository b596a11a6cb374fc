"""Painted Edges: the outlines of patches of paint."""

from __future__ import annotations

from typing import Annotated

from inlay import filters
from inlay.contract.language import _
from inlay.filters import reach
from inlay.operations.declaration import operation
from inlay.operations.edit import Edit
from inlay.operations.filtering import LAYER, SURROUNDINGS, Channels, Filtered, Per, filtered
from inlay.operations.parameters import Integer, Number


@operation(
    name="Painted Edges",
    yields=LAYER,
    keywords=("cartoon", "line art", "sketch", "ink"),
    suits="Outlines for a drawing or a painted look, without grain.",
    notes=SURROUNDINGS,
    ring=1,
    ring_by={"radius": 1},
    preview="cropped",
    local=True,
    doing=_("Looking for edges"),
)
def painted_edges(
    part: Filtered,
    *,
    radius: Annotated[
        int,
        Integer("Radius", "Things smaller than that have no outline.", 0, reach.LARGEST_MEDIAN, "pixels"),
    ] = 7,
    per: Per = "channel",
    strength: Annotated[float, Number("Strength", "How bright outlines are.", 0.0, 100.0)] = 2.0,
    channels: Channels = "all",
) -> Edit:
    """Show the outlines of patches of colour, as if the picture were painted.

    The median melts grain and small things into patches; Sobel then shows where patches meet.

    See Also
    --------
    sobel : When every edge is wanted, fine ones too.
    flatten_texture : When the painted look is wanted, and no outlines.
    trace : When outlines are to be paths.

    References
    ----------
    S. Perreault, P. Hébert: Median Filtering in Constant Time. IEEE Transactions on Image Processing 16(9), 2007,
    https://doi.org/10.1109/TIP.2007.902329

    I. Sobel, G. Feldman: A 3x3 isotropic gradient operator for image processing. Stanford Artificial Intelligence
    Project, 1968.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> picture = np.zeros((9, 9))
    >>> picture[4, 4] = 1.0
    >>> float(inlay.painted_edges(picture, radius=1).max())
    0.0
    """
    return filtered(part, channels, filters.median_sobel_magnitude, radius, per=per, strength=strength)
