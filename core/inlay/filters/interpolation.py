"""Pictures scaled and turned: colours by Lanczos' filter, coverage by linear interpolation, both of what is there.

Where the picture becomes smaller the filters are as much wider, so that nothing finer than the new pixels remains.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.rows import strips
from inlay.arrays.sample_types import white
from inlay.contract.placement import LOBES

#: Samples of Lanczos' filter for one pixel: linear interpolation between them is exact to 1e-7.
_FINENESS = 2048
#: Samples that are weighed in one piece of work: some ten milliseconds.
_PIECE = 1 << 23


class Grid(NamedTuple):
    """Where in a picture the pixels of another one lie.

    Attributes
    ----------
    x, y : float
        Place of the first pixel's middle in the picture, counted from the middle of its own first pixel.
    right, down : tuple of float
        Steps in the picture, across and down, from one pixel to the next one to its right, and below it.
    height, width : int
        Of the other one.
    """

    x: float
    y: float
    right: tuple[float, float]
    down: tuple[float, float]
    height: int
    width: int

    @property
    def shrink(self) -> float:
        """How much smaller the picture becomes; 1 where it does not."""
        return min(1.0, 1 / float(np.hypot(*self.right)))

    @property
    def numbers(self) -> tuple[float, ...]:
        """All that is not a size."""
        return self.x, self.y, *self.right, *self.down


def interpolated(colours: np.ndarray, opacity: np.ndarray | None, grid: Grid, effort: Effort) -> np.ndarray:
    """Colours as they are seen elsewhere.

    Parameters
    ----------
    colours : ndarray, (height, width, channels)
        Finite wherever the opacity is above 0.
    opacity : ndarray, (height, width), optional
        Colours count by it; what has none, and what lies beyond the border, does not count at all.
    grid : Grid
    effort : Effort

    Returns
    -------
    ndarray of float32, or of float64 where the colours are, (grid.height, grid.width, channels)
        In the samples' own range, or a little beyond it beside sharp edges; 0 where nothing is near.

    References
    ----------
    C. E. Duchon: Lanczos Filtering in One and Two Dimensions. Journal of Applied Meteorology 18(8), 1979.
    """
    from inlay.filters.interpolation_kernels import look_up_colours

    working = np.float64 if colours.dtype == np.float64 else np.float32
    found = np.empty((grid.height, grid.width, colours.shape[2]), working)
    samples, plane, table = _known(colours, opacity, effort), _plane(opacity), _lanczos()

    def strip(top: int, bottom: int) -> None:
        look_up_colours(samples, plane, table, LOBES, grid.shrink, grid.numbers, top, bottom, found)

    _in_strips(strip, grid, LOBES, colours.shape[2] + 1, effort)
    return found


def interpolated_coverage(plane: np.ndarray | None, size: tuple[int, int], grid: Grid, effort: Effort) -> np.ndarray:
    """Coverage as it is seen elsewhere: nothing is covered beyond its border.

    Parameters
    ----------
    plane : ndarray, (height, width), optional
        A mask or an opacity; None is covered throughout.
    size : tuple of int
        Height and width of it.
    grid : Grid
    effort : Effort

    Returns
    -------
    ndarray of float32, (grid.height, grid.width)
        From 0 to 1.
    """
    from inlay.filters.interpolation_kernels import look_up_coverage

    found = np.empty((grid.height, grid.width), np.float32)
    samples = _plane(plane)

    def strip(top: int, bottom: int) -> None:
        look_up_coverage(samples, size, grid.shrink, grid.numbers, top, bottom, found)

    _in_strips(strip, grid, 1, 1, effort)
    return found


def _known(colours: np.ndarray, opacity: np.ndarray | None, effort: Effort) -> np.ndarray:
    """Samples of a type and order for which kernels are compiled; where there are none they are 0.

    Nothing times a transparent pixel's colour is nothing only if that is a number.
    """
    dtype = np.dtype(np.float32) if colours.dtype == np.float16 else colours.dtype
    if dtype.kind != "f" or opacity is None:
        return np.ascontiguousarray(colours, dtype)
    found = np.zeros(colours.shape, dtype)

    def strip(top: int, bottom: int) -> None:
        np.copyto(found[top:bottom], colours[top:bottom], where=opacity[top:bottom, :, np.newaxis] > 0)

    height, width, channels = colours.shape
    effort.in_strips(strip, height, width, channels)
    return found


def _plane(coverage: np.ndarray | None) -> np.ndarray:
    """Coverage from 0 to 1; without pixels where all is covered."""
    if coverage is None:
        return np.empty((0, 0), np.float32)
    plane = coverage.astype(np.float32, order="C")
    return plane if coverage.dtype == bool else np.divide(plane, np.float32(white(coverage.dtype)), out=plane)


def _lanczos() -> np.ndarray:
    """The filter from its middle to its end, and 0 behind."""
    places = np.arange(LOBES * _FINENESS + 2) / _FINENESS
    return np.where(places < LOBES, np.sinc(places) * np.sinc(places / LOBES), 0.0)


def _in_strips(strip: Callable[[int, int], None], grid: Grid, reach: int, channels: int, effort: Effort) -> None:
    taps = (2 * reach / grid.shrink) ** 2 * channels
    effort.in_pieces(strip, strips(grid.height, math.ceil(grid.width * taps), _PIECE, fewest=1))
