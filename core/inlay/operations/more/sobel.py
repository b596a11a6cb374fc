"""Sobel: the edges of a picture."""

from __future__ import annotations

from typing import Annotated

from inlay import filters
from inlay.contract.language import _
from inlay.operations.declaration import operation
from inlay.operations.edit import Edit
from inlay.operations.filtering import LAYER, SURROUNDINGS, Channels, Filtered, Per, filtered
from inlay.operations.parameters import Number


@operation(
    name="Sobel",
    yields=LAYER,
    keywords=("edge detect", "find edges", "gradient", "line art"),
    suits="To see where edges are, as they are.",
    notes=SURROUNDINGS,
    preview="cropped",
    local=True,
    doing=_("Looking for edges"),
)
def sobel(
    part: Filtered,
    *,
    per: Per = "channel",
    strength: Annotated[float, Number("Strength", "How bright edges are.", 0.0, 100.0)] = 1.0,
    channels: Channels = "all",
) -> Edit:
    """Show edges: bright where the picture changes, black where it does not.

    White where the picture goes from black to white within a pixel or two, black where nothing changes.

    See Also
    --------
    painted_edges : When grain and fine texture should have none.
    show_gradients : When you want to work on the differences, and to make a picture of them again.
    convolve : When another matrix should find the edges.

    References
    ----------
    I. Sobel, G. Feldman: A 3x3 isotropic gradient operator for image processing. Stanford Artificial Intelligence
    Project, 1968.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> inlay.sobel(np.tile([0.0, 0.0, 1.0, 1.0], (2, 1)))[0].tolist()
    [0.0, 1.0, 1.0, 0.0]
    """
    return filtered(part, channels, filters.sobel_magnitude, per=per, strength=strength)
