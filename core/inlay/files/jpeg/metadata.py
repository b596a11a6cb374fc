"""What a JPEG file says besides its pixels: Exif, XMP, IPTC, comments, resolution and profile."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from inlay.contract.language import _
from inlay.files.document import Metadata
from inlay.files.jpeg.markers import (
    APP0,
    APP1,
    APP2,
    APP13,
    COMMENT,
    LONGEST,
    Segment,
    joined,
    segment,
    split,
)
from inlay.files.metadata import exif, iptc, xmp
from inlay.files.unpacking import LARGEST_PROFILE, LARGEST_TEXT

_JFIF = b"JFIF\0"
_EXIF, _XMP, _EXTENSION = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"
_ICC, _PHOTOSHOP = b"ICC_PROFILE\0", b"Photoshop 3.0\0"
_CENTIMETRE = 2.54
_PER_INCH, _PER_CENTIMETRE = 1, 2
_MOST_DOTS = 0xFFFF
LEAST_RESOLUTION, MOST_RESOLUTION = 1, _MOST_DOTS * _CENTIMETRE


def block(segments: list[Segment]) -> bytes:
    """Exif."""
    return joined(segments, APP1, _EXIF)


def resolution(segments: list[Segment]) -> tuple[float, float] | None:
    """Dots an inch, as JFIF says."""
    found = joined(segments, APP0, _JFIF)
    scale = {_PER_INCH: 1.0, _PER_CENTIMETRE: _CENTIMETRE}.get(found[2]) if len(found) >= 7 else None
    if scale is None:
        return None
    across, down = struct.unpack_from(">HH", found, 3)
    return across * scale, down * scale


def profile(segments: list[Segment]) -> bytes | None:
    """The ICC profile, put together from its parts; empty for none, None where it is damaged or too long."""
    parts = {
        bytes(found.content[12:14]): found.content[14:]
        for found in segments
        if found.marker == APP2 and found.content[:12] == _ICC
    }
    count = len(parts)
    if set(parts) != {bytes((number, count)) for number in range(1, min(count, 255) + 1)}:
        return None
    whole = b"".join(part for _, part in sorted(parts.items()))
    return whole if len(whole) <= LARGEST_PROFILE else None


def packet(segments: list[Segment]) -> tuple[bytes, bool]:
    """The XMP packet, and whether it is whole."""
    found = next(
        (
            bytes(each.content[len(_XMP) :])
            for each in segments
            if each.marker == APP1 and each.content[: len(_XMP)] == _XMP
        ),
        b"",
    )
    digest = xmp.extended_digest(found)
    if not digest:
        return found, True
    whole = xmp.join(found, _extension(segments, digest))
    return (found, False) if whole is None else (whole, True)


def _extension(segments: list[Segment], digest: bytes) -> bytes:
    """What a packet refers to: pieces with their places, in any order."""
    name = _EXTENSION + digest
    pieces = [
        (*struct.unpack_from(">II", each.content, len(name)), each.content[len(name) + 8 :])
        for each in segments
        if each.marker == APP1 and each.content[: len(name)] == name and len(each.content) >= len(name) + 8
    ]
    whole = b"".join(piece for _, _, piece in sorted(pieces, key=lambda each: each[1]))
    return whole if len(whole) <= LARGEST_TEXT and all(length == len(whole) for length, *_ in pieces) else b""


def records(segments: list[Segment]) -> bytes:
    """IPTC."""
    return iptc.from_resources(joined(segments, APP13, _PHOTOSHOP))


def texts(segments: list[Segment]) -> dict[str, str]:
    """The comments, as one."""
    found = [bytes(each.content).rstrip(b"\0") for each in segments if each.marker == COMMENT]
    words = "\n".join(_decoded(comment) for comment in found)
    return {"Comment": words} if words else {}


def _decoded(comment: bytes) -> str:
    try:
        return comment.decode("utf-8")
    except UnicodeDecodeError:
        return comment.decode("latin-1")


def write(metadata: Metadata, profile: bytes, has_jfif: bool) -> tuple[bytes, list[str]]:
    """The segments in front of the pixels, and what is too long for them.

    Parameters
    ----------
    metadata : Metadata
        With a resolution between `LEAST_RESOLUTION` and `MOST_RESOLUTION`.
    profile : bytes
        ICC profile, empty for none.
    has_jfif : bool
        Whether the picture is of JFIF's colours, gray or YCbCr; others have their resolution in Exif.
    """
    lost: list[str] = []
    block, comment = metadata.exif, metadata.texts.get("Comment", "").encode()
    found = [_jfif(metadata.resolution)] if has_jfif else []
    if metadata.resolution and not has_jfif:
        block = exif.with_resolution(block, metadata.resolution)
    if len(_EXIF + block) > LONGEST:
        lost.append(_("Exif data"))
    elif block:
        found.append(segment(APP1, _EXIF + block))
    found += _xmp(metadata.xmp)
    parts = [*split(APP2, _ICC + b"\0\0", profile)]
    if len(parts) > 0xFF:
        lost.append(_("colour profile"))
    else:
        found += _numbered(parts)
    if metadata.iptc:
        found += split(APP13, _PHOTOSHOP, iptc.to_resources(metadata.iptc))
    if len(comment) > LONGEST:
        lost.append(_("comment"))
    elif comment:
        found.append(segment(COMMENT, comment))
    return b"".join(found), lost


def _jfif(resolution: tuple[float, float] | None) -> bytes:
    unit, dots = 0, (1, 1)
    if resolution:
        unit = _PER_INCH if max(resolution) <= _MOST_DOTS else _PER_CENTIMETRE
        scale = 1 if unit == _PER_INCH else _CENTIMETRE
        dots = round(resolution[0] / scale), round(resolution[1] / scale)
    return segment(APP0, _JFIF + struct.pack(">HBHHBB", 0x0102, unit, *dots, 0, 0))


def _numbered(parts: list[bytes]) -> Iterator[bytes]:
    """The segments of a profile with their numbers and their count."""
    place = 4 + len(_ICC)
    for number, part in enumerate(parts, 1):
        yield part[:place] + bytes((number, len(parts))) + part[place + 2 :]


def _xmp(packet: bytes) -> Iterator[bytes]:
    if not packet:
        return
    standard, digest, extension = xmp.split(packet)
    yield segment(APP1, _XMP + standard)
    room = LONGEST - len(_EXTENSION) - len(digest) - 8
    for start in range(0, len(extension), room):
        about = digest + struct.pack(">II", len(extension), start)
        yield segment(APP1, _EXTENSION + about + extension[start : start + room])
