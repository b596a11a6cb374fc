"""The start of a PSD or PSB file, looked at before anything is unpacked."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

from inlay.contract.language import _
from inlay.errors import FileError
from inlay.files import damage, unpacking

#: Numbers of the colour modes, in Photoshop's words.
MODES = {
    0: "BITMAP",
    1: "GRAYSCALE",
    2: "INDEXED",
    3: "RGB",
    4: "CMYK",
    7: "MULTICHANNEL",
    8: "DUOTONE",
    9: "LAB",
}
_DEPTHS = (1, 8, 16, 32)
_MOST_CHANNELS = 56
# How many times its own length each kind of compression unpacks to at best: PackBits, and deflate twice.
_PACKBITS = 64
_DEFLATE = 1032
_RATIOS = {2: _DEFLATE, 3: _DEFLATE}
# Bytes of pixels that a file may ask for without holding them: composing them takes a moment.
_ALWAYS_ALLOWED = 1 << 22
# Blocks of a PSB file whose length has eight bytes; of them only these matter here.
_LAYER_BLOCKS = (b"Lr16", b"Lr32")
_LONG_BLOCKS = (
    b"LMsk",
    b"Layr",
    b"Mt16",
    b"Mt32",
    b"Mtrn",
    b"Alph",
    b"FMsk",
    b"lnk2",
    b"lnk3",
    b"lnkE",
    b"FEid",
    b"FXid",
    b"FELS",
    b"PxSD",
    b"pths",
    b"extn",
    b"extd",
    b"cinf",
    b"artd",
    *_LAYER_BLOCKS,
)


@dataclass(frozen=True)
class Header:
    """What the first 26 bytes say."""

    version: int
    channels: int
    height: int
    width: int
    depth: int
    mode: str


def check(content: bytes, path: Path) -> Header:
    """Read the header, and refuse a file that asks for more than its bytes can hold.

    Raises
    ------
    FileError
        If the file is cut off, of a kind that does not exist, or too large.
    ResourceError
        If there is too little memory for it.
    """
    header = _read(content, path)
    pixel_bytes = header.channels * header.depth / 8
    unpacking.check_picture(path, header.width, header.height, pixel_bytes, len(content))
    section = "Q" if header.version == 2 else "I"
    _mode, place = _span(content, 26, "I", path)
    _resources, place = _span(content, place, "I", path)
    layers, place = _span(content, place, section, path)
    count = _count(content, layers, section)
    if count > unpacking.MOST_LAYERS:
        raise FileError(
            _(
                "{path} has {count} layers; Inlay reads at most {most_layers}.",
                path=path,
                count=f"{count:,}",
                most_layers=f"{unpacking.MOST_LAYERS:,}",
            ),
            _("Merge some of them."),
        )
    _check_stored(content, place, header, pixel_bytes, path)
    return header


def _read(content: bytes, path: Path) -> Header:
    if len(content) < 26:
        raise damage.damaged(path)
    version, channels, height, width, depth, mode = struct.unpack_from(">4xH6xHIIHH", content)
    if version not in (1, 2) or depth not in _DEPTHS or not 0 < channels <= _MOST_CHANNELS or mode not in MODES:
        raise damage.damaged(path)
    return Header(version, channels, height, width, depth, MODES[mode])


def _span(content: bytes, place: int, length: str, path: Path) -> tuple[tuple[int, int], int]:
    """Start and end of a section that begins with its length, and where the next one begins."""
    start = place + struct.calcsize(f">{length}")
    if start > len(content):
        raise damage.damaged(path)
    (size,) = struct.unpack_from(f">{length}", content, place)
    if start + size > len(content):
        raise damage.damaged(path)
    return (start, start + size), start + size


def _check_stored(content: bytes, place: int, header: Header, pixel_bytes: float, path: Path) -> None:
    """Every file ends with its composed picture, so that its bytes bound the canvas."""
    if place + 2 > len(content):
        raise damage.damaged(path)
    (compression,) = struct.unpack_from(">H", content, place)
    unpacked = header.width * header.height * pixel_bytes
    if unpacked > max(_ALWAYS_ALLOWED, _RATIOS.get(compression, _PACKBITS) * len(content)):
        raise damage.damaged(path)


def _count(content: bytes, layers: tuple[int, int], section: str) -> int:
    """How many layers there are: said at the start of the section, or in a block of 16 or 32 bits."""
    start, end = layers
    size = struct.calcsize(f">{section}")
    if end - start < size:
        return 0
    (length,) = struct.unpack_from(f">{section}", content, start)
    found = _number(content, start + size, end) if length else 0
    place = start + size + length
    if place + 4 <= end and content[place : place + 4] not in (b"8BIM", b"8B64"):
        place += 4 + struct.unpack_from(">I", content, place)[0]
    while place + 16 <= end and content[place : place + 4] in (b"8BIM", b"8B64"):
        key = content[place + 4 : place + 8]
        kind = "Q" if section == "Q" and key in _LONG_BLOCKS else "I"
        (length,) = struct.unpack_from(f">{kind}", content, place + 8)
        place += 8 + struct.calcsize(f">{kind}")
        if key in _LAYER_BLOCKS:
            found = max(found, _number(content, place, end))
        place += length + -length % 4
    return found


def _number(content: bytes, place: int, end: int) -> int:
    """The count is negative where the composed picture has opacity."""
    return abs(struct.unpack_from(">h", content, place)[0]) if place + 2 <= end else 0
