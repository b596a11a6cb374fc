"""The planes of a picture together with what surrounds them, strip by strip.

A picture goes on beyond its border as its mirror image, ``d c b a | a b c d | d c b a``, as often as a filter reaches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from inlay.arrays.pool import POLL, Outcome, Pool
from inlay.arrays.saturation import saturated
from inlay.errors import InputError, ParameterError

DTYPES = tuple(np.dtype(name) for name in ("uint8", "uint16", "float16", "float32", "float64"))
#: Samples times operations of one piece of work: some ten milliseconds.
_EFFORT = 1 << 25
_FEWEST_ROWS = 16

Progress = Callable[[float], None]
Part = tuple[slice, slice]


class Rectangle(NamedTuple):
    """Rows ``top .. bottom - 1`` and columns ``left .. right - 1``, which may lie beyond the picture's border."""

    top: int
    bottom: int
    left: int
    right: int

    def grow(self, rows: int, columns: int) -> Rectangle:
        return Rectangle(self.top - rows, self.bottom + rows, self.left - columns, self.right + columns)

    def shift(self, rows: int, columns: int) -> Rectangle:
        return Rectangle(self.top + rows, self.bottom + rows, self.left + columns, self.right + columns)

    @property
    def slices(self) -> tuple[slice, slice]:
        return slice(self.top, self.bottom), slice(self.left, self.right)


@dataclass(frozen=True)
class Neighbourhood:
    """A picture of which a part is filtered.

    Attributes
    ----------
    image : ndarray, (height, width, channels)
        Colours without opacity.
    alpha : ndarray or None, (height, width)
        Opacity from 0 to 1; None where all is opaque.
    part : Rectangle
        What is filtered, inside the image. All else is only read.
    """

    image: np.ndarray
    alpha: np.ndarray | None
    part: Rectangle

    @property
    def channels(self) -> int:
        return self.image.shape[2]

    @property
    def height(self) -> int:
        return self.part.bottom - self.part.top

    @property
    def width(self) -> int:
        return self.part.right - self.part.left

    @property
    def working(self) -> np.dtype:
        """The type that sums are taken in: single precision, double for a picture in double precision."""
        return np.dtype(np.float64 if self.image.dtype == np.float64 else np.float32)

    @property
    def white(self) -> float:
        """The sample value that stands for one."""
        return float(np.iinfo(self.image.dtype).max) if self.image.dtype.kind == "u" else 1.0

    def rows(self, top: int, bottom: int) -> Rectangle:
        """Rows of the part, counted from its top."""
        return self.part._replace(top=self.part.top + top, bottom=self.part.top + bottom)

    def samples(self, channel: int, area: Rectangle) -> np.ndarray:
        """One channel as it is stored, mirrored beyond the border; absent pixels, whatever they hold, are 0.

        Raises
        ------
        InputError
            If a pixel that is not fully transparent is not finite.
        """
        plane = mirrored(self.image[..., channel], area)
        present = self.present(area)
        if present is not None:
            plane = np.where(present, plane, plane.dtype.type(0))
        if plane.dtype.kind == "f" and not np.isfinite(plane).all():
            raise InputError("The picture has pixels that are not finite.", "Remove NaN and infinite pixels.")
        return plane

    def numbers(self, channel: int, area: Rectangle) -> np.ndarray:
        """The same in the working type, for the kernels."""
        return owned(self.samples(channel, area), self.working)

    def opacity(self, area: Rectangle) -> np.ndarray | None:
        """Opacity in the working type, for the kernels; None where all of the picture is opaque."""
        return None if self.alpha is None else owned(mirrored(self.alpha, area), self.working)

    def present(self, area: Rectangle) -> np.ndarray | None:
        """Where pixels are not fully transparent; None where all of the picture is opaque."""
        return None if self.alpha is None else mirrored(self.alpha, area) > 0

    def empty(self) -> np.ndarray:
        """Room for the filtered part."""
        return np.empty((self.height, self.width, self.channels), self.image.dtype)

    def store(self, out: np.ndarray, values: np.ndarray) -> None:
        """Write values in the picture's own type: rounded to the nearest where samples are integers."""
        if out.dtype.kind == "u":
            np.rint(values, out=values)
            np.clip(values, 0, self.white, out=values)
            out[...] = values
        else:
            out[...] = saturated(values, out.dtype)


def neighbourhood(image: np.ndarray, alpha: np.ndarray | None, part: Part | None) -> Neighbourhood:
    """Check what a filter is given.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)``, without opacity.
    alpha : ndarray or None, (height, width)
        Opacity in samples of the image's type or in floating point, or booleans.
    part : (slice, slice) or None
        Rows and columns to filter; None for all.

    Raises
    ------
    InputError
        If type, shape or opacity is not that of a picture.
    """
    pixels = np.asarray(image)
    if pixels.dtype not in DTYPES:
        names = ", ".join(dtype.name for dtype in DTYPES)
        raise InputError(f"The picture has the type {pixels.dtype}.", f"Give it one of the types {names}.")
    if pixels.ndim == 2:
        pixels = pixels[..., np.newaxis]
    if pixels.ndim != 3 or pixels.size == 0:
        raise InputError(
            f"The picture has the shape {pixels.shape}.", "Give (height, width) or (height, width, channels)."
        )
    height, width = pixels.shape[:2]
    rows, columns = (slice(None), slice(None)) if part is None else part
    (top, bottom, _), (left, right, _) = rows.indices(height), columns.indices(width)
    if top >= bottom or left >= right:
        raise InputError("The part to filter is empty.", "Give slices that hold pixels of the picture.")
    return Neighbourhood(pixels, _opacity(alpha, (height, width)), Rectangle(top, bottom, left, right))


def _opacity(alpha: np.ndarray | None, size: tuple[int, int]) -> np.ndarray | None:
    """Opacity from 0 to 1; None where it is full throughout."""
    if alpha is None:
        return None
    plane = np.asarray(alpha)
    if plane.shape != size or plane.dtype.kind not in "buf":
        raise InputError(f"The opacity has the shape {plane.shape}.", f"Give it the picture's size {size}.")
    if plane.dtype.kind == "u":
        full = np.iinfo(plane.dtype).max
        return None if (plane == full).all() else plane / np.float32(full)
    if plane.dtype.kind == "f" and not np.isfinite(plane).all():
        raise InputError("The opacity has pixels that are not finite.", "Remove NaN and infinite pixels.")
    if (plane >= 1).all():
        return None
    return np.clip(plane, 0, 1, dtype=np.result_type(plane.dtype, np.float32))


def mirrored(plane: np.ndarray, area: Rectangle) -> np.ndarray:
    """Part of a plane, its mirror image beyond the border; a view where it lies inside."""
    height, width = plane.shape
    first, behind = max(0, area.left), min(width, area.right)
    rows: slice | np.ndarray = slice(area.top, area.bottom)
    if area.top < 0 or area.bottom > height:
        rows = reflected(area.top, area.bottom, height)
    if first == area.left and behind == area.right:
        return plane[rows, first:behind]
    columns = reflected(area.left, area.right, width) - first
    if columns.min() < 0 or columns.max() >= behind - first:
        return plane[rows][:, columns + first]
    found = np.empty((area.bottom - area.top, area.right - area.left), plane.dtype)
    before, after = first - area.left, behind - area.left
    inside = found[:, before:after]
    inside[...] = plane[rows, first:behind]
    found[:, :before] = inside[:, columns[:before]]
    found[:, after:] = inside[:, columns[after:]]
    return found


def owned(plane: np.ndarray, dtype: np.dtype | None = None) -> np.ndarray:
    """The same contiguous and writable: kernels are compiled for no other arrays."""
    found = np.ascontiguousarray(plane, dtype)
    return found if found.flags.writeable else found.copy()


def reflected(start: int, stop: int, size: int) -> np.ndarray:
    """Which of `size` places each of ``start .. stop - 1`` mirrors, the border's own place included."""
    places = np.arange(start, stop) % (2 * size)
    return np.minimum(places, 2 * size - 1 - places)


def needed(start: int, stop: int, size: int) -> tuple[int, int]:
    """First and behind the last of the places that ``start .. stop - 1`` mirror."""
    places = reflected(start, stop, size)
    return int(places.min()), int(places.max()) + 1


def in_strips(
    work: Callable[[int, int], Outcome],
    rows: int,
    width: int,
    *,
    effort: float = 1.0,
    threads: int | None = 1,
    progress: Progress | None = None,
) -> list[Outcome]:
    """Call ``work(top, bottom)`` for strips of rows that take some ten milliseconds each, and report after each.

    Parameters
    ----------
    effort : float
        About how many operations a pixel takes.
    """
    step = max(_FEWEST_ROWS, int(_EFFORT / (max(1.0, effort) * width)))
    pieces = [(top, min(rows, top + step)) for top in range(0, rows, step)]
    return in_pieces(work, pieces, threads=threads, progress=progress)


def in_pieces(
    work: Callable[[int, int], Outcome],
    pieces: list[tuple[int, int]],
    *,
    threads: int | None = 1,
    progress: Progress | None = None,
) -> list[Outcome]:
    """Call ``work(start, stop)`` for exactly these pieces, from 0 to the last one's end, and report after each."""
    with Pool(threads, progress, pieces[-1][1] * POLL) as pool:
        return pool.each(work, pieces, POLL)


def share(progress: Progress | None, start: float, stop: float) -> Progress | None:
    """The progress of a stage that takes the work from the fraction `start` to `stop`."""
    if progress is None:
        return None
    return lambda fraction: progress(start + fraction * (stop - start))


def whole_number(value: float, name: str, largest: int) -> int:
    """Check a radius in whole pixels.

    Raises
    ------
    ParameterError
        If it is anything else, or too large.
    """
    if isinstance(value, bool) or not 0 <= value <= largest or value % 1:
        raise ParameterError(f"The {name} {value!r} is not possible.", f"Give a whole number from 0 to {largest}.")
    return int(value)
