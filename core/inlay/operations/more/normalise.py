"""Normalise: the whole range from black to white."""

from __future__ import annotations

from typing import Annotated, Literal

from inlay import filters
from inlay.operations.declaration import operation
from inlay.operations.edit import Edit
from inlay.operations.filtering import LAYER, SEVERAL, Channels, Filtered, filtered
from inlay.operations.parameters import Choice, Number, Option


@operation(
    name="Normalise",
    yields=LAYER,
    keywords=("auto levels", "normalize", "stretch contrast", "white balance", "auto contrast"),
    ring=0,
    doing="Normalising",
)
def normalise(
    part: Filtered,
    *,
    per: Annotated[
        Literal["colour", "channel"],
        Choice(
            "Channels count",
            "Whether all channels share one range.",
            options=(
                Option("colour", "Together", "One range for all channels: hues stay."),
                Option("channel", "One by one", "Each channel's own range, which takes away a cast of colour."),
            ),
            matters_when=SEVERAL,
        ),
    ] = "colour",
    clip_dark: Annotated[
        float, Number("Clip shadows", "How much of the picture may become darker than black.", 0.0, 49.0, "%")
    ] = 0.1,
    clip_bright: Annotated[
        float, Number("Clip highlights", "How much of the picture may become brighter than white.", 0.0, 49.0, "%")
    ] = 0.1,
    channels: Channels = "all",
) -> Edit:
    """Stretch brightness so that the darkest becomes black and the brightest white.

    The range is that of the selected pixels that are not fully transparent. What is clipped is cut off in integers,
    and goes beyond black and white in floating point. The result is a new layer above.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> inlay.normalise(np.array([[50, 100, 150]], np.uint8), clip_dark=0, clip_bright=0).tolist()
    [[0, 128, 255]]
    """
    return filtered(
        part, channels, filters.stretched_range, low=clip_dark, high=clip_bright, per=per, counted=part.covered
    )
