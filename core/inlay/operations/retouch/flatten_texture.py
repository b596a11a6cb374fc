"""Flatten Texture: strong edges stay, everything between them becomes smooth."""

from __future__ import annotations

import math
from typing import Annotated, Literal

import numpy as np

from inlay import colour
from inlay.contract.language import _
from inlay.contract.parameter import RELATIVE
from inlay.filters.edge_detection import CUT
from inlay.operations.declaration import operation
from inlay.operations.edit import Edit
from inlay.operations.editing import LAYER, SELECTING, SURROUNDINGS, Edited, colours_of, edit, solved
from inlay.operations.parameters import Choice, Number, Option
from inlay.picture import Space

#: Canny's lower threshold as a part of the upper one.
LOWER = 0.4


@operation(
    name="Flatten Texture",
    yields=LAYER,
    keywords=("skin", "surface blur", "frequency separation", "cartoon", "denoise", "stylise", "posterize"),
    suits="Skin, cloth or walls that should be plain, while outlines stay as they are.",
    notes=SURROUNDINGS,
    ring=3,
    ring_by={"scale": CUT},
    preview="cropped",
    painted="region",
    strokes=SELECTING,
    doing=_("Flattening"),
)
def flatten_texture(
    part: Edited,
    *,
    threshold: Annotated[
        float,
        Number(
            "Threshold",
            "How strong an outline must be to stay, as a step of brightness.",
            0.0,
            100.0,
            "%",
        ),
    ] = 4.0,
    edges: Annotated[
        Literal["sobel", "canny"],
        Choice(
            "Outlines",
            "How outlines are found.",
            options=(
                Option("sobel", "Every steep place", "Wherever any channel changes enough (Sobel)."),
                Option("canny", "Connected lines", "Lines of light and dark alone, for a painted look (Canny)."),
            ),
        ),
    ] = "sobel",
    scale: Annotated[
        float,
        Number(
            "Line width",
            "How wide outlines are: the standard deviation of a blur before they are looked for, so that those of a "
            "large photograph, which are soft from pixel to pixel, stay too.",
            0.0,
            2.0,
            RELATIVE,
            rank="expert",
        ),
    ] = 0.06,
) -> Edit:
    """Smooth skin, cloth and walls between their outlines, which stay as sharp as they are.

    An edge detector says where contours are; only there the picture's gradients are kept, and all between is filled
    smoothly (Perez, Gangnet and Blake 2003, texture flattening).

    By Sobel every place that is steep enough is an outline: threshold 0 leaves everything as it is. By Canny connected
    lines alone are, for a painted look.

    See Also
    --------
    guided_filter : When texture is to become weaker and stay: gentler, and quick.
    median_blur : When grain and specks are to go, and fine lines may go with them.
    painted_edges : When the outlines themselves are wanted.
    heal_selection : When only a few places disturb.

    Notes
    -----
    The blur makes of a step of height h a slope of ``h / (s sqrt(pi / 2))`` between the neighbours of a pixel, s being
    its standard deviation: thresholds are divided by as much. Canny's lower threshold is 0.4 of the threshold.
    Without any edge the result is the membrane.

    References
    ----------
    P. Pérez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, eq. 15,
    https://doi.org/10.1145/882262.882269

    Examples
    --------
    >>> import numpy as np, inlay
    >>> row = np.array([[50, 54, 49, 150, 153, 150]] * 3, np.uint8)
    >>> region = np.zeros((3, 6), bool)
    >>> region[1, 1:5] = True
    >>> inlay.flatten_texture(row, region, threshold=20.0, edges="sobel")[1, 1:5].tolist()
    [53, 49, 150, 152]
    """
    from inlay.inpainting.continuation import continued
    from inlay.poisson import fields

    colours, space = colours_of(part), part.picture.space
    picture = part.attentively(lambda: continued(colours, part.present))
    step = threshold / 100 * space.white
    sigma = scale / 100 * part.document.longer_side
    found = part.attentively(lambda: _edges(picture, space, edges, step, sigma))
    gradients = part.attentively(lambda: fields.flattened(picture, found))
    return edit(part, solved(part, gradients, colours))


def _edges(picture: np.ndarray, space: Space, detector: str, step: float, sigma: float) -> np.ndarray:
    """Where the picture has edges that stay; `sigma` is in pixels."""
    from inlay.filters import edge_detection

    slope = step / max(1.0, sigma * math.sqrt(math.pi / 2))
    if detector == "sobel":
        return edge_detection.sobel(picture, slope, sigma)
    found = edge_detection.canny(_lightness(picture, space), LOWER * slope, slope, sigma)
    return _widened(found, round(sigma))


def _lightness(picture: np.ndarray, space: Space) -> np.ndarray:
    """One plane of light and dark."""
    weights = colour.luminance_weights(space)
    plane = picture[..., 0] * np.float32(weights[0])
    for channel, weight in enumerate(weights[1:], 1):
        plane += picture[..., channel] * np.float32(weight)
    return plane


def _widened(mask: np.ndarray, radius: int) -> np.ndarray:
    """A mask with all pixels up to a radius away, on a diamond."""
    from scipy import ndimage

    return ndimage.binary_dilation(mask, iterations=radius) if radius else mask
