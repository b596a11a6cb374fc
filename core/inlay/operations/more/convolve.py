"""Convolve: a matrix of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np

from inlay import filters
from inlay.contract.language import _
from inlay.errors import ParameterError
from inlay.filters import reach
from inlay.operations.declaration import operation
from inlay.operations.edit import Edit
from inlay.operations.filtering import LAYER, SURROUNDINGS, Channels, Filtered, filtered
from inlay.operations.parameters import Boolean, Number, Text

#: Sums of entries that are 0 but for rounding.
_NOTHING = 1e-9


class Matrix(Text):
    """Rows of numbers, written down; in Python also rows of numbers themselves."""

    def check(self, value: Any) -> str:
        if isinstance(value, str):
            return super().check(value)
        try:
            return super().check("; ".join(" ".join(map(repr, map(float, row))) for row in value))
        except (TypeError, ValueError):
            raise ParameterError(_("The matrix is no rows of numbers."), _("Give a list of rows, or text.")) from None


@operation(
    name="Convolve",
    yields=LAYER,
    keywords=("convolution matrix", "kernel", "custom filter", "emboss"),
    suits="A filter that you know by its matrix.",
    notes=SURROUNDINGS,
    ring=reach.LARGEST_MATRIX // 2,
    preview="cropped",
    local=True,
    doing=_("Convolving"),
)
def convolve(
    part: Filtered,
    *,
    matrix: Annotated[
        str | Sequence[Sequence[float]] | np.ndarray,
        Matrix(
            "Matrix",
            "Rows of numbers, such as -1, 0.5 or 1/9, with spaces between them and semicolons between the rows; an "
            f"odd number of rows and columns, at most {reach.LARGEST_MATRIX} each.",
        ),
    ] = "0 -1 0; -1 5 -1; 0 -1 0",
    divide: Annotated[
        bool,
        Boolean(
            "Divide by the sum of the entries", "So that the brightness stays; a matrix whose sum is 0 stays as it is."
        ),
    ] = True,
    scale: Annotated[float, Number("Scale", "What the sum is multiplied by.", -1000.0, 1000.0)] = 1.0,
    offset: Annotated[
        float,
        Number("Offset", "What is added in the end: 1 is from black to white, 0.5 to middle grey.", -1.0, 1.0),
    ] = 0.0,
    channels: Channels = "all",
) -> Edit:
    """Mix each pixel with its neighbours by a matrix of your own.

    The matrix lies on the picture with its middle on each pixel in turn; every neighbour is multiplied by its entry,
    and the products are added up. Channels are worked on one by one.

    See Also
    --------
    sharpen_gradients : When you want to sharpen: without halos, by one slider.
    gaussian_blur : When you want to blur: at any radius.
    sobel : When you want edges.

    References
    ----------
    R. C. Gonzalez, R. E. Woods: Digital Image Processing. 4th edition, Pearson, 2018, section 3.4

    Examples
    --------
    >>> import numpy as np, inlay
    >>> picture = np.arange(9, dtype=np.uint8).reshape(3, 3)
    >>> inlay.convolve(picture, matrix="0 0 1").tolist()
    [[1, 2, 2], [4, 5, 5], [7, 8, 8]]
    """
    weights = filters.parse_matrix(str(matrix))
    total = weights.sum()
    if divide and abs(total) > _NOTHING:
        weights = weights / total
    return filtered(part, channels, filters.weighted_sum, weights, scale=scale, offset=offset)
