"""Guided Filter: grain and texture go, and the edges stay that the layer, or another one, has."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from inlay import filters
from inlay.contract.language import _
from inlay.filters import reach
from inlay.operations.declaration import Input, operation
from inlay.operations.edit import Edit
from inlay.operations.filtering import LAYER, SURROUNDINGS, Channels, Filtered, filtered
from inlay.operations.parameters import Integer, Number
from inlay.operations.part import Part
from inlay.picture import Picture

_PERCENT = 100.0


@operation(
    name="Guided Filter",
    yields=LAYER,
    keywords=("edge-preserving", "surface blur", "selective blur", "bilateral", "smooth skin", "denoise"),
    suits="Grain and skin, smoothed a little, with every edge in its place.",
    notes=SURROUNDINGS,
    ring=0,
    ring_by={"radius": 2},
    preview="cropped",
    local=True,
    doing=_("Smoothing"),
)
def guided_filter(
    part: Filtered,
    guide: Annotated[
        Picture | None,
        Input(
            "guide",
            ("item",),
            "Guide",
            "A layer whose edges are kept; without one, those of the layer itself.",
            optional=True,
            rank="expert",
        ),
    ] = None,
    *,
    radius: Annotated[
        int,
        Integer("Radius", "How far around each pixel is smoothed.", 1, reach.LARGEST_GUIDED, "pixels"),
    ] = 8,
    contrast: Annotated[
        float,
        Number(
            "Contrast of edges",
            "What differs by much less is smoothed away, what differs by more stays.",
            0.1,
            _PERCENT,
            "%",
        ),
    ] = 10.0,
    channels: Channels = "all",
) -> Edit:
    """Smooth grain, skin and texture, and keep edges.

    In the square around every pixel the colours become a linear function of the guide's, as near as possible to what
    they were: where the guide is plain that is their mean, and at its edges they keep theirs. Unlike that of a median
    or a bilateral filter the result has no steps and no reversed edges.

    Without a guide a layer keeps its own edges. With another layer as the guide it gets the edges of that one: noise
    of a dark picture goes by the edges of one that was taken with flash. Where the guide is transparent nothing
    changes.

    See Also
    --------
    flatten_texture : When nothing at all should be left between the outlines.
    median_blur : When specks stand out strongly: they go altogether.
    smooth_selection : When a mask, and not a picture, should follow the edges.

    References
    ----------
    K. He, J. Sun, X. Tang: Guided Image Filtering. IEEE Transactions on Pattern Analysis and Machine Intelligence
    35(6), 2013, https://doi.org/10.1109/TPAMI.2012.213

    Examples
    --------
    >>> import numpy as np, inlay
    >>> step = np.repeat([[10, 14, 10, 14, 200, 204, 200, 204]], 8, axis=0).astype(np.uint8)
    >>> inlay.guided_filter(step, radius=1)[4].tolist()
    [11, 12, 13, 18, 196, 201, 202, 203]
    """
    led = None if guide is None else guide.crop(part.frame)
    is_own = led is None and channels == "all"
    edit = filtered(
        part,
        channels,
        filters.guided_filter,
        radius,
        (contrast / _PERCENT) ** 2,
        guide=None if is_own else part.colours if led is None else _colours(part, led),
        alpha=part.around.alpha if led is None else _common_opacity(part, led),
    )
    if led is not None and led.alpha is not None:
        own = part.picture.crop(part.box).colour
        np.copyto(edit.colours, own, where=(led.alpha[part.inside] == 0)[..., np.newaxis])
    return edit


def _colours(part: Part, guide: Picture) -> np.ndarray:
    """The guide's colours; of a mask, grey in as many channels as the layer has."""
    if guide.space.model != "MASK":
        return guide.colour
    return np.broadcast_to(guide.pixels[..., np.newaxis], part.colours.shape)


def _common_opacity(part: Part, guide: Picture) -> np.ndarray | None:
    """Of layer and guide in the frame, from 0 to 1."""
    own, other = part.around.alpha, guide.alpha
    if own is None or other is None:
        return other if own is None else own
    return (own / np.float32(part.around.space.white)) * (other / np.float32(guide.space.white))
