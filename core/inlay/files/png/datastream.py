"""The chunks of a PNG file, checked (PNG, third edition, sections 5 and 11)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from inlay.files.damage import damaged

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER_END = len(SIGNATURE) + 25
_LARGEST_NUMBER = (1 << 31) - 1
#: Metres in an inch: resolutions are dots a metre.
METRE = 0.0254
_GRAY, _RGB, PALETTE, _GRAY_ALPHA, _RGB_ALPHA = 0, 2, 3, 4, 6
_DEPTHS = {_GRAY: (1, 2, 4, 8, 16), _RGB: (8, 16), PALETTE: (1, 2, 4, 8), _GRAY_ALPHA: (8, 16), _RGB_ALPHA: (8, 16)}
_CHANNELS = {_GRAY: 1, _RGB: 3, PALETTE: 3, _GRAY_ALPHA: 2, _RGB_ALPHA: 4}
_LARGEST_PALETTE = 3 * 256
_ALWAYS_PACKED = 1 << 16
_KEY_SIZES = {_GRAY: 2, _RGB: 6}


class Chunk(NamedTuple):
    """Its four letters, what it holds, and all of it as it stands in the file."""

    name: bytes
    content: memoryview
    whole: memoryview


@dataclass(frozen=True)
class Header:
    """What the pixels are: size, bits of a sample, colour type, and whether one colour or more are transparent."""

    width: int
    height: int
    depth: int
    kind: int
    transparent: bool

    @property
    def model(self) -> str:
        """The channels once they are unpacked."""
        opacity = "A" if self.transparent or self.kind in (_GRAY_ALPHA, _RGB_ALPHA) else ""
        return ("GRAY" if self.kind in (_GRAY, _GRAY_ALPHA) else "RGB") + opacity

    @property
    def pixel_bytes(self) -> int:
        return (_CHANNELS[self.kind] + self.transparent) * (2 if self.depth == 16 else 1)

    @property
    def most_packed(self) -> int:
        """Bytes that the packed pixels can have, however badly they are packed; more hold something else."""
        samples = 1 if self.kind == PALETTE else _CHANNELS[self.kind]
        return _ALWAYS_PACKED + 2 * self.height * (1 + self.width * samples * self.depth // 8)


def walk(content: bytes, what: object) -> Iterator[Chunk]:
    """Every chunk in order, up to the end of the picture.

    Raises
    ------
    FileError
        If one is cut off or its checksum is wrong, or the first or last one is missing.
    """
    view = memoryview(content)
    place, name = len(SIGNATURE), b""
    while name != b"IEND":
        if place + 12 > len(content):
            raise damaged(what)
        first, (size, name) = place == len(SIGNATURE), struct.unpack_from(">I4s", content, place)
        end = place + 8 + size
        if end + 4 > len(content) or first != (name == b"IHDR"):
            raise damaged(what)
        if zlib.crc32(view[place + 4 : end]) != int.from_bytes(view[end : end + 4], "big"):
            raise damaged(what)
        yield Chunk(name, view[place + 8 : end], view[place : end + 4])
        place = end + 4


def first_of_each(chunks: list[Chunk]) -> dict[bytes, bytes]:
    """The content of the first chunk of every kind, but for the pixels."""
    found: dict[bytes, bytes] = {}
    for name, content, _ in chunks:
        if name not in found and name != b"IDAT":
            found[name] = bytes(content)
    return found


def header(found: dict[bytes, bytes], what: object) -> Header:
    """What the header, the palette and the transparent colours say.

    Raises
    ------
    FileError
        If they are none that a PNG file can have.
    """
    if len(found[b"IHDR"]) != 13:
        raise damaged(what)
    width, height, depth, kind, packing, filtering, interlace = struct.unpack(">IIBBBBB", found[b"IHDR"])
    if not (0 < width <= _LARGEST_NUMBER and 0 < height <= _LARGEST_NUMBER) or depth not in _DEPTHS.get(kind, ()):
        raise damaged(what)
    if packing or filtering or interlace > 1:
        raise damaged(what)
    palette, keys = found.get(b"PLTE", b""), found.get(b"tRNS")
    if kind == PALETTE and not (len(palette) % 3 == 0 < len(palette) <= _LARGEST_PALETTE):
        raise damaged(what)
    if keys is not None and len(keys) < _KEY_SIZES.get(kind, 1):
        raise damaged(what)
    return Header(width, height, depth, kind, keys is not None and kind in (_GRAY, _RGB, PALETTE))


def bare(chunks: list[Chunk], found: dict[bytes, bytes], header: Header) -> bytes:
    """A file of only what the pixels need, so that nothing else is unpacked with them."""
    parts = [SIGNATURE, chunk(b"IHDR", found[b"IHDR"])]
    keys = found.get(b"tRNS", b"")[: _KEY_SIZES.get(header.kind)]
    if header.kind == PALETTE:
        colours = min(len(found[b"PLTE"]) // 3, 1 << header.depth)
        parts.append(chunk(b"PLTE", found[b"PLTE"][: 3 * colours]))
        keys = keys[:colours]
    elif header.depth < 16:
        # Of a transparent colour's words only the lowest bits count.
        words = struct.unpack(f">{len(keys) // 2}H", keys)
        keys = struct.pack(f">{len(words)}H", *(word & ((1 << header.depth) - 1) for word in words))
    if header.transparent:
        parts.append(chunk(b"tRNS", keys))
    return b"".join([*parts, *(part.whole for part in chunks if part.name == b"IDAT"), chunk(b"IEND", b"")])


def chunk(name: bytes, content: bytes | memoryview) -> bytes:
    checksum = zlib.crc32(content, zlib.crc32(name))
    return b"".join((struct.pack(">I", len(content)), name, content, struct.pack(">I", checksum)))
