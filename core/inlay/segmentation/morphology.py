"""Growing, shrinking, opening and closing of selections by discs; soft edges stay as soft as they are.

A grown selection is at each pixel the largest coverage within the radius, a shrunk one the least. What lies beyond
the picture's border does not count: nothing grows in from there, and nothing shrinks from there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import numpy as np

from inlay.arrays import checks
from inlay.arrays.bounding_box import bounding_box
from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress, part
from inlay.arrays.rows import pieces
from inlay.arrays.sample_types import white
from inlay.contract.boxes import Box

LARGEST = 1000
#: Bytes that are compared in one piece of work: some ten milliseconds.
_COMPARED = 1 << 26
_SMALLEST_TILE, _LARGEST_TILE = 128, 768


def grown(
    coverage: np.ndarray, radius: float, *, threads: int | None = 1, progress: Progress | None = None
) -> np.ndarray:
    """Give each pixel the largest coverage of the disc around it: those at most `radius` away.

    The time grows with the radius, not with its square.

    Parameters
    ----------
    coverage : ndarray, (height, width)
        Boolean, ``uint8``, ``uint16`` or floating point.
    radius : float
        In pixels, 0 to 1000.
    threads : int, optional
        At most so many; None for one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1; may raise to stop.

    Returns
    -------
    ndarray
        Of the same shape and type.

    Raises
    ------
    InputError
        If it is no plane, or not finite.
    ParameterError
        If the radius is not possible.
    """
    plane = checked(coverage)
    radius = checks.within(radius, 0, LARGEST, "radius")
    lowest = plane.min()
    box = bounding_box(plane > lowest)
    if radius < 1 or box.is_empty:
        return plane.copy()
    area = box.grow(int(radius)).intersect(Box(0, 0, *plane.shape[::-1])).slices
    out = np.full(plane.shape, lowest, plane.dtype)
    # Halves are compared in software.
    working = plane[area].astype(np.float32) if plane.dtype == np.float16 else plane[area]
    out[area] = _largest(working, radius, Effort.of(threads, progress))
    return out


def shrunk(
    coverage: np.ndarray, radius: float, *, threads: int | None = 1, progress: Progress | None = None
) -> np.ndarray:
    """Give each pixel the least coverage of the disc around it: what is not selected grows. As `grown`."""
    plane = checked(coverage)
    return inverse(grown(inverse(plane), radius, threads=threads, progress=progress))


def opened(
    coverage: np.ndarray, radius: float, *, threads: int | None = 1, progress: Progress | None = None
) -> np.ndarray:
    """Shrink and grow: only what a disc fits into stays; thin bridges and small specks go. As `grown`."""
    small = shrunk(coverage, radius, threads=threads, progress=part(progress, 0, 0.5))
    return grown(small, radius, threads=threads, progress=part(progress, 0.5, 1))


def closed(
    coverage: np.ndarray, radius: float, *, threads: int | None = 1, progress: Progress | None = None
) -> np.ndarray:
    """Grow and shrink: gaps that a disc does not fit into are closed. As `grown`."""
    large = grown(coverage, radius, threads=threads, progress=part(progress, 0, 0.5))
    return shrunk(large, radius, threads=threads, progress=part(progress, 0.5, 1))


def border(
    coverage: np.ndarray, width: float, *, threads: int | None = 1, progress: Progress | None = None
) -> np.ndarray:
    """A band along the border of a selection, half of it on either side. As `grown`.

    Parameters
    ----------
    width : float
        Of the band, in pixels, 2 to 2000.
    """
    large = grown(coverage, width / 2, threads=threads, progress=part(progress, 0, 0.5))
    small = shrunk(coverage, width / 2, threads=threads, progress=part(progress, 0.5, 1))
    return np.minimum(large, inverse(small))


def inverse(plane: np.ndarray) -> np.ndarray:
    """What is not selected."""
    if plane.dtype == bool:
        return ~plane
    return plane.dtype.type(white(plane.dtype)) - plane


def checked(coverage: np.ndarray) -> np.ndarray:
    """A plane of coverage.

    Raises
    ------
    InputError
        If it is none, or not finite.
    """
    plane = checks.plane(coverage, "coverage")
    checks.finite(plane, "coverage")
    return plane


def _largest(plane: np.ndarray, radius: float, effort: Effort) -> np.ndarray:
    """The largest value of the disc around each pixel; nothing lies beyond the border."""
    disc = _Disc.of(radius)
    out = np.empty_like(plane)
    fitting = int(math.sqrt(_COMPARED / (4 * (disc.reach + 2) * plane.dtype.itemsize)))
    side = min(max(_SMALLEST_TILE, fitting), _LARGEST_TILE)
    corners = list(product(*(range(0, size, side) for size in plane.shape)))

    def tile(number: int, _: int) -> None:
        top, left = corners[number]
        area = out[top : top + side, left : left + side]
        area[...] = disc.largest(plane, (top, left), area.shape)

    effort.in_pieces(tile, pieces(len(corners), 1))
    return out


@dataclass(frozen=True)
class _Disc:
    """The pixels at most so far away from one, as rows.

    Attributes
    ----------
    reach : int
    halves : list of int
        Pixels to either side of the middle, for the rows 0, 1 ... `reach` away from it.
    """

    reach: int
    halves: list[int]

    @classmethod
    def of(cls, radius: float) -> _Disc:
        reach = int(radius)
        return cls(reach, [math.isqrt(int(radius * radius) - away * away) for away in range(reach + 1)])

    def largest(self, plane: np.ndarray, corner: tuple[int, int], shape: tuple[int, ...]) -> np.ndarray:
        """The largest value around each pixel of a part of a plane.

        Every row of the disc is the union of two windows of the same power of two.
        """
        (top, left), (height, width), reach = corner, shape, self.reach
        seen = slice(max(0, top - reach), min(plane.shape[0], top + height + reach))
        columns = slice(max(0, left - reach), min(plane.shape[1], left + width + reach))
        part = plane[seen, columns]
        least = part.min()
        result = np.full(shape, least, plane.dtype)
        if part.max() == least:
            return result
        windows = np.full((part.shape[0], width + 2 * reach), least, plane.dtype)
        start = columns.start - left + reach
        windows[:, start : start + part.shape[1]] = part
        power = 0
        for away in range(reach, -1, -1):
            half = self.halves[away]
            while 2 << power <= 2 * half + 1:
                windows = np.maximum(windows[:, : -(1 << power)], windows[:, 1 << power :])
                power += 1
            for step in {-away, away}:
                first, behind = max(top, seen.start - step), min(top + height, seen.stop - step)
                if first < behind:
                    rows = windows[first + step - seen.start : behind + step - seen.start]
                    target = result[first - top : behind - top]
                    for begin in {reach - half, reach + half + 1 - (1 << power)}:
                        np.maximum(target, rows[:, begin : begin + width], out=target)
        return result
