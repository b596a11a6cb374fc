"""Convolution with a matrix of one's own."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.contract.boxes import Box
from inlay.contract.language import _
from inlay.errors import ParameterError
from inlay.filters.correlation import Taps, correlate
from inlay.filters.neighbourhood import Neighbourhood, Part, neighbourhood
from inlay.filters.reach import LARGEST_MATRIX

_EXAMPLE = _("Write rows of numbers with spaces between them and semicolons between the rows: 0 -1 0; -1 5 -1; 0 -1 0.")


def parse_matrix(text: str) -> np.ndarray:
    """Read a matrix: rows end with a semicolon or a new line; numbers such as ``-1``, ``0.5`` or ``1/9``.

    Raises
    ------
    ParameterError
        If it is anything else, or no matrix that `weighted_sum` takes.
    """
    rows = [re.split(r"[\s,]+", row.strip(" \t\r,")) for row in re.split(r"[;\n]", text) if row.strip(" \t,\r")]
    return check_matrix([[_number(word) for word in row] for row in rows])


def _number(word: str) -> float:
    numerator, bar, denominator = word.partition("/")
    try:
        value = float(numerator) / (float(denominator) if bar else 1.0)
    except (ValueError, ZeroDivisionError):
        raise ParameterError(_("“{word}” in the matrix is no number.", word=word), _EXAMPLE) from None
    return value


def check_matrix(matrix: Sequence[Sequence[float]] | np.ndarray) -> np.ndarray:
    """Return a matrix as ``float64``.

    Raises
    ------
    ParameterError
        If its rows differ in length, a side is even or longer than 31, or an entry is not finite.
    """
    lengths = sorted({len(row) for row in matrix})
    if not lengths or lengths == [0]:
        raise ParameterError(_("The matrix is empty."), _EXAMPLE)
    if len(lengths) > 1:
        raise ParameterError(
            _(
                "The matrix has rows of {first} and of {last} numbers.",
                first=lengths[0],
                last=lengths[-1],
            ),
            _("Give every row as many numbers."),
        )
    found = np.asarray(matrix, np.float64)
    if found.shape[0] % 2 == 0 or found.shape[1] % 2 == 0 or max(found.shape) > LARGEST_MATRIX:
        raise ParameterError(
            _(
                "A matrix of {rows} rows of {columns} numbers has no middle, or is too large.",
                rows=found.shape[0],
                columns=found.shape[1],
            ),
            _("Give an odd number of rows and columns, at most {largest_matrix} each.", largest_matrix=LARGEST_MATRIX),
        )
    if not np.isfinite(found).all():
        raise ParameterError(_("The matrix has entries that are not finite."), _("Replace them by numbers."))
    return found


def weighted_sum(
    image: np.ndarray,
    matrix: Sequence[Sequence[float]] | np.ndarray,
    *,
    scale: float = 1.0,
    offset: float = 0.0,
    alpha: np.ndarray | None = None,
    part: Part | None = None,
    threads: int | None = 1,
    progress: Progress | None = None,
) -> np.ndarray:
    """Weigh every pixel and its neighbours by a matrix, as it lies on the picture, and add them up.

    The matrix is not turned about first (what mathematics calls a correlation), as in image editors.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``, without opacity.
    matrix : sequence of sequences of float
        Odd numbers of rows and columns, at most 31 each; the middle one lies on the pixel.
    scale, offset : float
        The sum is multiplied by `scale`; then `offset` is added, as a fraction of the range from black to white.
    alpha : ndarray, optional, (height, width)
        Opacity, in samples or from 0 to 1. A neighbour counts by it; for the rest of it the pixel's own colour counts,
        so that colours of transparent pixels are never used and an edge of the opacity is no edge of the colours.
    part : (slice, slice), optional
        Rows and columns that are wanted; what is around them is only read.
    threads : int, optional
        At most so many; None for one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1; may raise to stop.

    Returns
    -------
    ndarray
        The part, with the image's channels and type. Beyond its border the image is mirrored.

    Raises
    ------
    InputError
        If the image is not a picture, or a pixel in use is not finite.
    ParameterError
        If the matrix, the scale or the offset is not possible.

    References
    ----------
    R. C. Gonzalez, R. E. Woods: Digital Image Processing. 4th edition, Pearson, 2018, section 3.4
    """
    around = neighbourhood(image, alpha, part)
    effort = Effort.of(threads, progress)
    entries = check_matrix(matrix)
    if not (math.isfinite(scale) and math.isfinite(offset)):
        raise ParameterError(_("Scale and offset must be finite."), _("Give numbers."))
    response = Response(around, entries * scale)
    out = around.empty()

    def strip(top: int, bottom: int) -> None:
        area = around.rows(top, bottom)
        for channel, values in enumerate(response.channels(area)):
            values += values.dtype.type(offset * around.white)
            around.store(out[top:bottom, :, channel], values)

    operations = around.channels * (entries.size + 30)
    effort.in_strips(strip, around.height, around.width, operations)
    return around.shaped(out)


class Response:
    """What a matrix makes of each pixel of a picture and its neighbours, these weighed by their opacity."""

    def __init__(self, around: Neighbourhood, matrix: np.ndarray) -> None:
        self._around = around
        self._taps = Taps.of(matrix)
        self._reach = matrix.shape[0] // 2, matrix.shape[1] // 2
        self._sum = float(matrix.sum())

    def channels(self, area: Box) -> list[np.ndarray]:
        """The response in each channel, in the working type."""
        around, (down, right) = self._around, self._reach
        wide = Box(area.x - right, area.y - down, area.width + 2 * right, area.height + 2 * down)
        opacity = around.opacity(wide)
        missing = None if opacity is None else self._sum - self._weigh(opacity, area)
        found = []
        for channel in range(around.channels):
            plane = around.numbers(channel, wide)
            if opacity is None or missing is None:
                found.append(self._weigh(plane, area))
            else:
                own = plane[down : down + missing.shape[0], right : right + missing.shape[1]]
                found.append(self._weigh(plane * opacity, area) + own * missing)
        return found

    def _weigh(self, plane: np.ndarray, area: Box) -> np.ndarray:
        return correlate(plane, self._taps, area.shape)
