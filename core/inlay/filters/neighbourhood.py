"""The planes of a picture together with what surrounds them, strip by strip.

A picture goes on beyond its border as its mirror image, ``d c b a | a b c d | d c b a``, as often as a filter reaches.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.arrays import checks
from inlay.arrays.contiguity import owned
from inlay.arrays.sample_types import white
from inlay.arrays.saturation import saturated
from inlay.contract.boxes import Box
from inlay.contract.language import _
from inlay.errors import InputError

Part = tuple[slice, slice]


@dataclass(frozen=True)
class Neighbourhood:
    """A picture of which a part is filtered.

    Attributes
    ----------
    image : ndarray, (height, width, channels)
        Colours without opacity.
    alpha : ndarray or None, (height, width)
        Opacity from 0 to 1; None where all is opaque.
    part : Box
        What is filtered, inside the image. All else is only read.
    is_plane : bool
        Whether the image was given as a plane.
    """

    image: np.ndarray
    alpha: np.ndarray | None
    part: Box
    is_plane: bool

    @property
    def channels(self) -> int:
        return self.image.shape[2]

    @property
    def height(self) -> int:
        return self.part.height

    @property
    def width(self) -> int:
        return self.part.width

    @property
    def working(self) -> np.dtype:
        """The type that sums are taken in: single precision, double for a picture in double precision."""
        return np.dtype(np.float64 if self.image.dtype == np.float64 else np.float32)

    @property
    def white(self) -> float:
        """The sample value that stands for one."""
        return white(self.image.dtype)

    def rows(self, top: int, bottom: int) -> Box:
        """Rows of the part, counted from its top."""
        return self.part._replace(y=self.part.y + top, height=bottom - top)

    def samples(self, channel: int, area: Box) -> np.ndarray:
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
        checks.finite(plane)
        return plane

    def numbers(self, channel: int, area: Box) -> np.ndarray:
        """The same in the working type, for the kernels."""
        return owned(self.samples(channel, area), self.working)

    def opacity(self, area: Box) -> np.ndarray | None:
        """Opacity in the working type, for the kernels; None where all of the picture is opaque."""
        return None if self.alpha is None else owned(mirrored(self.alpha, area), self.working)

    def present(self, area: Box) -> np.ndarray | None:
        """Where pixels are not fully transparent; None where all of the picture is opaque."""
        return None if self.alpha is None else mirrored(self.alpha, area) > 0

    def empty(self) -> np.ndarray:
        """Room for the filtered part."""
        return np.empty((self.height, self.width, self.channels), self.image.dtype)

    def shaped(self, filtered: np.ndarray) -> np.ndarray:
        """The filtered part with as many axes as the image was given with."""
        return filtered[..., 0] if self.is_plane else filtered

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
    pixels = checks.picture(np.asarray(image))
    height, width = pixels.shape[:2]
    rows, columns = (slice(None), slice(None)) if part is None else part
    (top, bottom, _step), (left, right, _step) = rows.indices(height), columns.indices(width)
    if top >= bottom or left >= right:
        raise InputError(_("The part to filter is empty."), _("Give slices that hold pixels of the picture."))
    return Neighbourhood(
        pixels, _opacity(alpha, (height, width)), Box(left, top, right - left, bottom - top), np.ndim(image) == 2
    )


def _opacity(alpha: np.ndarray | None, size: tuple[int, int]) -> np.ndarray | None:
    """Opacity from 0 to 1; None where it is full throughout."""
    if alpha is None:
        return None
    plane = checks.plane(np.asarray(alpha), "alpha")
    checks.same_size(plane.shape, "alpha", size, "image")
    checks.finite(plane, "alpha")
    if plane.dtype.kind == "u":
        full = np.iinfo(plane.dtype).max
        return None if (plane == full).all() else plane / np.float32(full)
    if (plane >= 1).all():
        return None
    return np.clip(plane, 0, 1, dtype=np.result_type(plane.dtype, np.float32))


def mirrored(plane: np.ndarray, area: Box) -> np.ndarray:
    """Part of a plane, its mirror image beyond the border; a view where it lies inside."""
    height, width = plane.shape
    first, behind = max(0, area.x), min(width, area.right)
    rows: slice | np.ndarray = area.rows
    if area.y < 0 or area.bottom > height:
        rows = reflected(area.y, area.bottom, height)
    if first == area.x and behind == area.right:
        return plane[rows, first:behind]
    columns = reflected(area.x, area.right, width) - first
    if columns.min() < 0 or columns.max() >= behind - first:
        return plane[rows][:, columns + first]
    found = np.empty(area.shape, plane.dtype)
    before, after = first - area.x, behind - area.x
    inside = found[:, before:after]
    inside[...] = plane[rows, first:behind]
    found[:, :before] = inside[:, columns[:before]]
    found[:, after:] = inside[:, columns[after:]]
    return found


def reflected(start: int, stop: int, size: int) -> np.ndarray:
    """Which of `size` places each of ``start .. stop - 1`` mirrors, the border's own place included."""
    places = np.arange(start, stop) % (2 * size)
    return np.minimum(places, 2 * size - 1 - places)


def needed(start: int, stop: int, size: int) -> tuple[int, int]:
    """First and behind the last of the places that ``start .. stop - 1`` mirror."""
    places = reflected(start, stop, size)
    return int(places.min()), int(places.max()) + 1
