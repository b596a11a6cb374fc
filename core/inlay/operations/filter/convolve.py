"""Convolve: a matrix of one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from inlay import filters
from inlay.errors import ParameterError
from inlay.filters import reach
from inlay.operations.declaration import Operation
from inlay.operations.filtering import (
    CHANNEL,
    INPUTS,
    LAYER,
    MENU,
    SURROUNDINGS,
    Channels,
    Patch,
    filter_array,
    run_filter,
)
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Boolean, Number, Text

DECLARATION = Operation(
    id="convolve",
    name="Convolve",
    menu=MENU,
    summary="Weigh each pixel and its neighbours by a matrix of your own.",
    help=(
        "The matrix lies on the picture with its middle on each pixel in turn; every neighbour is multiplied by its "
        "entry, and the products are added up. Channels are worked on one by one.\n\n"
        f"{SURROUNDINGS}"
    ),
    keywords=("convolution", "convolve", "matrix", "kernel", "sharpen", "emboss", "filter"),
    inputs=INPUTS,
    parameters=(
        Text(
            id="matrix",
            label="Matrix",
            default="0 -1 0; -1 5 -1; 0 -1 0",
            help="Rows of numbers, such as -1, 0.5 or 1/9, with spaces between them and semicolons between the rows; "
            f"an odd number of rows and columns, at most {reach.LARGEST_MATRIX} each.",
        ),
        Boolean(
            id="divide",
            label="Divide by the sum of the entries",
            default=True,
            help="So that the brightness stays; a matrix whose sum is 0 stays as it is.",
        ),
        Number(
            id="scale",
            label="Scale",
            default=1.0,
            minimum=-1000.0,
            maximum=1000.0,
            help="What the sum is multiplied by.",
        ),
        Number(
            id="offset",
            label="Offset",
            default=0.0,
            minimum=-1.0,
            maximum=1.0,
            help="What is added in the end: 1 is from black to white, 0.5 to middle gray.",
        ),
        CHANNEL,
    ),
    outputs=(LAYER,),
    run="inlay.operations.filter.convolve:run",
    function="inlay.operations.filter.convolve:convolve",
    ring=reach.LARGEST_MATRIX // 2,
)

#: Sums of entries that are 0 but for rounding.
_NOTHING = 1e-9


def convolve(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    matrix: str | Sequence[Sequence[float]] | np.ndarray = "0 -1 0; -1 5 -1; 0 -1 0",
    divide: bool = True,
    scale: float = 1.0,
    offset: float = 0.0,
    channels: Channels = "all",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Weigh every pixel and its neighbours by a matrix, as it lies on the picture, and add them up.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity: it stays as it is, and every pixel counts by it. Beyond
        its border the image is mirrored.
    region : ndarray, optional, (height, width)
        Boolean, or coverage from 0 to 1 in floating point: how much of the result is laid over the image.
    matrix : str, or sequence of sequences of float
        As text such as ``"0 -1 0; -1 5 -1; 0 -1 0"``, or as numbers: odd numbers of rows and columns, at most 31 each.
        It is not turned about first (what mathematics calls a correlation), as in image editors.
    divide : bool
        Divide the entries by their sum, unless that is 0.
    scale, offset : float
        The sum is multiplied by `scale`; then `offset` is added, as a fraction of the range from black to white.
    channels : str or sequence
        ``"all"``, a name such as ``"red"`` or ``"red-blue"``, or names or numbers of channels. Others stay.
    threads : int, optional
        At most so many; by default one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    ndarray
        Of the image's shape and type.

    Raises
    ------
    InputError
        If the image is not a picture, lacks a channel, or a pixel in use is not finite.
    RegionError
        If the region is empty.
    ParameterError
        If a parameter is out of its range.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> picture = np.arange(9, dtype=np.uint8).reshape(3, 3)
    >>> inlay.convolve(picture, matrix="0 0 1").tolist()
    [[1, 2, 2], [4, 5, 5], [7, 8, 8]]
    """
    values = {
        "matrix": matrix if isinstance(matrix, str) else _text(matrix),
        "divide": divide,
        "scale": scale,
        "offset": offset,
    }
    return filter_array(DECLARATION, _work, image, region, values, channels, threads, progress)


def _text(matrix: Sequence[Sequence[float]] | np.ndarray) -> str:
    """A matrix as it is written down."""
    try:
        return "; ".join(" ".join(map(repr, map(float, row))) for row in matrix)
    except (TypeError, ValueError):
        raise ParameterError("The matrix is no rows of numbers.", "Give a list of rows, or text.") from None


def run(job: Job) -> Result:
    """Convolve the selected part of the layer."""
    return run_filter(job, DECLARATION, _work, "Convolving")


def _work(patch: Patch, parameters: Mapping[str, Any]) -> np.ndarray:
    matrix = filters.parse_matrix(parameters["matrix"])
    total = matrix.sum()
    if parameters["divide"] and abs(total) > _NOTHING:
        matrix = matrix / total
    scale, offset = parameters["scale"], parameters["offset"]
    return filters.weighted_sum(patch.colours, matrix, scale=scale, offset=offset, **patch.options)
