"""XMP: what it says about the old pixels, and packets too long for one segment of a JPEG file."""

from __future__ import annotations

import hashlib
import re
import string
from xml.etree import ElementTree

#: How many bytes of a packet fit beside its name into a JPEG segment (XMP specification, part 3, 1.1.3).
LONGEST_IN_JPEG = 65_502
_ORIENTATION = re.compile(rb"""(:Orientation\s*=\s*["']|<[\w.-]+:Orientation\s*>)\s*(\d+)\s*""")
_THUMBNAILS = b"xmp:Thumbnails", b"xap:Thumbnails"
_DESCRIPTIONS = b"<rdf:RDF", b"</rdf:RDF"
_TRAILER = b"<?xpacket end"
_EXTENDED = re.compile(rb""":HasExtendedXMP\s*=\s*["']([0-9A-Fa-f]{32})["']""")
_REFERRING = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="%s"/>'
    b"</rdf:RDF></x:xmpmeta>"
)


def orientation(packet: bytes) -> int:
    """How the camera was held, 1 to 8, as in Exif; 1 where nothing is said."""
    found = _ORIENTATION.search(packet)
    return int(found[2]) if found and re.fullmatch(rb"[1-8]", found[2]) else 1


def upright(packet: bytes) -> bytes:
    """The same packet for pixels that have been turned: orientation 1, and no previews of the old picture."""
    for name in _THUMBNAILS:
        packet = _without(packet, name)
    return _ORIENTATION.sub(rb"\g<1>1", packet)


def _without(packet: bytes, element: bytes) -> bytes:
    kept, place = [], 0
    begin, end = b"<%s" % element, b"</%s>" % element
    while (start := packet.find(begin, place)) >= 0 and (stop := packet.find(end, start)) >= 0:
        kept.append(packet[place:start])
        place = stop + len(end)
    return b"".join([*kept, packet[place:]])


def split(packet: bytes) -> tuple[bytes, bytes, bytes]:
    """A packet that fits into one segment, and the digest and the text of what it refers to; both empty for none."""
    if len(packet) > LONGEST_IN_JPEG:
        body, trailer, rest = packet.rpartition(_TRAILER)
        packet = body.rstrip() + b"\n" + trailer + rest if trailer else packet
    if len(packet) <= LONGEST_IN_JPEG:
        return packet, b"", b""
    digest = hashlib.md5(packet, usedforsecurity=False).hexdigest().upper().encode()
    return _REFERRING % digest, digest, packet


def extended_digest(packet: bytes) -> bytes:
    """The digest of the text to which a packet refers; empty for none."""
    found = _EXTENDED.search(packet)
    return found[1] if found else b""


def join(packet: bytes, extension: bytes) -> bytes | None:
    """A packet and what it refers to as one; None where they do not go together."""
    reference = _EXTENDED.search(packet)
    if reference is None or packet == _REFERRING % reference[1]:
        return extension or None
    packet = packet[: reference.start()].rstrip(string.ascii_letters.encode()) + packet[reference.end() :]
    begin, end = _DESCRIPTIONS
    first, last, place = extension.find(b">", extension.find(begin)) + 1, extension.rfind(end), packet.rfind(end)
    if not 0 < first <= last or place < 0 or b"<!" in packet + extension:
        return None
    joined = packet[:place] + extension[first:last] + packet[place:]
    try:
        ElementTree.fromstring(joined)
    except ElementTree.ParseError:
        return None
    return joined
