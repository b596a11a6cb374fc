"""Make Tileable: opposite sides of a picture agree, so that it can be laid side by side without seams."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from inlay.operations.declaration import Operation
from inlay.operations.editing import INPUTS, LAYER, MENU, demand_finite
from inlay.operations.filtering import Patch, filter_array, run_filter
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Choice, Option

DECLARATION = Operation(
    id="make-tileable",
    name="Make Tileable",
    menu=MENU,
    summary="Change light and colour smoothly so that the picture can be laid side by side without a seam.",
    help=(
        "The picture keeps its detail everywhere and goes on at its opposite side: the differences between the two "
        "sides are spread over all of it (Perez, Gangnet and Blake 2003, seamless tiling, by Poisson's equation with "
        "periodic ends). It works best on textures, which look alike at both sides; outlines that cross a side are "
        "not drawn on.\n\n"
        "The tile is the smallest rectangle around the selection, or around the layer without one. Transparent "
        "pixels do not count and stay transparent. The mean colour stays. The result is a new layer above."
    ),
    keywords=("tile", "seamless", "texture", "pattern", "repeat", "wrap", "periodic", "poisson"),
    inputs=INPUTS,
    parameters=(
        Choice(
            id="direction",
            label="Direction",
            default="both",
            help="Where tiles will lie beside each other.",
            options=(
                Option("both", "Both", "Side by side and one above the other."),
                Option("horizontally", "Horizontally", "Side by side: left and right agree."),
                Option("vertically", "Vertically", "One above the other: top and bottom agree."),
            ),
        ),
    ),
    outputs=(LAYER,),
    run="inlay.operations.gradient.make_tileable:run",
    function="inlay.operations.gradient.make_tileable:make_tileable",
    ring=0,
)


def make_tileable(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    direction: str = "both",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Change an image smoothly so that its opposite sides agree.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity, which stays as it is; transparent pixels are never used.
    region : ndarray, optional, (height, width)
        Boolean, or coverage from 0 to 1 in floating point: the tile is the smallest rectangle around it, and the
        result is laid over the image by it.
    direction : {"both", "horizontally", "vertically"}
        Which sides agree: all, left and right, or top and bottom.
    threads : int, optional
        At most so many; by default one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    ndarray
        Of the image's shape and type; each channel keeps its mean where nothing is clipped.

    Raises
    ------
    InputError
        If the image is not a picture, or a pixel in use is not finite.
    RegionError
        If the region is empty.
    ParameterError
        If the direction is unknown.

    References
    ----------
    P. Perez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, section 4.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> inlay.make_tileable(np.array([[0, 10, 20, 30, 40]], np.uint8))[0].tolist()
    [18, 19, 20, 21, 22]
    """
    return filter_array(DECLARATION, _work, image, region, {"direction": direction}, "all", threads, progress)


def run(job: Job) -> Result:
    """Make the selected rectangle of the layer tileable."""
    return run_filter(job, DECLARATION, _work, "Tiling")


def _work(patch: Patch, parameters: Mapping[str, Any]) -> np.ndarray:
    from inlay.inpainting.continuation import continued
    from inlay.mosaic.tiling import tileable

    tile = patch.source.crop(patch.box)
    present = None if tile.alpha is None or (tile.alpha > 0).all() else tile.alpha > 0
    demand_finite(tile.colour, present, "layer")
    made = tileable(
        continued(tile.colour, present),
        vertically=parameters["direction"] != "horizontally",
        horizontally=parameters["direction"] != "vertically",
        threads=patch.threads,
        progress=patch.progress,
    )
    if made.dtype != tile.colour.dtype and tile.colour.dtype.kind == "u":
        made = np.rint(np.clip(made, 0, tile.space.white)).astype(tile.colour.dtype)
    return made
