"""Pictures in the frame of a region, read a strip of one channel at a time, converted and checked on the way."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inlay.arrays.copies import with_pixels_together
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.poisson.region import Region


class Samples(NamedTuple):
    """A strip of one channel, with a pixel more on each side, as kernels read it.

    Attributes
    ----------
    rows : ndarray, (height, width * channels)
        Rows of a picture as they lie in memory; contiguous, not to be written to.
    channels, channel : int
        Samples of a pixel, and which of them is meant.
    y, x : int
        Row and column of the picture at which the strip begins; where it reaches beyond, the border is repeated.
    """

    rows: np.ndarray
    channels: int
    channel: int
    y: int
    x: int


class FramedImage:
    """A picture in the frame of a region's box.

    Parameters
    ----------
    image : ndarray, (height, width, channels)
        Any strided view; it is read strip by strip and never copied as a whole.
    alpha : ndarray of bool, (height, width), or None
        Where the picture has a colour.
    at : tuple of int
        Row and column of the image's first pixel in the destination.
    region : Region
        What the strips are cut to.
    shape : tuple of int
        Height and width of the destination: what of the picture lies beyond is not read.
    name : str
        How messages call the picture.
    used_inside : bool
        Whether its values at unknown pixels count at all; where not, they need not be finite.

    Attributes
    ----------
    covers : bool
        Whether every pixel of the box has a colour.
    """

    def __init__(
        self,
        image: np.ndarray,
        alpha: np.ndarray | None,
        at: tuple[int, int],
        region: Region,
        shape: tuple[int, int],
        name: str,
        used_inside: bool = True,
    ) -> None:
        crop = tuple(
            slice(max(0, -start), max(0, min(size, limit - start)))
            for start, size, limit in zip(at, image.shape, shape, strict=False)
        )
        self.image = image[crop]
        self.alpha = None if alpha is None else alpha[crop]
        self.region = region
        self.name = name
        self.used_inside = used_inside
        self._top = max(0, at[0]) - region.box.y
        self._left = max(0, at[1]) - region.box.x
        height, width = self.image.shape[:2]
        self.covers = (
            self.alpha is None
            and self._top <= 0
            and self._left <= 0
            and self._top + height >= region.box.height
            and self._left + width >= region.box.width
        )

    @property
    def channels(self) -> int:
        return self.image.shape[2]

    def strip(
        self,
        channel: int,
        top: int,
        bottom: int,
        dtype: type = np.float64,
        columns: tuple[int, int] | None = None,
    ) -> np.ndarray:
        """Rows ``top - 1 .. bottom`` of the box, with one column more on either side, as a new array of `dtype`.

        All columns, or those from ``columns[0]`` to before ``columns[1]``. Beyond a picture that covers the box its
        border is repeated, so that differences vanish there; where a picture that does not has no colour the strip
        holds 0.
        """
        columns = columns or (0, self.region.box.width)
        frame = bottom - top + 2, columns[1] - columns[0] + 2
        plane: np.ndarray = np.empty(frame, dtype) if self.covers else np.zeros(frame, dtype)
        inside, part = self._overlap((top, bottom), columns)
        samples = self.image[(*part, channel)]
        plane[inside] = samples if self.alpha is None else np.where(self.alpha[part], samples, 0)
        if self.image.dtype.kind == "f":
            self._clear_unusable(plane[inside], inside, (top, bottom), columns)
        if self.covers:
            _repeat_border(plane, inside)
        return plane

    def samples(self, channel: int, top: int, bottom: int, columns: tuple[int, int]) -> Samples:
        """The strip of a picture of bytes that covers the box, without a copy where it is contiguous."""
        y, x = top - 1 - self._top, columns[0] - 1 - self._left
        first = max(0, y)
        lines = np.ascontiguousarray(self.image[first : bottom + 1 - self._top])
        return Samples(_sealed(lines.reshape(len(lines), -1)), self.channels, channel, y - first, x)

    def samples_at(self, rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Samples of some pixels of the box, (n, channels) of single precision, and where the picture has a colour."""
        y, x = rows - self._top, columns - self._left
        height, width = self.image.shape[:2]
        is_present = (y >= 0) & (y < height) & (x >= 0) & (x < width)
        y, x = np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)
        if self.alpha is not None:
            is_present &= self.alpha[y, x]
        return self.image[y, x].astype(np.float32), is_present

    def rows(self, top: int, bottom: int) -> np.ndarray:
        """Samples in rows ``top .. bottom - 1`` of the box, (rows, width, channels), contiguous; 0 beyond it."""
        width = self.region.box.width
        if self.covers:
            return with_pixels_together(
                self.image[top - self._top : bottom - self._top, -self._left : width - self._left]
            )
        found = np.zeros((bottom - top + 2, width + 2, self.channels), self.image.dtype)
        inside, part = self._overlap((top, bottom), (0, width))
        found[inside] = self.image[part]
        return with_pixels_together(found[1:-1, 1:-1])

    def present(self, top: int, bottom: int) -> np.ndarray:
        """Where the picture has a colour in the frame of `strip`."""
        frame = np.zeros((bottom - top + 2, self.region.box.width + 2), bool)
        inside, part = self._overlap((top, bottom), (0, self.region.box.width))
        frame[inside] = True if self.alpha is None else self.alpha[part]
        return frame

    def _overlap(
        self, rows: tuple[int, int], columns: tuple[int, int]
    ) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
        """The rectangle that a strip and the picture share: in the strip, and in the picture."""
        in_strip, in_picture = [], []
        starts, sizes = (self._top, self._left), self.image.shape
        for (begin, end), start, size in zip((rows, columns), starts, sizes, strict=False):
            first = max(begin - 1, start)
            behind = max(first, min(end + 1, start + size))
            in_strip.append(slice(first - begin + 1, behind - begin + 1))
            in_picture.append(slice(first - start, behind - start))
        return (in_strip[0], in_strip[1]), (in_picture[0], in_picture[1])

    def _clear_unusable(
        self, part: np.ndarray, inside: tuple[slice, slice], rows: tuple[int, int], columns: tuple[int, int]
    ) -> None:
        """Set NaN and infinite samples to 0 in the part of a strip that is in the picture, if no equation has them."""
        unusable = ~np.isfinite(part)
        if not unusable.any():
            return
        framed = slice(columns[0], columns[1] + 2)
        used = unusable & self.region.touched(*rows, self.used_inside)[:, framed][inside]
        if self.alpha is not None:
            used &= self.present(*rows)[:, framed][inside]
        if used.any():
            y, x = np.argwhere(used)[0] + (inside[0].start, inside[1].start)
            raise InputError(
                _(
                    "The {name} has a pixel that is not a finite number at row {y}, column {x}.",
                    name=self.name,
                    y=y + rows[0] - 1 - self._top,
                    x=x + columns[0] - 1 - self._left,
                ),
                _("Replace NaN and infinite values first, or leave them out of the region."),
            )
        part[unusable] = 0


def alone(strip: np.ndarray) -> Samples:
    """What `FramedImage.strip` gives as `Samples`."""
    return Samples(_sealed(strip), 1, 0, 0, 0)


def _repeat_border(plane: np.ndarray, inside: tuple[slice, slice]) -> None:
    rows, columns = inside
    if rows.start == 1:
        plane[0] = plane[1]
    if rows.stop == plane.shape[0] - 1:
        plane[-1] = plane[-2]
    if columns.start == 1:
        plane[:, 0] = plane[:, 1]
    if columns.stop == plane.shape[1] - 1:
        plane[:, -1] = plane[:, -2]


def _sealed(plane: np.ndarray) -> np.ndarray:
    """A view that cannot be written to: one type for the kernels, whatever the plane allows."""
    sealed = plane.view()
    sealed.flags.writeable = False
    return sealed
