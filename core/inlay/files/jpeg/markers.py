"""The segments of a JPEG file (ITU-T T.81, annex B)."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from inlay.contract.language import _
from inlay.errors import FileError
from inlay.files.damage import damaged

START = b"\xff\xd8"
APP0, APP1, APP2, APP11, APP13, APP14 = 0xE0, 0xE1, 0xE2, 0xEB, 0xED, 0xEE
COMMENT, _SCAN, _END = 0xFE, 0xDA, 0xD9
APPLICATIONS = range(APP0, 0xF0)
#: Bytes that one segment holds.
LONGEST = 65_533
_ALONE = (0x01, *range(0xD0, 0xD9))
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE = (0xC2, 0xC6, 0xCA, 0xCE)
# Sequential, progressive, and lossless, coded by Huffman or by arithmetic: what libjpeg-turbo reads.
_KNOWN_FRAMES = (0xC0, 0xC1, 0xC2, 0xC3, 0xC9, 0xCA)
# Of a scan's coded bytes 0xFF is always followed by zero or the number of a restart.
_NEXT = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
# Encoders make about ten; each is one more pass over all pixels.
_MOST_SCANS = 64


class Segment(NamedTuple):
    """Its marker, what it holds, all of it with the coded pixels behind a scan's, and where it ends in the file."""

    marker: int
    content: memoryview
    whole: memoryview
    end: int

    @property
    def name(self) -> str:
        return f"APP{self.marker - APP0}" if self.marker in APPLICATIONS else f"{self.marker:02X}"


@dataclass(frozen=True)
class Frame:
    width: int
    height: int
    components: int
    progressive: bool


def walk(content: bytes) -> Iterator[Segment]:
    """Every segment in order to the end of the first picture, or of what there is."""
    view = memoryview(content)
    place = len(START)
    while True:
        place = content.find(b"\xff", place)
        while content[place : place + 2] == b"\xff\xff":
            place += 1
        if place < 0 or place + 2 > len(content):
            return
        marker = content[place + 1]
        if marker == _END:
            yield Segment(marker, view[:0], view[place : place + 2], place + 2)
            return
        if marker in (0, *_ALONE):
            place += 2
            continue
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4], "big")
        if end > len(content) or end < place + 4:
            return
        inside = view[place + 4 : end]
        if marker == _SCAN:
            following = _NEXT.search(content, end)
            end = following.start() if following else len(content)
        yield Segment(marker, inside, view[place:end], end)
        place = end


def frame(segments: list[Segment], what: object) -> Frame:
    """Size and kind of the picture.

    Raises
    ------
    FileError
        If there is none, or it is of a kind that Inlay does not read.
    """
    found = next((segment for segment in segments if segment.marker in _FRAMES), None)
    if found is None or len(found.content) < 6:
        raise damaged(what)
    bits, height, width, components = struct.unpack_from(">BHHB", found.content)
    kind = "" if found.marker in _KNOWN_FRAMES else _("hierarchically, or in another rare way, coded pixels")
    if bits != 8:
        kind = _("samples of {bits} bits", bits=bits)
    elif components not in (1, 3, 4):
        kind = _("{components} colour channels", components=components)
    if kind:
        raise FileError(
            _("{what} holds {kind}, which Inlay does not read.", what=what, kind=kind),
            _("Save it as an ordinary JPEG, or as PNG."),
        )
    scans = sum(segment.marker == _SCAN for segment in segments)
    if scans > _MOST_SCANS:
        raise FileError(
            _("{what} draws its picture in {scans} passes, which no camera does.", what=what, scans=f"{scans:,}"),
            _("Save it as an ordinary JPEG."),
        )
    return Frame(width, height, components, found.marker in _PROGRESSIVE)


def bare(segments: list[Segment]) -> bytes:
    """A file of only what the pixels need."""
    needed = (segment.whole for segment in segments if not _says_about(segment))
    return b"".join((START, *needed))


def _says_about(segment: Segment) -> bool:
    """Whether a segment is not needed for the pixels: those of JFIF and Adobe say what the colours are."""
    return segment.marker == COMMENT or (segment.marker in APPLICATIONS and segment.marker not in (APP0, APP14))


def joined(segments: list[Segment], marker: int, name: bytes) -> bytes:
    """What all segments of one marker and name hold behind the name."""
    return b"".join(
        segment.content[len(name) :]
        for segment in segments
        if segment.marker == marker and segment.content[: len(name)] == name
    )


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def split(marker: int, name: bytes, content: bytes) -> Iterator[bytes]:
    """As many segments of one name as `content` needs."""
    room = LONGEST - len(name)
    for start in range(0, len(content), room):
        yield segment(marker, name + content[start : start + room])
