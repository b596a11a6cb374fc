"""PNG: 8 and 16 bits, gray and colour, with profile, Exif and resolution."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np

from inlay.errors import FileError
from inlay.files import exif
from inlay.files.document import Document, Metadata, flat
from inlay.picture import Picture, Space

SIGNATURE = b"\x89PNG\r\n\x1a\n"
NAME = "PNG"
_MODELS = {1: "GRAY", 2: "GRAYA", 3: "RGB", 4: "RGBA"}
_METRES = 0.0254
# Much faster than the highest levels, and hardly larger.
_LEVEL = 4


def read(content: bytes, path: Path) -> Document:
    """Decode a PNG file.

    Raises
    ------
    FileError
        If it is damaged.
    """
    picture, metadata = decode(content, path)
    return flat(picture, metadata, NAME, path)


def decode(content: bytes, path: Path) -> tuple[Picture, Metadata]:
    """Pixels and what is said about them."""
    try:
        found = _chunks(content)
        depth, kind = found[b"IHDR"][8], found[b"IHDR"][9]
        pixels = _deep(content, kind, found) if depth == 16 else _plain(content)
    except FileError:
        raise
    except (OSError, RuntimeError, ValueError, KeyError, IndexError, SyntaxError, struct.error, zlib.error) as error:
        raise FileError(f"{path} is damaged or cut off.", "Save it again from the program that made it.") from error
    block = found.get(b"eXIf", b"")
    pixels = exif.turn(pixels, exif.orientation(block))
    model = _MODELS[pixels.shape[2]]
    space = Space(model, pixels.dtype, profile=_profile(found, model))
    return Picture(pixels, space=space, name=path.stem), Metadata(exif.upright(block), _resolution(found))


def _chunks(content: bytes) -> dict[bytes, bytes]:
    """The first chunk of every kind before the pixels, and those after them."""
    found: dict[bytes, bytes] = {}
    place = len(SIGNATURE)
    while place + 8 <= len(content):
        size, name = struct.unpack_from(">I4s", content, place)
        if name != b"IDAT":
            found.setdefault(name, content[place + 8 : place + 8 + size])
        place += 12 + size
        if name == b"IEND":
            break
    return found


def _deep(content: bytes, kind: int, found: dict[bytes, bytes]) -> np.ndarray:
    import imagecodecs

    pixels = imagecodecs.png_decode(_bare(content))
    if pixels.ndim == 2:
        pixels = pixels[..., np.newaxis]
    key = found.get(b"tRNS")
    if key and kind in (0, 2) and pixels.shape[2] in (1, 3):
        colour = np.frombuffer(key, ">u2", 1 if kind == 0 else 3)
        alpha = np.where((pixels == colour).all(axis=2, keepdims=True), 0, 65535).astype(np.uint16)
        pixels = np.concatenate([pixels, alpha], axis=2)
    return pixels


def _bare(content: bytes) -> bytes:
    """Only what the pixels need: libpng comments on the rest on stderr."""
    parts, place = [SIGNATURE], len(SIGNATURE)
    while place + 8 <= len(content):
        size, name = struct.unpack_from(">I4s", content, place)
        if name in (b"IHDR", b"IDAT", b"IEND"):
            parts.append(content[place : place + 12 + size])
        place += 12 + size
    return b"".join(parts)


def _plain(content: bytes) -> np.ndarray:
    from inlay.files import pillow

    with pillow.opened(BytesIO(content), ("PNG",)) as image:
        return pillow.pixels(image)


def profile(content: bytes, model: str) -> bytes | None:
    """The ICC profile of an encoded picture."""
    try:
        return _profile(_chunks(content), model) if content.startswith(SIGNATURE) else None
    except struct.error:
        return None


def _profile(found: dict[bytes, bytes], model: str) -> bytes | None:
    chunk = found.get(b"iCCP")
    if not chunk:
        return None
    _, _, packed = chunk.partition(b"\0")
    try:
        unpacked = zlib.decompress(packed[1:])
    except zlib.error:
        return None
    return unpacked if unpacked[16:20] == (b"GRAY" if model.startswith("GRAY") else b"RGB ") else None


def _resolution(found: dict[bytes, bytes]) -> tuple[float, float] | None:
    chunk = found.get(b"pHYs", b"")
    if len(chunk) != 9 or chunk[8] != 1:
        return None
    across, down = struct.unpack(">II", chunk[:8])
    return across * _METRES, down * _METRES


def encode(picture: Picture, metadata: Metadata | None = None, offset: bool = False, level: int = _LEVEL) -> bytes:
    """Encode 8 or 16 bits, gray or colour, with or without opacity.

    With `offset`, the picture's position on the canvas goes into the file, where editors look for it.
    """
    import imagecodecs

    # A copy: what was turned keeps odd strides along sides of one pixel, which the encoder does not take.
    pixels = np.array(picture.pixels, order="C")
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[..., 0]
    encoded = bytes(imagecodecs.png_encode(pixels, level=level))
    extra = b""
    if isinstance(picture.space.profile, bytes) and picture.space.model != "MASK":
        extra += _chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(picture.space.profile))
    if metadata and metadata.resolution:
        across, down = (round(value / _METRES) for value in metadata.resolution)
        extra += _chunk(b"pHYs", struct.pack(">IIB", across, down, 1))
    if offset and (picture.x or picture.y):
        extra += _chunk(b"oFFs", struct.pack(">iiB", picture.x, picture.y, 0))
    if metadata and metadata.exif:
        extra += _chunk(b"eXIf", metadata.exif)
    header = len(SIGNATURE) + 25
    return encoded[:header] + extra + encoded[header:]


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
