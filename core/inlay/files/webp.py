"""WebP: 8 bits, decoded by libwebp and encoded by Pillow."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inlay.files import damage, pillow, unpacking
from inlay.files.document import Document, Metadata, flat
from inlay.files.metadata import embedded, exif, gather, writable_resolution
from inlay.files.words import CREDENTIALS, warn_of_others, warn_of_unkept
from inlay.picture import Picture, Space

NAME = "WebP"
_START = 12
_CANVAS, _LOSSY, _LOSSLESS, _FRAME = b"VP8X", b"VP8 ", b"VP8L", b"ANMF"
_EXIF, _XMP, _PROFILE = b"EXIF", b"XMP ", b"ICCP"
_UNDERSTOOD = {_CANVAS, _LOSSY, _LOSSLESS, _FRAME, _EXIF, _XMP, _PROFILE, b"ALPH", b"ANIM"}
_MODELS = {3: "RGB", 4: "RGBA"}
_PIXEL_BYTES = 4
# Of a part that is not kept, what says its size.
_HEAD = 16
_CREDENTIALS = "C2PA"
_LEAST_RESOLUTION, _MOST_RESOLUTION = 0.01, 1e6


def read(content: bytes, path: Path) -> Document:
    """Decode a WebP file.

    Raises
    ------
    FileError
        If it is damaged.
    """
    import imagecodecs

    with damage.as_file_error(path):
        chunks = list(_walk(content))
        found = dict(reversed(chunks))
        width, height = _size(found)
        unpacking.check_picture(path, width, height, _PIXEL_BYTES, len(content))
        frames = sum(name == _FRAME for name, _ in chunks)
        # A frame can be smaller than the canvas of an animation, whatever it says about opacity.
        pixels = imagecodecs.webp_decode(content, hasalpha=True if frames else None)
        orientation, metadata = gather(path, found.get(_EXIF, b""), packet=found.get(_XMP, b""))
    profile = _profile(found, path)
    warn_of_others(path, frames)
    names = {name.decode("ascii", "replace") for name, _ in chunks if name not in _UNDERSTOOD}
    warn_of_unkept(path, [CREDENTIALS] if _CREDENTIALS in names else [], names - {_CREDENTIALS})
    space = Space(_MODELS[pixels.shape[2]], pixels.dtype, profile=profile)
    return flat(
        Picture(exif.turn(pixels, orientation), space=space, name=path.stem),
        metadata,
        NAME,
        path,
        lossy=_LOSSY in found,
    )


def _profile(found: dict[bytes, bytes], path: Path) -> bytes | None:
    profile = found.get(_PROFILE)
    if not profile:
        return None
    return embedded.taken(path, profile if len(profile) <= unpacking.LARGEST_PROFILE else None, "RGB")


def _walk(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Every part with its name; the pixels are given by their first bytes alone."""
    place = _START
    while place + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, place)
        kept = size if name in (_EXIF, _XMP, _PROFILE) else min(size, _HEAD)
        yield name, content[place + 8 : place + 8 + kept]
        place += 8 + size + size % 2


def _size(found: dict[bytes, bytes]) -> tuple[int, int]:
    """Width and height as the header says: of the canvas, or of the only picture."""
    if _CANVAS in found:
        head = found[_CANVAS]
        return int.from_bytes(head[4:7], "little") + 1, int.from_bytes(head[7:10], "little") + 1
    if _LOSSLESS in found:
        (bits,) = struct.unpack_from("<I", found[_LOSSLESS], 1)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", found[_LOSSY], 6)
    return width & 0x3FFF, height & 0x3FFF


def encode(picture: Picture, metadata: Metadata) -> bytes:
    """Encode 8 bits without loss.

    Raises
    ------
    FileError
        If the picture is too large for WebP.
    """
    block = metadata.exif
    resolution = writable_resolution(metadata, _LEAST_RESOLUTION, _MOST_RESOLUTION)
    if resolution and resolution != exif.resolution(block):
        block = exif.with_resolution(block, resolution)
    options: dict[str, Any] = {"exif": block, "xmp": metadata.xmp, "icc_profile": picture.space.profile}
    given = {name: value for name, value in options.items() if isinstance(value, bytes) and value}
    return pillow.encode(picture, picture.space.model, NAME, lossless=True, exact=True, method=4, **given)
