"""Strips and tiles, each unpacked by itself, and put together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.arrays.pool import Pool
from inlay.arrays.rows import pieces
from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import InlayWarning
from inlay.files import damage
from inlay.files.tiff import tags
from inlay.files.tiff.codecs import Decoder
from inlay.files.tiff.layout import UNPACKED, Layout

#: Into how many pieces of work the segments are parted at most.
_PIECES = 64


@dataclass(frozen=True)
class Segments:
    """The segments of a picture, in order: of all channels, or of one channel after the other.

    Attributes
    ----------
    places, lengths : ndarray of int64
        Where each lies, and how many bytes it has; 0 for those that the file leaves out.
    """

    layout: Layout
    decode: Decoder
    places: np.ndarray
    lengths: np.ndarray

    def unpack(self, index: int, target: np.ndarray) -> None:
        """Write the samples of a segment to `target`, as far as that goes; what the file leaves out stays as it is.

        Raises
        ------
        FileError
            If the segment is damaged.
        """
        place, length = int(self.places[index]), int(self.lengths[index])
        if not length:
            return
        data = self.layout.directory.content[place : place + length]
        segment = self.decode(data, target.shape)[: target.shape[0], : target.shape[1]]
        if segment.shape != target.shape:
            raise damage.damaged(self.layout.path)
        target[...] = segment

    def warn_of_missing(self) -> None:
        """Say that the file leaves out segments, if it does."""
        if not self.lengths.all():
            warn(
                InlayWarning("missing", _("{path} leaves out parts of the picture; they are 0.", path=self.layout.path))
            )


def samples(segments: Segments) -> np.ndarray:
    """All samples as they are stored, ``(height, width, samples)``.

    Raises
    ------
    FileError
        If some are missing or damaged.
    """
    layout = segments.layout
    pixels = np.zeros((layout.height, layout.width, layout.samples), layout.dtype)

    def place(first: int, behind: int) -> None:
        for index in range(first, behind):
            plane, number = divmod(index, layout.across * layout.down)
            y, x = number // layout.across * layout.rows, number % layout.across * layout.columns
            channels = slice(plane, plane + 1) if layout.planar else slice(None)
            segments.unpack(index, pixels[y : y + layout.rows, x : x + layout.columns, channels])

    step = max(1, layout.segments // _PIECES)
    with Pool(None) as pool:
        pool.each(place, pieces(layout.segments, step), layout.rows * layout.columns)
    segments.warn_of_missing()
    return pixels


def find(layout: Layout, decode: Decoder) -> Segments:
    """The segments of a picture, as its tags say.

    Raises
    ------
    FileError
        If tags are missing or damaged.
    """
    size, number = len(layout.directory.content), layout.segments
    strips, tiles = (tags.STRIP_PLACES, tags.STRIP_LENGTHS), (tags.TILE_PLACES, tags.TILE_LENGTHS)
    offsets, counts = (layout.directory.numbers(tag)[:number] for tag in (tiles if layout.tiled else strips))
    if offsets.size < number or offsets.dtype.kind not in "ui" or (counts.dtype.kind not in "ui" and counts.size):
        raise damage.damaged(layout.path)
    offsets, counts = offsets.astype(np.int64), counts.astype(np.int64)
    if number == 1 and not counts.any():
        counts = size - offsets
    elif layout.compression == UNPACKED:
        # What programs write there is not always right, and not needed.
        left_out = (counts == 0) & (offsets == 0) if counts.size == number else False
        counts = np.where(left_out, 0, np.minimum(layout.segment_bytes, size - offsets))
    if counts.size < number or (offsets < 0).any() or (counts < 0).any() or (offsets + counts > size).any():
        raise damage.damaged(layout.path)
    return Segments(layout, decode, offsets, counts)
