"""Texts and XMP in a PNG file, and the Exif and IPTC that ImageMagick writes as texts."""

from __future__ import annotations

import binascii
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from inlay.files.metadata import iptc
from inlay.files.png.datastream import Chunk, chunk
from inlay.files.unpacking import LARGEST_TEXT, inflate

_NAMES = (b"tEXt", b"zTXt", b"iTXt")
_XMP = b"XML:com.adobe.xmp"
_RAW = b"Raw profile type "
_EXIF = b"Exif\0\0"
# ImageMagick's times of the file, which a new file has of its own.
_DATES = b"date:"
_LONGEST_KEYWORD = 79
# From this length on texts are packed.
_LONG = 1024
_DIGITS_OF_A_LINE = 36


@dataclass
class Texts:
    """What stands in the texts of a file.

    Attributes
    ----------
    lost : bool
        Whether some are damaged, unknown, or more than the limits allow.
    """

    words: dict[str, str] = field(default_factory=dict)
    exif: bytes = b""
    xmp: bytes = b""
    iptc: bytes = b""
    lost: bool = False


def read(chunks: list[Chunk]) -> Texts:
    found, room = Texts(), LARGEST_TEXT
    words: dict[str, list[str]] = {}
    for name, content, _ in chunks:
        if name not in _NAMES:
            continue
        keyword, text = _parse(name, bytes(content), room)
        if text is None or len(text) > room:
            found.lost = True
            continue
        room -= len(text)
        if keyword == _XMP:
            found.xmp = found.xmp or text
        elif keyword.startswith(_RAW):
            found.lost |= not _take_profile(found, keyword[len(_RAW) :].lower(), text)
        elif not keyword.startswith(_DATES):
            encoding = "utf-8" if name == b"iTXt" else "latin-1"
            words.setdefault(keyword.decode("latin-1"), []).append(text.decode(encoding, "replace"))
    found.words = {key: "\n".join(lines) for key, lines in words.items()}
    return found


def _parse(name: bytes, content: bytes, room: int) -> tuple[bytes, bytes | None]:
    """Keyword and text; None for a text that is damaged or longer than `room`."""
    keyword, separator, text = content.partition(b"\0")
    if not (keyword and separator):
        return b"", None
    if name == b"tEXt":
        return keyword, text
    if name == b"zTXt":
        return keyword, inflate(text[1:], room)
    packed, parts = text[:1] == b"\1", text[2:].split(b"\0", 2)
    if len(parts) != 3:
        return keyword, None
    return keyword, inflate(parts[2], room) if packed else parts[2]


def _take_profile(found: Texts, kind: bytes, text: bytes) -> bool:
    """Take over what ImageMagick writes in hexadecimal digits behind a name and a length."""
    try:
        _, length, digits = text.strip().split(b"\n", 2)
        profile = binascii.unhexlify(b"".join(digits.split()))
        if len(profile) != int(length):
            return False
    except ValueError:
        return False
    if profile.startswith(_EXIF):
        found.exif = found.exif or profile
    elif kind in (b"iptc", b"8bim"):
        found.iptc = found.iptc or iptc.from_resources(profile) or (profile if kind == b"iptc" else b"")
    elif kind in (b"xmp", b"app1"):
        found.xmp = found.xmp or profile[max(0, profile.find(b"<")) :]
    else:
        return False
    return True


def write(texts: Mapping[str, str], packet: bytes, records: bytes) -> Iterator[bytes]:
    """Chunks of texts, XMP and IPTC."""
    for keyword, text in texts.items():
        yield _text(_keyword(keyword), text.replace("\0", " "))
    if packet:
        yield chunk(b"iTXt", _XMP + bytes(5) + packet)
    if records:
        profile = iptc.to_resources(records)
        digits = binascii.hexlify(profile, "\n", -_DIGITS_OF_A_LINE)
        packed = zlib.compress(b"\niptc\n%8d\n%s\n" % (len(profile), digits))
        yield chunk(b"zTXt", _RAW + b"iptc\0\0" + packed)


def _keyword(text: str) -> bytes:
    words = " ".join(text.replace("\0", " ").split())
    return words.encode("latin-1", "replace")[:_LONGEST_KEYWORD].strip() or b"Comment"


def _text(keyword: bytes, text: str) -> bytes:
    try:
        encoded, name, plain, packed = text.encode("latin-1"), b"tEXt", b"\0", b"\0\0"
    except UnicodeEncodeError:
        encoded, name, plain, packed = text.encode("utf-8", "replace"), b"iTXt", bytes(5), b"\0\1\0\0\0"
    if len(encoded) < _LONG:
        return chunk(name, keyword + plain + encoded)
    return chunk(b"zTXt" if name == b"tEXt" else name, keyword + packed + zlib.compress(encoded))
