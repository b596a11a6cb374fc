"""Exif: a small TIFF structure that says when, where and how a picture was taken."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np

ORIENTATION = 0x0112
_POINTERS = (0x8769, 0x8825, 0xA005)
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
# Of a TIFF's first directory only what describes the picture; the rest is about where its pixels lie.
DESCRIPTIVE = (0x010E, 0x010F, 0x0110, 0x0131, 0x0132, 0x013B, 0x8298, *_POINTERS[:2])
_MAXIMUM = 1 << 24


@dataclass
class Entry:
    """One tag: its TIFF type, number of values and raw bytes, or the directory to which it points."""

    type: int
    count: int
    value: bytes
    directory: dict[int, Entry] | None = None


def byte_order(block: bytes) -> str | None:
    return {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4])


def orientation(block: bytes) -> int:
    """How the camera was held, 1 to 8; 1 where nothing is said."""
    place = _orientation_place(block)
    if place is None:
        return 1
    (value,) = struct.unpack_from(f"{byte_order(block)}H", block, place)
    return value if 1 <= value <= 8 else 1


def upright(block: bytes) -> bytes:
    """The same Exif for pixels that have been turned: orientation 1, and no preview of the old picture."""
    order = byte_order(block)
    if order is None:
        return b""
    patched = bytearray(block)
    place = _orientation_place(block)
    if place is not None:
        struct.pack_into(f"{order}H", patched, place, 1)
    try:
        (start,) = struct.unpack_from(f"{order}I", block, 4)
        (count,) = struct.unpack_from(f"{order}H", block, start)
        struct.pack_into(f"{order}I", patched, start + 2 + 12 * count, 0)
    except struct.error:
        return b""
    return bytes(patched)


def turn(pixels: np.ndarray, orientation: int) -> np.ndarray:
    """A view of the pixels as they are to be seen."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return pixels


def _orientation_place(block: bytes) -> int | None:
    order = byte_order(block)
    if order is None:
        return None
    try:
        (start,) = struct.unpack_from(f"{order}I", block, 4)
        (count,) = struct.unpack_from(f"{order}H", block, start)
        for index in range(count):
            place = start + 2 + 12 * index
            tag, kind = struct.unpack_from(f"{order}HH", block, place)
            if tag == ORIENTATION and kind == 3:
                return place + 8
    except struct.error:
        pass
    return None


def read(block: bytes, start: int | None = None, depth: int = 0) -> dict[int, Entry]:
    """The tags of a TIFF structure, sub-directories inside; what is damaged is left out."""
    order = byte_order(block)
    found: dict[int, Entry] = {}
    if order is None or depth > 3:
        return found
    try:
        if start is None:
            (start,) = struct.unpack_from(f"{order}I", block, 4)
        (count,) = struct.unpack_from(f"{order}H", block, start)
        for index in range(count):
            place = start + 2 + 12 * index
            tag, kind, number, first = struct.unpack_from(f"{order}HHII", block, place)
            size = _SIZES.get(kind, 0) * number
            if not 0 < size < _MAXIMUM:
                continue
            value = block[place + 8 : place + 8 + size] if size <= 4 else block[first : first + size]
            if len(value) != size:
                continue
            directory = read(block, first, depth + 1) if tag in _POINTERS else None
            if directory is None or directory:
                found[tag] = Entry(kind, number, _native(value, kind, order), directory)
    except struct.error:
        pass
    return found


def write(entries: dict[int, Entry], start: int = 0, header: bool = True) -> bytes:
    """Little-endian bytes of tags that will lie at `start` of a file, with a TIFF header in front or without."""
    lead = b"II*\0" + struct.pack("<I", start + 8) if header else b""
    begin = start + len(lead)
    table, body = struct.pack("<H", len(entries)), b""
    data = begin + 2 + 12 * len(entries) + 4
    for tag, entry in sorted(entries.items()):
        kind, count, value = entry.type, entry.count, entry.value
        if entry.directory is not None:
            kind, count = 4, 1
            value = struct.pack("<I", data + len(body))
            body += write(entry.directory, data + len(body), header=False)
            body += bytes(len(body) % 2)
        elif len(value) > 4:
            place = struct.pack("<I", data + len(body))
            body += value + bytes(len(value) % 2)
            value = place
        table += struct.pack("<HHI", tag, kind, count) + value.ljust(4, b"\0")
    return lead + table + bytes(4) + body


def descriptive(entries: dict[int, Entry]) -> dict[int, Entry]:
    return {tag: entry for tag, entry in entries.items() if tag in DESCRIPTIVE}


def _native(value: bytes, kind: int, order: str) -> bytes:
    """Values in little-endian order."""
    width: Any = {3: 2, 4: 4, 5: 4, 8: 2, 9: 4, 10: 4, 11: 4, 12: 8, 13: 4}.get(kind)
    if order == "<" or width is None:
        return value
    return np.frombuffer(value, f">u{width}").astype(f"<u{width}").tobytes()


def append(tiff: bytes, entries: dict[int, Entry]) -> bytes:
    """Add tags to the first directory of a little-endian TIFF file, which moves to its end."""
    if byte_order(tiff) != "<" or not entries:
        return tiff
    (start,) = struct.unpack_from("<I", tiff, 4)
    (count,) = struct.unpack_from("<H", tiff, start)
    present = [tiff[start + 2 + 12 * index : start + 14 + 12 * index] for index in range(count)]
    following = tiff[start + 2 + 12 * count : start + 6 + 12 * count]
    taken = {struct.unpack("<H", entry[:2])[0] for entry in present}
    added = {tag: entry for tag, entry in entries.items() if tag not in taken}
    tiff += bytes(len(tiff) % 2)
    begin = len(tiff)
    # Values lie behind a directory of the final length, so that their places are right; its table is then merged.
    lead = 12 * count
    table = write(added, begin + lead, header=False)
    fresh = [table[2 + 12 * index : 14 + 12 * index] for index in range(len(added))]
    merged = sorted(present + fresh, key=lambda entry: struct.unpack("<H", entry[:2]))
    directory = struct.pack("<H", len(merged)) + b"".join(merged) + following
    values = table[2 + 12 * len(added) + 4 :]
    return tiff[:4] + struct.pack("<I", begin) + tiff[8:] + directory + values
