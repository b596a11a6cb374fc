"""A TIFF file that is read by windows: its segments are the chunks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from inlay.contract.language import _
from inlay.errors import FileError
from inlay.files import damage
from inlay.files.content import OnDisk
from inlay.files.tiff import codecs, colours, directories, layout, metadata, pages, strips
from inlay.files.tiff.colours import Meaning
from inlay.files.tiff.strips import Segments
from inlay.files.windows.source import Header

#: Bytes of rows that are read at a time where nothing is packed.
_PART = 1 << 20


class Tiles:
    """The first picture of a TIFF file that is no thumbnail and no mask, in chunks."""

    def __init__(self, path: Path) -> None:
        self._content = OnDisk(path)
        try:
            with damage.as_file_error(path):
                self.header, self._segments, self._meaning = _opened(self._content, path)
        except BaseException:
            self.close()
            raise

    def chunk(self, row: int, column: int) -> np.ndarray:
        with damage.as_file_error(self.header.path):
            samples = _samples(self._segments, row * self._segments.layout.across + column)
            return self._meaning.picture(samples).pixels

    def close(self) -> None:
        self._content.close()


def _opened(content: OnDisk, path: Path) -> tuple[Header, Segments, Meaning]:
    first = directories.read(content)
    page = pages.choose(first, path)
    arrangement = layout.of(page, path, in_parts=True)
    colours.check(arrangement)
    segments = _cut(strips.find(arrangement, codecs.decoder(arrangement)))
    segments.warn_of_missing()
    arrangement, number = segments.layout, segments.layout.across * segments.layout.down
    _check(segments.layout, metadata.orientation(first, page))
    meaning = colours.meaning(
        arrangement, lambda channel: any(_samples(segments, index)[..., channel].any() for index in range(number))
    )
    header = Header(
        path,
        arrangement.width,
        arrangement.height,
        arrangement.rows,
        arrangement.columns,
        meaning.picture(np.zeros((1, 1, arrangement.samples), arrangement.dtype)).space,
        metadata.read(first, page, path),
        metadata.orientation(first, page),
        metadata.position(page),
    )
    return header, segments, meaning


def _check(arrangement: layout.Layout, orientation: int) -> None:
    if orientation > 4 and not arrangement.tiled:
        raise FileError(
            _("{path} lies on its side and in strips, so that it cannot be read in parts.", path=arrangement.path),
            _("Turn it upright in the program that made it, or save it in tiles."),
        )


def _samples(segments: Segments, number: int) -> np.ndarray:
    """The samples of a chunk as they are stored; of planes all of them."""
    layout = segments.layout
    y, x = number // layout.across * layout.rows, number % layout.across * layout.columns
    shape = min(layout.rows, layout.height - y), min(layout.columns, layout.width - x), layout.samples
    samples = np.zeros(shape, layout.dtype)
    if not layout.planar:
        segments.unpack(number, samples)
        return samples
    for plane in range(layout.samples):
        segments.unpack(plane * layout.across * layout.down + number, samples[..., plane : plane + 1])
    return samples


def _cut(segments: Segments) -> Segments:
    """The same segments; one of all rows that are not packed becomes many of few rows."""
    whole = segments.layout
    if whole.tiled or whole.down > 1 or whole.compression != layout.UNPACKED or whole.subsampling != (1, 1):
        return segments
    if (segments.lengths < whole.segment_bytes).any():
        raise damage.damaged(whole.path)
    rows = max(1, _PART // whole.row_bytes)
    tops = np.arange(0, whole.height, rows)
    lengths = np.minimum(rows, whole.height - tops) * whole.row_bytes
    places = segments.places[:, np.newaxis] + tops * whole.row_bytes
    return replace(
        segments,
        layout=replace(whole, rows=rows),
        places=places.ravel(),
        lengths=np.tile(lengths, len(segments.places)),
    )
