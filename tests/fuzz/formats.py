"""How file formats are cut into pieces and joined again, so that a change survives the first look at the file."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from random import Random

from tests.fuzz.mutations import mutate, mutate_pieces

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: Longer members of archives are packed again, so that fifty of them do not make a file that takes its time.
LONG_MEMBER = 1 << 16


@dataclass(frozen=True)
class Format:
    """A suffix, and how a file is cut into pieces and joined; without these only its bytes are changed."""

    suffix: str
    cut: Callable[[bytes], list[bytes]] | None = None
    join: Callable[[Sequence[bytes]], bytes] | None = None

    def mutate(self, seeds: Sequence[bytes], random: Random) -> bytes:
        """A changed seed."""
        data = random.choice(seeds)
        if self.cut is None or self.join is None or random.random() < 0.35:
            return mutate(data, random, seeds)
        try:
            lent = [self.cut(random.choice(seeds))]
            return self.join(mutate_pieces(self.cut(data), random, lent))
        except (struct.error, ValueError, IndexError, zipfile.BadZipFile):
            # Seeds that are damaged themselves cannot be cut.
            return mutate(data, random, seeds)


def cut_png(data: bytes) -> list[bytes]:
    """Names and contents of chunks."""
    pieces, place = [], len(PNG_SIGNATURE)
    while place + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, place)
        pieces.append(data[place + 4 : place + 8 + length])
        place += 12 + length
    return pieces


def join_png(pieces: Sequence[bytes]) -> bytes:
    chunks = (struct.pack(">I", max(0, len(piece) - 4)) + piece + _checksum(piece) for piece in pieces)
    return PNG_SIGNATURE + b"".join(chunks)


def _checksum(piece: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(piece))


def cut_riff(data: bytes) -> list[bytes]:
    """Names and contents of a WebP file's chunks."""
    pieces, place = [], 12
    while place + 8 <= len(data):
        (length,) = struct.unpack_from("<I", data, place + 4)
        pieces.append(data[place : place + 4] + data[place + 8 : place + 8 + length])
        place += 8 + length + length % 2
    return pieces


def join_riff(pieces: Sequence[bytes]) -> bytes:
    chunks = b"WEBP"
    for piece in pieces:
        content = piece[4:]
        chunks += piece[:4].ljust(4) + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks


def cut_jpeg(data: bytes) -> list[bytes]:
    """Marker and content of segments, the coded pixels with the last one."""
    pieces, place = [], 2
    while place + 4 <= len(data) and data[place] == 0xFF and data[place + 1] != 0xDA:
        (length,) = struct.unpack_from(">H", data, place + 2)
        pieces.append(data[place + 1 : place + 2] + data[place + 4 : place + 2 + length])
        place += 2 + length
    return [*pieces, data[place:]]


def join_jpeg(pieces: Sequence[bytes]) -> bytes:
    *segments, rest = pieces
    return b"\xff\xd8" + b"".join(_segment(piece) for piece in segments if piece) + rest


def _segment(piece: bytes) -> bytes:
    return b"\xff" + piece[:1] + struct.pack(">H", min(65535, len(piece) + 1)) + piece[1:]


def cut_tiff(data: bytes) -> list[bytes]:
    """What lies before the first directory, its entries, and what follows."""
    order = "<" if data[:2] == b"II" else ">"
    (start,) = struct.unpack_from(f"{order}I", data, 4)
    (count,) = struct.unpack_from(f"{order}H", data, start)
    end = start + 2 + 12 * count
    entries = [data[place : place + 12] for place in range(start + 2, end, 12)]
    return [data[:start], *entries, data[end:]]


def join_tiff(pieces: Sequence[bytes]) -> bytes:
    before, *entries, after = pieces
    order = "<" if before[:2] == b"II" else ">"
    return before + struct.pack(f"{order}H", len(entries)) + b"".join(entry[:12] for entry in entries) + after


def cut_zip(data: bytes) -> list[bytes]:
    """Names and contents of members, joined by a null byte."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return [name.encode() + b"\0" + archive.read(name) for name in archive.namelist()[:50]]


def join_zip(pieces: Sequence[bytes]) -> bytes:
    output = BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for piece in pieces:
            name, _, content = piece.partition(b"\0")
            packing = zipfile.ZIP_DEFLATED if len(content) > LONG_MEMBER else zipfile.ZIP_STORED
            archive.writestr(zipfile.ZipInfo(name.decode("utf-8", "replace") or "empty"), content, packing)
    return output.getvalue()


PNG = Format(".png", cut_png, join_png)
JPEG = Format(".jpg", cut_jpeg, join_jpeg)
WEBP = Format(".webp", cut_riff, join_riff)
TIFF = Format(".tif", cut_tiff, join_tiff)
OPENRASTER = Format(".ora", cut_zip, join_zip)
PSD = Format(".psd")
