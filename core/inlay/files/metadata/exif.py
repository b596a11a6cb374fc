"""Exif: a small TIFF structure that says when, where and how a picture was taken."""

from __future__ import annotations

import struct
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from inlay.files.unpacking import LARGEST_EXIF

ORIENTATION = 0x0112
_RESOLUTION = X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT = 0x011A, 0x011B, 0x0128
_POINTERS = (0x8769, 0x8825, 0xA005)
_THUMBNAIL_START, _THUMBNAIL_LENGTH = 0x0201, 0x0202
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_HEADERS = {"<": b"II*\0", ">": b"MM\0*"}
_INTEGERS = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 13: "I"}
_TEXT, _POINTER, _RATIONAL = 2, 4, 5
# Dots an inch for one dot of the unit.
_UNITS = {2: 1.0, 3: 2.54}
# Of a TIFF's first directory only what describes the picture; the rest is about where its pixels lie.
DESCRIPTIVE = (
    *(0x010D, 0x010E, 0x010F, 0x0110, 0x0131, 0x0132, 0x013B, 0x4746, 0x4749, 0x8298),
    *(0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F),  # Windows' title, comment, author, keywords, subject
    *_POINTERS[:2],
)
#: PNG's words for what has a tag.
TEXTS = {"Description": 0x010E, "Comment": 0x010E, "Software": 0x0131, "Author": 0x013B, "Copyright": 0x8298}
_FIRST = frozenset((*DESCRIPTIVE, ORIENTATION, *_RESOLUTION))
_MOST_ENTRIES = 10_000
# JPEG drops Exif beyond 64 KB, and a long text shall not take the camera's words with it.
_LONGEST_TEXT = 4096


@dataclass
class Entry:
    """One tag: its TIFF type, number of values and little-endian bytes, or the directory to which it points."""

    type: int
    count: int
    value: bytes
    directory: dict[int, Entry] | None = None
    place: int = field(default=0, compare=False)

    @property
    def number(self) -> float | None:
        """Its first value; None where that is no number."""
        try:
            if self.type in _INTEGERS:
                return int(struct.unpack_from(f"<{_INTEGERS[self.type]}", self.value)[0])
            if self.type == _RATIONAL:
                above, below = struct.unpack_from("<II", self.value)
                return above / below if below else None
        except struct.error:
            pass
        return None


class _Directories:
    """Reads the directories of a TIFF structure: each once, of a tag the first, as much as the limits allow.

    Attributes
    ----------
    sound : bool
        Whether the directories so far are whole and form a tree.
    """

    def __init__(self, block: bytes) -> None:
        self.block = block
        self.order = byte_order(block)
        self.sound = self.order is not None
        self._visited: set[int] = set()
        self._entries = _MOST_ENTRIES
        self._bytes = LARGEST_EXIF

    @property
    def start(self) -> int:
        return int(struct.unpack_from(f"{self.order}I", self.block, 4)[0]) if len(self.block) >= 8 else 0

    def directory(self, start: int, wanted: Container[int] | None = None) -> dict[int, Entry]:
        """The tags of the directory at `start`, those that are damaged left out."""
        found: dict[int, Entry] = {}
        count = self._count(start)
        for place in range(start + 2, start + 2 + 12 * count, 12):
            tag, kind, number = struct.unpack_from(f"{self.order}HHI", self.block, place)
            if tag in found or (wanted is not None and tag not in wanted):
                continue
            entry = self._entry(tag, kind, number, place + 8)
            if entry is not None:
                found[tag] = entry
        return found

    def _count(self, start: int) -> int:
        """How many entries a directory has that is met for the first time."""
        if start in self._visited:
            self.sound = False
            return 0
        if not 8 <= start <= len(self.block) - 2:
            # A first directory must be there; a pointer to nowhere is harmless.
            self.sound &= bool(self._visited)
            return 0
        self._visited.add(start)
        (count,) = struct.unpack_from(f"{self.order}H", self.block, start)
        inside = min(count, (len(self.block) - start - 2) // 12, self._entries)
        self.sound &= inside == count
        self._entries -= inside
        return int(inside)

    def _entry(self, tag: int, kind: int, number: int, place: int) -> Entry | None:
        size = _SIZES.get(kind, 0) * number
        if size > 4:
            (place,) = struct.unpack_from(f"{self.order}I", self.block, place)
        if not 0 < size <= min(self._bytes, len(self.block) - place):
            return None
        self._bytes -= size
        value = _swapped(self.block[place : place + size], kind, self.order)
        if tag not in _POINTERS:
            return Entry(kind, number, value, place=place)
        directory = self.directory(int.from_bytes(value[:4], "little"))
        return Entry(_POINTER, 1, b"", directory, place) if directory else None


def byte_order(block: bytes) -> str | None:
    return {header: order for order, header in _HEADERS.items()}.get(block[:4])


def read(block: bytes, wanted: Container[int] = _FIRST) -> dict[int, Entry]:
    """What a TIFF structure says about the picture, sub-directories inside; what is damaged is left out."""
    directories = _Directories(block)
    return directories.directory(directories.start, wanted) if directories.order else {}


def orientation(block: bytes) -> int:
    """How the camera was held, 1 to 8; 1 where nothing is said."""
    entry = read(block).get(ORIENTATION)
    value = entry.number if entry else None
    return int(value) if value and value in range(1, 9) else 1


def resolution(block: bytes) -> tuple[float, float] | None:
    """Dots an inch, across and down; None where nothing is said."""
    numbers = [entry.number if entry else None for entry in map(read(block).get, _RESOLUTION)]
    across, down, unit = numbers
    scale = _UNITS.get(int(unit or 2))
    return (across * scale, down * scale) if across and down and scale else None


def upright(block: bytes) -> bytes:
    """The same Exif for pixels that have been turned: orientation 1, and no preview of the old picture.

    Empty where the block is damaged so that other programs could stumble over it.
    """
    directories = _Directories(block)
    if directories.order is None or len(block) > LARGEST_EXIF:
        return b""
    start = directories.start
    found = directories.directory(start, _FIRST)
    if not directories.sound:
        return b""
    patched = bytearray(block)
    turned = found.get(ORIENTATION)
    if turned and turned.type in _INTEGERS:
        struct.pack_into(f"{directories.order}{_INTEGERS[turned.type]}", patched, turned.place, 1)
    return bytes(_without_thumbnail(patched, directories, start))


def _without_thumbnail(block: bytearray, directories: _Directories, start: int) -> bytearray:
    (count,) = struct.unpack_from(f"{directories.order}H", block, start)
    following = start + 2 + 12 * count
    if following + 4 > len(block):
        return block
    (second,) = struct.unpack_from(f"{directories.order}I", block, following)
    struct.pack_into(f"{directories.order}I", block, following, 0)
    if not second:
        return block
    preview = directories.directory(second)
    first, length = (
        int(preview[tag].number or 0) if tag in preview else 0 for tag in (_THUMBNAIL_START, _THUMBNAIL_LENGTH)
    )
    if not max(following + 4, second) < first < first + length <= len(block):
        return block
    if first + length == len(block):
        del block[first:]
    else:
        block[first : first + length] = bytes(length)
    return block


def with_resolution(block: bytes, resolution: tuple[float, float]) -> bytes:
    """The same Exif, or a new one, that says how many dots an inch has, across and down."""
    across, down = (Fraction(value).limit_denominator(1000) for value in resolution)
    entries = {
        X_RESOLUTION: Entry(_RATIONAL, 1, struct.pack("<II", *across.as_integer_ratio())),
        Y_RESOLUTION: Entry(_RATIONAL, 1, struct.pack("<II", *down.as_integer_ratio())),
        RESOLUTION_UNIT: Entry(3, 1, struct.pack("<H", 2)),
    }
    return _merged(block, entries, replace=True) if block else write(entries)


def with_texts(block: bytes, texts: Mapping[str, str]) -> tuple[bytes, dict[str, str]]:
    """The same Exif, or a new one, that says the texts for which it has a free tag, and the texts that are left."""
    said = read(block)
    left: dict[str, str] = {}
    added: dict[int, Entry] = {}
    for keyword, text in texts.items():
        value = text.encode("utf-8") + b"\0"
        entry = Entry(_TEXT, len(value), value)
        tag = TEXTS.get(keyword)
        if tag is None or len(value) > _LONGEST_TEXT or (said | added).get(tag, entry).value != value:
            left[keyword] = text
        elif tag not in said:
            added[tag] = entry
    if not added:
        return block, left
    return (append(block, added) if block else write(added)), left


def turn(pixels: np.ndarray, orientation: int) -> np.ndarray:
    """A view of the pixels as they are to be seen."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return pixels


def write(entries: dict[int, Entry], start: int = 0, header: bool = True, order: str = "<") -> bytes:
    """The bytes of tags that will lie at `start` of a file, with a TIFF header in front or without."""
    lead = _HEADERS[order] + struct.pack(f"{order}I", start + 8) if header else b""
    begin = start + len(lead)
    table, body = struct.pack(f"{order}H", len(entries)), b""
    data = begin + 2 + 12 * len(entries) + 4
    for tag, entry in sorted(entries.items()):
        kind, count, value = entry.type, entry.count, _swapped(entry.value, entry.type, order)
        if entry.directory is not None:
            value = struct.pack(f"{order}I", data + len(body))
            body += write(entry.directory, data + len(body), header=False, order=order)
            body += bytes(len(body) % 2)
        elif len(value) > 4:
            place = struct.pack(f"{order}I", data + len(body))
            body += value + bytes(len(value) % 2)
            value = place
        table += struct.pack(f"{order}HHI", tag, kind, count) + value.ljust(4, b"\0")
    return lead + table + bytes(4) + body


def descriptive(entries: dict[int, Entry]) -> dict[int, Entry]:
    return {tag: entry for tag, entry in entries.items() if tag in DESCRIPTIVE}


def _swapped(value: bytes, kind: int, order: str | None) -> bytes:
    """Values from little-endian order to `order`, and back."""
    width: Any = {3: 2, 4: 4, 5: 4, 8: 2, 9: 4, 10: 4, 11: 4, 12: 8, 13: 4}.get(kind)
    if order != ">" or width is None:
        return value
    return np.frombuffer(value, f"<u{width}").byteswap().tobytes()


def append(tiff: bytes, entries: dict[int, Entry]) -> bytes:
    """Add tags that it lacks to the first directory of a TIFF file, which moves to its end."""
    return _merged(tiff, entries, replace=False)


def _merged(tiff: bytes, entries: dict[int, Entry], replace: bool) -> bytes:
    order = byte_order(tiff)
    if order is None or not entries:
        return tiff
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    table = [tiff[start + 2 + 12 * index : start + 14 + 12 * index] for index in range(count)]
    following = tiff[start + 2 + 12 * count : start + 6 + 12 * count].ljust(4, b"\0")
    present = {struct.unpack(f"{order}H", entry[:2])[0]: entry for entry in reversed(table)}
    added = {tag: entry for tag, entry in entries.items() if replace or tag not in present}
    tiff += bytes(len(tiff) % 2)
    begin = len(tiff)
    # Values lie behind a directory of the final length, so that their places are right; its table is then merged.
    final = len(present.keys() | added.keys())
    written = write(added, begin + 12 * (final - len(added)), header=False, order=order)
    head = 2 + 12 * len(added)
    fresh = {tag: written[2 + 12 * index : 14 + 12 * index] for index, tag in enumerate(sorted(added))}
    merged = b"".join(entry for _, entry in sorted((present | fresh).items()))
    directory = struct.pack(f"{order}H", final) + merged + following
    return tiff[:4] + struct.pack(f"{order}I", begin) + tiff[8:] + directory + written[head + 4 :]
