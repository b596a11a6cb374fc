"""IPTC-IIM inside Photoshop's resources, as JPEG files and ImageMagick's PNG texts have it."""

from __future__ import annotations

import struct

_KIND = b"8BIM"
_IPTC = 0x0404


def from_resources(block: bytes) -> bytes:
    """The IPTC records in a list of resources; empty for none, or where the list is damaged before them."""
    place = 0
    try:
        while block[place : place + 4] == _KIND:
            code, name = struct.unpack_from(">HB", block, place + 4)
            start = place + 6 + _even(1 + name)
            (size,) = struct.unpack_from(">I", block, start)
            if code == _IPTC and start + 4 + size <= len(block):
                return block[start + 4 : start + 4 + size]
            place = start + 4 + _even(size)
    except struct.error:
        pass
    return b""


def to_resources(records: bytes) -> bytes:
    """A list of the one resource that holds IPTC records."""
    return _KIND + struct.pack(">HHI", _IPTC, 0, len(records)) + records + bytes(len(records) % 2)


def _even(size: int) -> int:
    return size + size % 2
