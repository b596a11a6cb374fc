"""Reading a PNG file."""

from __future__ import annotations

import contextlib
import struct
from pathlib import Path

import numpy as np

from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import FileError, InlayWarning
from inlay.files import damage, quiet, unpacking
from inlay.files.document import Document, Metadata, flat
from inlay.files.metadata import exif, gather
from inlay.files.png import colours, datastream, texts
from inlay.files.words import BEHIND, CREDENTIALS, warn_of_others, warn_of_unkept
from inlay.picture import CHANNELS, Picture, Space

NAME = "PNG"
_UNKEPT = {"caBX": CREDENTIALS, "cLLI": _("how bright it is to be shown"), "mDCV": _("how bright it is to be shown")}
# What is read, and what says nothing about the picture as it will be written.
_UNDERSTOOD = {
    *("IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cICP", "iCCP", "sRGB", "gAMA", "cHRM", "pHYs", "eXIf"),
    *("tEXt", "zTXt", "iTXt", "acTL", "fcTL", "fdAT"),
    *("tIME", "bKGD", "hIST", "sBIT", "sPLT", "oFFs", "vpAg", "caNv", "iDOT", "orNT"),
    *_UNKEPT,
}
_FILLING = b"\0\r\n "

quiet.silence("imagecodecs")


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
        chunks = list(datastream.walk(content, path))
        found = datastream.first_of_each(chunks)
        header = datastream.header(found, path)
        packed = sum(len(part) for name, part, _ in chunks if name == b"IDAT")
        unpacking.check_picture(path, header.width, header.height, header.pixel_bytes, packed)
        if not 0 < packed <= header.most_packed:
            raise damage.damaged(path)
        orientation, metadata = _metadata(chunks, found, path)
        pixels = exif.turn(_pixels(chunks, found, header), orientation)
        profile, notes = colours.profile(found, header.model)
    for note in notes:
        warn(InlayWarning("colours", _("{path}: {note}.", path=path, note=note)))
    _warn_of_the_rest(content, chunks, path)
    return Picture(pixels, space=Space(header.model, pixels.dtype, profile=profile), name=path.stem), metadata


def _pixels(chunks: list[datastream.Chunk], found: dict[bytes, bytes], header: datastream.Header) -> np.ndarray:
    """``(height, width, channels)``, palettes and transparent colours unpacked."""
    import imagecodecs

    channels = CHANNELS[header.model]
    shape = (header.height, header.width, channels)[: 3 if channels > 1 else 2]
    pixels = np.empty(shape, np.uint16 if header.depth == 16 else np.uint8)
    try:
        imagecodecs.png_decode(datastream.bare(chunks, found, header), out=pixels)
    except BaseException:
        # imagecodecs 2026.3.6 never lets go of the array of a damaged picture (of None, where it is given none).
        pixels.resize(0, refcheck=False)
        raise
    return pixels.reshape(header.height, header.width, channels)


def _metadata(chunks: list[datastream.Chunk], found: dict[bytes, bytes], path: Path) -> tuple[int, Metadata]:
    said = texts.read(chunks)
    if said.lost:
        warn(
            InlayWarning("metadata", _("{path}: texts that are damaged, too long or unknown are left out.", path=path))
        )
    block = found.get(b"eXIf", said.exif)
    return gather(path, block, _resolution(found), said.xmp, said.iptc, said.words)


def _resolution(found: dict[bytes, bytes]) -> tuple[float, float] | None:
    dots = found.get(b"pHYs", b"")
    if len(dots) != 9 or dots[8] != 1:
        return None
    across, down = struct.unpack(">II", dots[:8])
    return across * datastream.METRE, down * datastream.METRE


def _warn_of_the_rest(content: bytes, chunks: list[datastream.Chunk], path: Path) -> None:
    """Say what of the file is not taken over."""
    order = [name for name, *_ in chunks if name in (b"fcTL", b"IDAT")]
    # What stands before all frames is a picture of its own, for programs that show no animations.
    pictures = order.count(b"fcTL") + (order[0] == b"IDAT")
    warn_of_others(path, pictures)
    names = {name.decode("ascii", "replace") for name, *_ in chunks}
    behind = content[len(datastream.SIGNATURE) + sum(len(part.whole) for part in chunks) :]
    unkept = list(dict.fromkeys(words for name, words in _UNKEPT.items() if name in names))
    if behind.strip(_FILLING):
        unkept.append(BEHIND)
    warn_of_unkept(path, unkept, names - _UNDERSTOOD)


def profile(content: bytes, model: str) -> bytes | None:
    """The ICC profile of an encoded picture, None for sRGB or where it cannot be told."""
    return colours.profile(datastream.first_of_each(_ahead(content)), model)[0]


def metadata(content: bytes, path: Path) -> Metadata:
    """What an encoded picture says before its pixels, its resolution included; nothing where it is damaged."""
    chunks = _ahead(content)
    return _metadata(chunks, datastream.first_of_each(chunks), path)[1]


def _ahead(content: bytes) -> list[datastream.Chunk]:
    """The whole chunks before the pixels; the content may end anywhere."""
    chunks: list[datastream.Chunk] = []
    if content.startswith(datastream.SIGNATURE):
        with contextlib.suppress(FileError):
            for found in datastream.walk(content, ""):
                if found.name == b"IDAT":
                    break
                chunks.append(found)
    return chunks
