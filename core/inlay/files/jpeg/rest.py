"""What a JPEG file holds besides its picture and its metadata: further pictures, films, notes of cameras."""

from __future__ import annotations

import re
import struct
from pathlib import Path

from inlay.contract.language import _
from inlay.files.jpeg.markers import APP2, APP11, APPLICATIONS, Segment, joined
from inlay.files.metadata import exif
from inlay.files.words import BEHIND, CREDENTIALS, warn_of_unkept

_PICTURES, _CREDENTIALS = b"MPF\0", b"c2pa"
_GAIN_MAPS = (b"urn:iso:std:iso:ts:21496", b"ns.adobe.com/hdr-gain-map", b"HDRGainMap")
# What Inlay reads, what says how the pixels are coded, and notes that serve their makers' programs alone.
_KNOWN = {
    0xE0: (b"JFIF\0", b"JFXX\0", b"AVI1"),
    0xE1: (b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"),
    0xE2: (b"ICC_PROFILE\0", _PICTURES, b"FPXR\0", _GAIN_MAPS[0]),
    0xE3: (b"Meta\0\0", b"META\0\0"),
    0xE4: (b"SAMSUNG", b"Scalado", b"Qualcomm"),
    0xE5: (b"RMETA\0", b"Samsung", b"ssuniqueid"),
    0xE6: (b"EPPIM\0", b"GoPro\0", b"TDHD", b"MTK"),
    0xE7: (b"PENTAX ", b"HUAWEI", b"Qualcomm", b"QVCI"),
    0xE8: (b"SPIFF\0",),
    0xEC: (b"Ducky", b"PictureInfo", b"[picture info]", b"OLYMPUS"),
    0xED: (b"Photoshop 3.0\0", b"Adobe_CM"),
    0xEE: (b"Adobe",),
    0xEF: (b"Q ",),
}
_LIST_OF_PICTURES, _LISTED_SIZE, _PREVIEW = 0xB002, 16, 1
# What cameras fill a file up with; a second end of the picture stands there too.
_FILLING = b"\0\xff\xd9\r\n "
_SAMSUNG = b"SEFT"
_FILM = re.compile(rb"\0\0\0.ftyp", re.DOTALL)


def warn_of_unkept_parts(content: bytes, segments: list[Segment], path: Path) -> int:
    """Say in one line what is not taken over, and return how many pictures there are that are meant to be seen."""
    pictures, behind, unkept = _pictures(segments), content[segments[-1].end :], []
    if pictures > 1 and any(mark in content for mark in _GAIN_MAPS):
        pictures -= 1
        unkept.append(_("the second picture, which tells HDR screens what to brighten"))
    signed = any(each.marker == APP11 and _CREDENTIALS in bytes(each.content) for each in segments)
    if signed:
        unkept.append(CREDENTIALS)
    if _FILM.search(behind):
        unkept.append(_("the film behind its picture"))
    elif not pictures and not _is_filling(behind):
        unkept.append(BEHIND)
    strange = (each for each in segments if _is_strange(each) and not (signed and each.marker == APP11))
    warn_of_unkept(path, unkept, (each.name for each in strange))
    return pictures


def _pictures(segments: list[Segment]) -> int:
    """How many pictures the file lists that are no previews; 0 where it has no list (CIPA DC-007)."""
    block = joined(segments, APP2, _PICTURES)
    listed = exif.read(block, (_LIST_OF_PICTURES,)).get(_LIST_OF_PICTURES)
    if listed is None:
        return 0
    order, whole = exif.byte_order(block), len(listed.value) // _LISTED_SIZE * _LISTED_SIZE
    kinds = (struct.unpack_from(f"{order}I", listed.value, place) for place in range(0, whole, _LISTED_SIZE))
    return sum(kind >> 16 & 0xFF != _PREVIEW for (kind,) in kinds)


def _is_filling(behind: bytes) -> bool:
    """Whether the end of a file says nothing: it is empty, or lists what the pixels were made with."""
    return not behind.strip(_FILLING) or behind.endswith(_SAMSUNG)


def _is_strange(segment: Segment) -> bool:
    """Whether nothing is known of a segment of programs and cameras."""
    start = bytes(segment.content[:40])
    return segment.marker in APPLICATIONS and not start.startswith(_KNOWN.get(segment.marker, ()))
