"""The guided filter: in every window the result is a linear function of a guide's colours, nearest to the picture.

K. He, J. Sun, X. Tang: Guided Image Filtering. IEEE Transactions on Pattern Analysis and Machine Intelligence 35(6),
2013, https://doi.org/10.1109/TPAMI.2012.213
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations_with_replacement, product

import numpy as np

from inlay.arrays import checks
from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.arrays.rows import pieces
from inlay.contract.boxes import Box
from inlay.filters.mean import window_sums
from inlay.filters.neighbourhood import Neighbourhood, Part, neighbourhood
from inlay.filters.reach import LARGEST_GUIDED
from inlay.filters.smoothing import divided

#: Rows and columns of a tile, besides what its windows reach: its planes fit into the cache.
_TILE = 160
_LEAST, _MOST = 1e-12, 1e12
#: Part of the mean square of a window's colours that is added to every variance: sums are good for no more.
PRECISION = 1e-13
#: Matrices of windows: what stands in a row and a column of each.
Matrices = dict[tuple[int, int], np.ndarray]
#: Takes planes to the means of their windows.
Mean = Callable[[np.ndarray], np.ndarray]


def guided_filter(
    image: np.ndarray,
    radius: int,
    epsilon: float,
    *,
    guide: np.ndarray | None = None,
    alpha: np.ndarray | None = None,
    part: Part | None = None,
    threads: int | None = 1,
    progress: Progress | None = None,
) -> np.ndarray:
    """Smooth a picture, and keep the edges that a guide has.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``, without opacity.
    radius : int
        Of the windows, which have ``(2 radius + 1)^2`` pixels: 0 to 100.
    epsilon : float
        The variance, white being 1, below which a window of the guide counts as flat, 1e-12 to 1e12. With the picture
        as its own guide, steps of much less than the square root vanish, and much larger ones stay.
    guide : ndarray, optional
        ``(height, width)`` or ``(height, width, channels)``, without opacity, of any of these types; by default the
        picture itself. All of its channels count together, by the matrix of their covariances (eq. 19).
    alpha : ndarray, optional, (height, width)
        Opacity of both, in samples or from 0 to 1: a pixel counts by it, and colours of transparent pixels are never
        used.
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
        If the image or the guide is not a picture, or a pixel in use is not finite.
    ParameterError
        If the radius or the variance is not possible.

    Examples
    --------
    >>> import numpy as np
    >>> from inlay.filters import guided_filter
    >>> step = np.tile(np.repeat([0.2, 0.8], 8), (8, 1)) + np.random.default_rng(0).normal(0, 0.02, (8, 16))
    >>> smooth = guided_filter(step, 2, 0.1**2)
    >>> bool(smooth[:, :6].std() < 0.01), bool(smooth[:, 9].mean() - smooth[:, 6].mean() > 0.55)
    (True, True)
    """
    around = neighbourhood(image, alpha, part)
    leading = around if guide is None else neighbourhood(guide, alpha, part)
    checks.same_size(leading.image.shape[:2], "guide", around.image.shape[:2], "image")
    radius = checks.whole_number(radius, LARGEST_GUIDED, "radius")
    epsilon = checks.within(epsilon, _LEAST, _MOST, "epsilon")
    out = around.empty()
    rows, columns = (
        pieces(stop, _TILE + radius, first=start)
        for start, stop in ((around.part.y, around.part.bottom), (around.part.x, around.part.right))
    )
    tiles = [Box(left, top, right - left, bottom - top) for (top, bottom), (left, right) in product(rows, columns)]

    def tile(first: int, behind: int) -> None:
        for area in tiles[first:behind]:
            places = area.shift(-around.part.x, -around.part.y).slices
            for channel, plane in enumerate(_filtered(around, leading, area, radius, epsilon)):
                around.store(out[(*places, channel)], plane * around.white)

    Effort.of(threads, progress).in_pieces(tile, pieces(len(tiles), 1))
    return around.shaped(out)


def _filtered(
    around: Neighbourhood, leading: Neighbourhood, area: Box, radius: int, epsilon: float
) -> list[np.ndarray]:
    """The filtered channels of an area, white being 1."""
    centres, side = area.grow(radius), 2 * radius + 1
    models = _models(around, leading, centres, radius, epsilon)
    opacity = _opacity(around, centres)
    total = None if opacity is None else _sums(opacity, side)
    guides = _planes(leading, area)

    def mean(values: np.ndarray) -> np.ndarray:
        """Over the windows that hold each pixel (eqs. 8 and 16); `values` are of their centres."""
        return _mean(values if opacity is None else values * opacity, side, total)

    found = []
    for slopes, constant in models:
        plane = mean(constant)
        for slope, guide in zip(slopes, guides, strict=True):
            plane += mean(slope) * guide
        found.append(plane)
    return found


def _models(
    around: Neighbourhood, leading: Neighbourhood, area: Box, radius: int, epsilon: float
) -> list[tuple[list[np.ndarray], np.ndarray]]:
    """For each channel the slopes and the constant of the windows around the pixels of an area (eqs. 19 and 20)."""
    wide, side = area.grow(radius), 2 * radius + 1
    opacity = _opacity(around, wide)
    total = None if opacity is None else _sums(opacity, side)

    def mean(values: np.ndarray) -> np.ndarray:
        """Of each window."""
        return _mean(values if opacity is None else values * opacity, side, total)

    guides = _planes(leading, wide)
    guide_means = [mean(plane) for plane in guides]
    factors = _factored(_covariances(guides, guide_means, mean, epsilon))
    is_own = leading is around
    models = []
    for channel, plane in enumerate(guides if is_own else _planes(around, wide)):
        own_mean = guide_means[channel] if is_own else mean(plane)
        slopes = [
            mean(guide * plane) - guide_mean * own_mean for guide, guide_mean in zip(guides, guide_means, strict=True)
        ]
        _solve(factors, slopes)
        constant = own_mean.copy()
        for slope, guide_mean in zip(slopes, guide_means, strict=True):
            constant -= slope * guide_mean
        models.append((slopes, constant))
    return models


def _covariances(guides: list[np.ndarray], means: list[np.ndarray], mean: Mean, epsilon: float) -> Matrices:
    """The lower half of ``covariance + epsilon I`` of each window."""
    numbers = range(len(guides))
    moments = {(j, i): mean(guides[i] * guides[j]) for i, j in combinations_with_replacement(numbers, 2)}
    size = sum(moments[i, i] for i in numbers)
    for (j, i), moment in moments.items():
        moment -= means[i] * means[j]
        if i == j:
            moment += epsilon + PRECISION * size
    return moments


def _factored(matrices: Matrices) -> Matrices:
    """L and D of ``L D L'``, the latter on the diagonal, in place of the lower half of matrices."""
    size = max(row for row, _ in matrices) + 1
    for column in range(size):
        before = {row: matrices[row, column] for row in range(column + 1, size)}
        for row in before:
            matrices[row, column] = before[row] / matrices[column, column]
            for behind in range(column + 1, row + 1):
                matrices[row, behind] -= matrices[row, column] * before[behind]
    return matrices


def _solve(factors: Matrices, right: list[np.ndarray]) -> None:
    """Replace the right-hand side by the solution, for each window."""
    size = len(right)
    for row in range(size):
        for column in range(row):
            right[row] -= factors[row, column] * right[column]
    for row in reversed(range(size)):
        right[row] /= factors[row, row]
        for below in range(row + 1, size):
            right[row] -= factors[below, row] * right[below]


def _planes(around: Neighbourhood, area: Box) -> list[np.ndarray]:
    """The channels of an area in double precision, white being 1."""
    return [around.samples(channel, area).astype(np.float64) / around.white for channel in range(around.channels)]


def _opacity(around: Neighbourhood, area: Box) -> np.ndarray | None:
    opacity = around.opacity(area)
    return None if opacity is None else opacity.astype(np.float64)


def _sums(plane: np.ndarray, side: int) -> np.ndarray:
    return window_sums(window_sums(plane, side, 0), side, 1)


def _mean(weighted: np.ndarray, side: int, total: np.ndarray | None) -> np.ndarray:
    """Of each window, by how much its pixels count in all; 0 where none does."""
    sums = _sums(weighted, side)
    if total is not None:
        return divided(sums, total)
    sums /= side**2
    return sums
