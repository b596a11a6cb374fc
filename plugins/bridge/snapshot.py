"""What a result is made from, as it was when it was read: the one place that says what unchanged means.

Places are what a document says of itself and of its items: that they are there, where and how large. Where one is not
as it was, the result does not fit. Pictures are the pixels and selections that were read. Where one is not as it was,
the result fits, and the artist is told.
"""

from __future__ import annotations

import zlib
from typing import Any, Callable, List, Tuple

from inlay.contract.boxes import Box
from inlay.contract.errors import InlayWarning

from .errors import DocumentChanged, changed
from .planes import PlaneFile

# So many bytes of a picture are looked at again; of a larger one, rows spread evenly.
WATCHED_BYTES = 1 << 26
BAND_BYTES = 1 << 26

Look = Callable[[], object]
#: Bytes of a part of a picture: its x, y, width and height on the canvas.
Read = Callable[[int, int, int, int], Any]


class Snapshot:
    """Remembers what was seen, and looks again."""

    def __init__(self) -> None:
        self._places: List[Tuple[Look, object]] = []
        self._pictures: List[Tuple[str, Look, object]] = []

    def place(self, look: Look) -> None:
        """Remember what `look` finds."""
        self._places.append((look, look()))

    def picture(self, name: str, look: Look, seen: object) -> None:
        """Remember the `fingerprint` of a picture, which `look` takes again; None where it is gone."""
        self._pictures.append((name, look, seen))

    def check(self) -> None:
        """
        Raises
        ------
        DocumentChanged
            If a place is not as it was.
        """
        if any(look() != seen for look, seen in self._places):
            raise DocumentChanged

    def changes(self) -> List[InlayWarning]:
        """What the artist is to be told of pictures that are not as they were; all places are."""
        names = dict.fromkeys(name for name, look, seen in self._pictures if look() != seen)
        return [changed(name) for name in names]


def fingerprint(read: Read, box: Box, pixel_bytes: int) -> int:
    """A checksum of the pixels in a box: of all, or of rows spread evenly where there are too many to look at."""
    row_bytes = max(box.width * pixel_bytes, 1)
    step = max(box.height * row_bytes // WATCHED_BYTES, 1)
    rows = 1 if step > 1 else max(BAND_BYTES // row_bytes, 1)
    checksum = 0
    for top in range(box.y, box.bottom, max(step, rows)):
        checksum = zlib.crc32(read(box.x, top, box.width, min(rows, box.bottom - top)), checksum)
    return checksum


def fingerprint_of(plane: PlaneFile) -> int:
    """That of the picture which a plane holds."""

    def read(x: int, y: int, width: int, height: int) -> bytes:
        return plane.read((y - plane.box.y) * plane.row_bytes, height * plane.row_bytes)

    return fingerprint(read, plane.box, plane.encoding.pixel_bytes)
