"""The file of a layer inside an archive."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from inlay.contract.language import _
from inlay.errors import FileError
from inlay.files import damage, png, unpacking
from inlay.files.archive import Archive
from inlay.files.words import AGAIN, shown
from inlay.picture import Picture

_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_HEADER = struct.Struct(">8s8xIIBB")
#: How much longer than its pixels the worst deflated stream is, in the smallest chunks.
_OVERHEAD = 2
_ADDITIONS = unpacking.LARGEST_PROFILE + unpacking.LARGEST_EXIF + unpacking.LARGEST_TEXT


class Header(NamedTuple):
    """What the first bytes of a PNG file say."""

    width: int
    height: int
    depth: int
    kind: int

    @property
    def is_gray(self) -> bool:
        return self.kind in (0, 4)

    @property
    def longest(self) -> int:
        """Bytes that a PNG file of this size can have."""
        row = 1 + self.width * _SAMPLES.get(self.kind, 4) * self.depth // 8
        return _OVERHEAD * self.height * row + _ADDITIONS


def header(start: bytes) -> Header | None:
    """What the first bytes of a file say; None if it is no PNG."""
    if not start.startswith(png.SIGNATURE) or len(start) < _HEADER.size:
        return None
    return Header(*_HEADER.unpack_from(start)[1:])


@dataclass(frozen=True)
class Member:
    """The file that one layer shows, or several; it is decoded once.

    Attributes
    ----------
    encoded : bytes
        The file; empty where it cannot be unpacked.
    suffix : str
        Its kind.
    problem : FileError or None
        Why it cannot be shown, where that is known before it is decoded.
    """

    what: Path
    encoded: bytes
    suffix: str
    problem: FileError | None = None

    @classmethod
    def open(cls, archive: Archive, source: str, layer: str, path: Path) -> Member:
        """The part `source` of an archive, which a layer of a file shows; unpacked no further than a picture needs.

        Raises
        ------
        FileError
            If the name leads out of the archive.
        """
        what = Path(f"{path}#{layer[:60]}")
        if not source:
            problem = FileError(_("{path}: the layer {layer} names no picture.", path=path, layer=shown(layer)), AGAIN)
            return cls(what, b"", ".png", problem)
        archive.check_name(source)
        suffix = re.sub("[^.a-z0-9]", "", Path(source).suffix.lower())
        try:
            found = header(archive.start(source, _HEADER.size))
            encoded = archive.read(source, found.longest if found else None)
        except FileError as problem:
            return cls(what, b"", suffix, problem)
        if encoded.startswith(png.SIGNATURE):
            return cls(what, encoded, ".png", None if found else damage.damaged(what))
        words = _("{path}: the layer {layer} is no PNG picture.", path=path, layer=shown(layer))
        return cls(what, encoded, suffix, FileError(words, _("Turn it into pixels in the editor.")))

    @cached_property
    def header(self) -> Header | None:
        return header(self.encoded)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as the file says; zeros where it cannot be a picture."""
        found = self.header
        possible = found and max(found.width, found.height) <= unpacking.LARGEST_SIDE
        return (found.width, found.height) if found and possible else (0, 0)

    def picture(self) -> Picture:
        """The decoded picture.

        Raises
        ------
        FileError
            If it cannot be decoded; said anew each time.
        """
        if isinstance(self._decoded, FileError):
            raise self._decoded
        return self._decoded

    @cached_property
    def _decoded(self) -> Picture | FileError:
        if self.problem is not None:
            return self.problem
        try:
            if self.header is not None:
                pixel_bytes = _SAMPLES.get(self.header.kind, 4) * max(1, self.header.depth // 8)
                unpacking.check_picture(
                    self.what, self.header.width, self.header.height, pixel_bytes, len(self.encoded)
                )
            return png.decode(self.encoded, self.what)[0]
        except FileError as problem:
            return problem
