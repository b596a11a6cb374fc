"""PNG: 8 and 16 bits, gray and colour, with what the file says about its colours and about the picture."""

from __future__ import annotations

import contextlib
import logging
import struct
import warnings
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from inlay.errors import FileError, InlayWarning
from inlay.files import damage, exif, limits, png_chunks, png_colours, png_texts
from inlay.files.document import Document, Metadata, flat
from inlay.files.metadata import gather, writable_resolution
from inlay.files.png_chunks import SIGNATURE as SIGNATURE
from inlay.files.png_chunks import chunk
from inlay.picture import CHANNELS, Picture, Space

NAME = "PNG"
_METRE = 0.0254
_MOST_DOTS = (1 << 31) - 1
# Much faster than the highest levels, and hardly larger.
_LEVEL = 4
# What is read, and what says nothing about the picture as it will be written.
_UNDERSTOOD = {
    *("IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cICP", "iCCP", "sRGB", "gAMA", "cHRM", "pHYs", "eXIf"),
    *("tEXt", "zTXt", "iTXt", "acTL", "fcTL", "fdAT"),
    *("tIME", "bKGD", "hIST", "sBIT", "sPLT", "oFFs", "vpAg", "caNv", "iDOT"),
}
_MOST_NAMES = 8

# libpng's complaints would reach the terminal; ours say what to do.
logging.getLogger("imagecodecs").addHandler(logging.NullHandler())


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
    with damage.as_file_error(path):
        chunks = list(png_chunks.walk(content, path))
        found = png_chunks.first_of_each(chunks)
        header = png_chunks.header(found, path)
        packed = sum(len(part) for name, part, _ in chunks if name == b"IDAT")
        limits.check_picture(path, header.width, header.height, header.pixel_bytes, packed)
        if not 0 < packed <= header.most_packed:
            raise damage.damaged(path)
        orientation, metadata = _metadata(chunks, found, path)
        pixels = exif.turn(_pixels(chunks, found, header), orientation)
        profile, notes = png_colours.profile(found, header.model)
    for note in notes:
        _warn("colours", f"{path}: {note}.")
    _warn_of_the_rest(content, chunks, path)
    return Picture(pixels, space=Space(header.model, pixels.dtype, profile=profile), name=path.stem), metadata


def _pixels(chunks: list[png_chunks.Chunk], found: dict[bytes, bytes], header: png_chunks.Header) -> np.ndarray:
    """``(height, width, channels)``, palettes and transparent colours unpacked."""
    import imagecodecs

    channels = CHANNELS[header.model]
    shape = (header.height, header.width, channels)[: 3 if channels > 1 else 2]
    pixels = np.empty(shape, np.uint16 if header.depth == 16 else np.uint8)
    try:
        imagecodecs.png_decode(png_chunks.bare(chunks, found, header), out=pixels)
    except BaseException:
        # imagecodecs 2026.3.6 never lets go of the array of a damaged picture (of None, where it is given none).
        pixels.resize(0, refcheck=False)
        raise
    return pixels.reshape(header.height, header.width, channels)


def _metadata(chunks: list[png_chunks.Chunk], found: dict[bytes, bytes], path: Path) -> tuple[int, Metadata]:
    texts = png_texts.read(chunks)
    if texts.lost:
        _warn("metadata", f"{path}: texts that are damaged, too long or unknown are left out.")
    block = found.get(b"eXIf", texts.exif)
    return gather(path, block, _resolution(found), texts.xmp, texts.iptc, texts.words)


def _resolution(found: dict[bytes, bytes]) -> tuple[float, float] | None:
    dots = found.get(b"pHYs", b"")
    if len(dots) != 9 or dots[8] != 1:
        return None
    across, down = struct.unpack(">II", dots[:8])
    return across * _METRE, down * _METRE


def _warn_of_the_rest(content: bytes, chunks: list[png_chunks.Chunk], path: Path) -> None:
    """Say what of the file is not taken over."""
    frames = sum(name == b"fcTL" for name, *_ in chunks)
    if frames > 1:
        _warn("pages", f"{path} has {frames:,} pictures; the first one is used.")
    strange = sorted({name.decode("ascii", "replace") for name, *_ in chunks} - _UNDERSTOOD)
    if strange:
        _warn("metadata", f"{path}: parts that Inlay does not know are left out: {', '.join(strange[:_MOST_NAMES])}.")
    end = len(SIGNATURE) + sum(len(part.whole) for part in chunks)
    if content[end:].strip(b"\0"):
        _warn("metadata", f"{path}: what stands behind the end of its picture is left out.")


def _warn(code: str, message: str) -> None:
    warnings.warn(InlayWarning(code, message), stacklevel=4)


def profile(content: bytes, model: str) -> bytes | None:
    """The ICC profile of an encoded picture, None for sRGB or where it cannot be told."""
    return png_colours.profile(png_chunks.first_of_each(_ahead(content)), model)[0]


def metadata(content: bytes, path: Path) -> Metadata:
    """What an encoded picture says before its pixels, its resolution included; nothing where it is damaged."""
    chunks = _ahead(content)
    return _metadata(chunks, png_chunks.first_of_each(chunks), path)[1]


def _ahead(content: bytes) -> list[png_chunks.Chunk]:
    """The whole chunks before the pixels; the content may end anywhere."""
    chunks: list[png_chunks.Chunk] = []
    if content.startswith(SIGNATURE):
        with contextlib.suppress(FileError):
            for found in png_chunks.walk(content, ""):
                if found.name == b"IDAT":
                    break
                chunks.append(found)
    return chunks


def encode(picture: Picture, metadata: Metadata | None = None, offset: bool = False, level: int = _LEVEL) -> bytes:
    """Encode 8 or 16 bits, gray or colour, with or without opacity.

    With `offset`, the picture's position on the canvas goes into the file, where editors look for it.
    """
    import imagecodecs

    pixels = picture.pixels[..., 0] if picture.pixels.ndim == 3 and picture.pixels.shape[2] == 1 else picture.pixels
    # Beside a single row or column numpy calls any strides contiguous; libpng's wrapper does not.
    pixels = np.ascontiguousarray(pixels).ravel().reshape(pixels.shape)
    encoded = bytes(imagecodecs.png_encode(pixels, level=level))
    extra = b"".join(_about(picture, metadata or Metadata(), offset))
    return encoded[: png_chunks.HEADER_END] + extra + encoded[png_chunks.HEADER_END :]


def _about(picture: Picture, metadata: Metadata, offset: bool) -> Iterator[bytes]:
    profile = picture.space.profile
    if isinstance(profile, bytes) and picture.space.model != "MASK":
        points = png_colours.coding(profile)
        if points:
            yield chunk(b"cICP", points)
        yield chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(profile))
    resolution = writable_resolution(metadata, _METRE, _MOST_DOTS * _METRE)
    if resolution:
        across, down = (round(value / _METRE) for value in resolution)
        yield chunk(b"pHYs", struct.pack(">IIB", across, down, 1))
    if offset and (picture.x or picture.y):
        yield chunk(b"oFFs", struct.pack(">iiB", picture.x, picture.y, 0))
    if metadata.exif:
        yield chunk(b"eXIf", metadata.exif)
    yield from png_texts.write(metadata.texts, metadata.xmp, metadata.iptc)
