"""Flatten Texture: strong edges stay, everything between them becomes smooth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from inlay import colour
from inlay.operations.declaration import Operation
from inlay.operations.editing import INPUTS, LAYER, MENU, SURROUNDINGS, Edit, Setting, edit_array, run_edit
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Choice, Number, Option
from inlay.picture import Space

#: Canny's lower threshold as a part of the upper one.
LOWER = 0.4
#: How far a Gaussian is read, in standard deviations.
CUT = 4

DECLARATION = Operation(
    id="flatten-texture",
    name="Flatten Texture",
    menu=MENU,
    summary="Keep the differences at edges alone: skin, cloth and walls become smooth, outlines stay.",
    help=(
        "An edge detector says where contours are; only there the picture's gradients are kept, and all between is "
        "filled smoothly (Perez, Gangnet and Blake 2003, texture flattening).\n\n"
        "Sobel keeps every place that is steep enough: threshold 0 leaves everything as it is. Canny keeps connected "
        f"contours alone, for a painted look.\n\n{SURROUNDINGS}"
    ),
    keywords=("smooth", "flatten", "cartoon", "skin", "denoise", "canny", "edges", "poisson", "stylise"),
    inputs=INPUTS,
    parameters=(
        Number(
            id="threshold",
            label="Threshold",
            default=5.0,
            minimum=0.0,
            maximum=100.0,
            unit="percent",
            help="How large a step from pixel to pixel must be to count as an edge, of the range from black to white.",
        ),
        Choice(
            id="edges",
            label="Edges",
            default="sobel",
            help="What finds the edges.",
            options=(
                Option("sobel", "Sobel", "Wherever any channel is steep."),
                Option("canny", "Canny", "Connected contours of light and dark, as wide as the scale."),
            ),
        ),
        Number(
            id="scale",
            label="Scale",
            default=1.0,
            minimum=0.0,
            maximum=20.0,
            unit="pixels",
            help="How wide Canny's edges are: the standard deviation of a blur before it looks.",
        ),
    ),
    outputs=(LAYER,),
    run="inlay.operations.gradient.flatten_texture:run",
    function="inlay.operations.gradient.flatten_texture:flatten_texture",
    ring=3,
    ring_by=(("scale", CUT),),
)


def flatten_texture(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    threshold: float = 5.0,
    edges: str = "sobel",
    scale: float = 1.0,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Keep gradients only where there are edges.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity, which stays as it is; transparent pixels are never used.
    region : ndarray, optional, (height, width)
        Boolean, or coverage from 0 to 1 in floating point: how much of the result is laid over the image.
    threshold : float
        0 to 100, percent of white: a step of this height is an edge. Canny's lower threshold is 0.4 of it.
    edges : {"sobel", "canny"}
        The edge detector. Sobel with threshold 0 is the identity; without any edge the result is the membrane.
    scale : float
        0 to 20 pixels: standard deviation of the Gaussian before Canny's detector; its contours become wider by as
        much to either side.
    threads : int, optional
        At most so many; by default one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    ndarray
        Of the image's shape and type. Where nothing holds the region, it keeps its mean colour.

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
    P. Perez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, eq. 15.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> row = np.array([[50, 54, 49, 150, 153, 150]] * 3, np.uint8)
    >>> region = np.zeros((3, 6), bool)
    >>> region[1, 1:5] = True
    >>> inlay.flatten_texture(row, region, threshold=20.0, edges="sobel")[1, 1:5].tolist()
    [53, 49, 150, 152]
    """
    values = {"threshold": threshold, "edges": edges, "scale": scale}
    return edit_array(DECLARATION, _work, image, region, values, threads, progress)


def run(job: Job) -> Result:
    """Flatten the selected part of the layer."""
    return run_edit(job, DECLARATION, _work, "Flattening")


def _work(setting: Setting, parameters: Mapping[str, Any]) -> Edit:
    from inlay.inpainting.continuation import continued
    from inlay.poisson import fields

    picture = setting.attentively(lambda: continued(setting.colours, setting.present))
    found = setting.attentively(lambda: _edges(picture, setting.patch.source.space, parameters))
    field = setting.attentively(lambda: fields.flattened(picture, found))
    return setting.edit(setting.solved(field))


def _edges(picture: np.ndarray, space: Space, parameters: Mapping[str, Any]) -> np.ndarray:
    """Where the picture has edges that stay."""
    from inlay.filters import edge_detection

    threshold = parameters["threshold"] / 100 * space.white
    if parameters["edges"] == "sobel":
        return edge_detection.sobel(picture, threshold)
    found = edge_detection.canny(_lightness(picture, space), LOWER * threshold, threshold, parameters["scale"])
    return _widened(found, round(parameters["scale"]))


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
