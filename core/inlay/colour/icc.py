"""ICC profiles as bytes: written from colorants, curves and tables, and taken apart into tags (ICC.1:2022)."""

from __future__ import annotations

import struct
from functools import lru_cache

#: XYZ of the white to which all colorants are adapted.
D50 = (0.96420, 1.0, 0.82491)


def matrix(
    colorants: tuple[tuple[float, ...], ...], curve: bytes | tuple[bytes, ...], name: str = "", coding: bytes = b""
) -> bytes:
    """Write an RGB profile from three D50 colorants and one transfer curve or three.

    It bears a name, and the code points of `coding` (ITU-T H.273: primaries, transfer, matrix, range) if any are given.
    """
    each = (curve,) * 3 if isinstance(curve, bytes) else curve
    found = {b"rXYZ": _xyz(colorants[0]), b"gXYZ": _xyz(colorants[1]), b"bXYZ": _xyz(colorants[2])}
    return _write(b"RGB ", found | dict(zip((b"rTRC", b"gTRC", b"bTRC"), each, strict=True)), name, coding)


def gray(curve: bytes, name: str = "", coding: bytes = b"") -> bytes:
    """Write a gray profile from its transfer curve, with a name and code points like `matrix`."""
    return _write(b"GRAY", {b"kTRC": curve}, name, coding)


def coding(profile: bytes) -> bytes:
    """The code points of a profile (ICC.1:2022, 9.2.17); empty for none."""
    found = tags(profile).get(b"cicp", b"")
    return found[8:12] if len(found) == 12 else b""


def _xyz(values: tuple[float, ...]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(value * 65536) for value in values))


def _words(text: str) -> bytes:
    encoded = text.encode("utf-16-be")
    return b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(encoded), 28) + encoded


def tables(content: dict[bytes, bytes], paper: tuple[float, ...]) -> bytes:
    """Write a printer's CMYK profile from its tables to and from CIELAB, and the XYZ of its paper."""
    return _write(b"CMYK", {b"wtpt": _xyz(paper)} | content, device=b"prtr", between=b"Lab ")


def _write(
    space: bytes,
    content: dict[bytes, bytes],
    title: str = "",
    coding: bytes = b"",
    device: bytes = b"mntr",
    between: bytes = b"XYZ ",
) -> bytes:
    about = {b"desc": _words(title or "Inlay built-in"), b"cprt": _words("Public domain"), b"wtpt": _xyz(D50)}
    content = about | content | ({b"cicp": b"cicp" + bytes(4) + coding} if coding else {})
    table, body = b"", b""
    start = 128 + 4 + 12 * len(content)
    places: dict[bytes, int] = {}
    for name, value in content.items():
        if value not in places:
            places[value] = start + len(body)
            body += value + bytes(-len(value) % 4)
        table += struct.pack(">4sII", name, places[value], len(value))
    size = start + len(body)
    header = struct.pack(">I4sI4s4s4s", size, b"", 0x04300000, device, space, between)
    header += struct.pack(">6H4s", 2025, 1, 1, 0, 0, 0, b"acsp") + bytes(28) + _xyz(D50)[8:]
    return header + bytes(128 - len(header)) + struct.pack(">I", len(content)) + table + body


@lru_cache(maxsize=64)
def tags(profile: bytes) -> dict[bytes, bytes]:
    """The tags of a profile by their four letters; empty if it is damaged."""
    try:
        (count,) = struct.unpack(">I", profile[128:132])
        entries = [struct.unpack(">4sII", profile[132 + 12 * i : 144 + 12 * i]) for i in range(min(count, 1000))]
    except struct.error:
        return {}
    return {name: profile[start : start + size] for name, start, size in entries}
