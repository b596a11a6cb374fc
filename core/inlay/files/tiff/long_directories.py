"""Writing directories of BigTIFF files, whose places have eight bytes."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from inlay.files.metadata.exif import Entry

#: Where the header says where the first directory lies, and the header before that is known.
FIRST = 8
HEADER = struct.pack("<2sHHHQ", b"II", 43, 8, 0, 0)
_DIRECTORY = 18
_ENTRY = 20


def encoded(entries: Mapping[int, Entry], place: int) -> bytes:
    """The bytes of a directory that will lie at `place` of the file: its table, and behind that what does not fit in.

    The first of them are the number of its entries; nothing follows it.
    """
    table, body = struct.pack("<Q", len(entries)), b""
    behind = place + len(table) + _ENTRY * len(entries) + 8
    for tag, entry in sorted(entries.items()):
        kind, value = entry.type, entry.value
        if entry.directory is not None:
            kind, value = _DIRECTORY, struct.pack("<Q", behind + len(body))
            body += encoded(entry.directory, behind + len(body))
        elif len(value) > 8:
            value, content = struct.pack("<Q", behind + len(body)), value
            body += content
        body += bytes(-len(body) % 8)
        table += struct.pack("<HHQ", tag, kind, entry.count) + value.ljust(8, b"\0")
    return table + bytes(8) + body
