"""XMP: what it says about the old pixels, and packets too long for one segment of a JPEG file."""

from __future__ import annotations

import hashlib
import re
from xml.etree import ElementTree

#: How many bytes of a packet fit beside its name into a JPEG segment (XMP specification, part 3, 1.1.3).
LONGEST_IN_JPEG = 65_502
_ORIENTATION = re.compile(rb"""(:Orientation\s*=\s*["']|<[\w.-]+:Orientation\s*>)\s*\d+\s*""")
_THUMBNAILS = re.compile(rb"<xmp:Thumbnails\b.*?</xmp:Thumbnails\s*>", re.DOTALL)
_PADDING = re.compile(rb"\s+(?=<\?xpacket end)")
_EXTENDED = re.compile(rb"""\s*\w+:HasExtendedXMP\s*=\s*["'][0-9A-Fa-f]{32}["']""")
_DESCRIPTIONS = re.compile(rb"<rdf:RDF\b[^>]*>(.*)</rdf:RDF\s*>", re.DOTALL)
_REFERRING = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="%s"/>'
    b"</rdf:RDF></x:xmpmeta>"
)


def upright(packet: bytes) -> bytes:
    """The same packet for pixels that have been turned: orientation 1, and no previews of the old picture."""
    return _THUMBNAILS.sub(b"", _ORIENTATION.sub(rb"\g<1>1", packet))


def split(packet: bytes) -> tuple[bytes, bytes, bytes]:
    """A packet that fits into one segment, and the digest and the text of what it refers to; both empty for none."""
    if len(packet) > LONGEST_IN_JPEG:
        packet = _PADDING.sub(b"\n", packet)
    if len(packet) <= LONGEST_IN_JPEG:
        return packet, b"", b""
    digest = hashlib.md5(packet, usedforsecurity=False).hexdigest().upper().encode()
    return _REFERRING % digest, digest, packet


def extended_digest(packet: bytes) -> bytes:
    """The digest of the text to which a packet refers; empty for none."""
    found = _EXTENDED.search(packet)
    return found[0].strip()[-33:-1] if found else b""


def join(packet: bytes, extension: bytes) -> bytes | None:
    """One packet of both parts; None where they do not go together."""
    if packet == _REFERRING % extended_digest(packet):
        return extension
    added = _DESCRIPTIONS.search(extension)
    packet = _EXTENDED.sub(b"", packet)
    end = packet.rfind(b"</rdf:RDF")
    if added is None or end < 0 or b"<!" in packet + extension:
        return None
    joined = packet[:end] + added[1] + packet[end:]
    try:
        ElementTree.fromstring(joined)
    except ElementTree.ParseError:
        return None
    return joined
