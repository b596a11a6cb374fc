"""TIFF."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from io import BytesIO

import numpy as np
import tifffile
from tests.files.drawn import SRGB, noise
from tests.fuzz.seeds.flat import IPTC, XMP, pointers

CODES = {1: "B", 3: "H", 4: "I", 5: "2I"}


def tiff() -> dict[str, bytes]:
    rgb, gray = noise(13, 17, 3), noise(13, 17, 1)[..., 0]
    found = {}
    for kind in ("u1", "u2", "u4", "f2", "f4", "f8"):
        found[kind] = written(
            (noise(13, 17, 3, kind if kind[0] == "f" else "f4") * 200).astype(kind), photometric="rgb"
        )
    for packing in ("zlib", "lzw", "packbits", "zstd", "lzma", "jpeg"):
        found[packing] = written(rgb, photometric="rgb", compression=packing, rowsperstrip=4)
    found["tiles"] = written(noise(40, 40, 3), photometric="rgb", tile=(16, 16), compression="zlib", predictor=True)
    found["planes"] = written(np.moveaxis(rgb, 2, 0), photometric="rgb", planarconfig="separate")
    found["big"] = written(gray, photometric="miniswhite", bigtiff=True)
    found["other order"] = written(noise(13, 17, 1, "u2")[..., 0], photometric="minisblack", byteorder=">")
    found["opacity"] = written(noise(13, 17, 4), photometric="rgb", extrasamples=["assocalpha"])
    found["unspecified"] = written(noise(13, 17, 4), photometric="rgb", extrasamples=["unspecified"])
    about = {"iccprofile": SRGB, "extratags": [(700, 1, len(XMP), XMP), (33723, 7, len(IPTC), IPTC)]}
    found["told"] = written(rgb, photometric="rgb", description="hello", resolution=(300, 300), **about)
    found["pages"] = _pages(False)
    found["inner page"] = _pages(True)
    return found | _made() | _hostile()


def written(pixels: np.ndarray, **options: object) -> bytes:
    output = BytesIO()
    tifffile.imwrite(output, pixels, metadata=None, **options)
    return output.getvalue()


def _pages(inner: bool) -> bytes:
    """A thumbnail first, then the picture, on a page of its own or below the first."""
    output, picture = BytesIO(), noise(16, 20, 3)
    with tifffile.TiffWriter(output) as file:
        below = {"subifds": 1} if inner else {}
        file.write(picture[::4, ::4], photometric="rgb", subfiletype=1, metadata=None, **below)
        file.write(picture, photometric="rgb", subfiletype=0, metadata=None)
    return output.getvalue()


def made(entries: Sequence[tuple[int, int, Sequence[int]]], strip: bytes, following: int = 0) -> bytes:
    """A file of one strip from tags, types and values; the strip's place is added."""
    entries = sorted([*entries, (273, 4, [0]), (279, 4, [len(strip)])])
    end = 8 + 2 + 12 * len(entries) + 4
    values = [struct.pack(f"<{len(found)}{CODES[kind][-1]}", *found) for _, kind, found in entries]
    longer = [value + bytes(len(value) % 2) if len(value) > 4 else b"" for value in values]
    table = b""
    for place, (tag, kind, found) in enumerate(entries):
        value = values[place]
        if tag == 273:
            value = struct.pack("<I", end + sum(map(len, longer)))
        elif len(value) > 4:
            value = struct.pack("<I", end + sum(map(len, longer[:place])))
        table += struct.pack("<HHI", tag, kind, len(found) // len(CODES[kind][:-1] or "1")) + value.ljust(4, b"\0")
    head = b"II*\0" + struct.pack("<IH", 8, len(entries))
    return head + table + struct.pack("<I", following) + b"".join(longer) + strip


SIZE = [(256, 3, [16]), (257, 3, [4]), (259, 3, [1]), (277, 3, [1]), (278, 3, [4])]
GRAY = [*SIZE, (258, 3, [8]), (262, 3, [1])]


def _made() -> dict[str, bytes]:
    gray = bytes(range(64))
    palette = (320, 3, [0, 65535, 0, 32768, 0, 0])
    return {
        "palette of two": made([*SIZE, (258, 3, [1]), (262, 3, [3]), palette], bytes([0b10110001, 7] * 4)),
        "no photometric": made([*SIZE, (258, 3, [8])], gray),
        "turned by a byte": made([*GRAY, (274, 1, [6])], gray),
        "turned twice": made([*GRAY, (274, 3, [6, 3])], gray),
        "two units": made([*GRAY, (296, 3, [2, 3]), (282, 5, [300, 1])], gray),
        "dense": made([*GRAY, (296, 3, [2]), (282, 5, [4_000_000_000, 1]), (283, 5, [4_000_000_000, 1])], gray),
        "old JPEG": made([*SIZE[:2], (259, 3, [6]), *SIZE[3:], (258, 3, [8]), (262, 3, [6])], gray),
        "after itself": made(GRAY, gray, following=8),
    }


def _hostile() -> dict[str, bytes]:
    tall = [
        (256, 3, [23]),
        (257, 4, [2_097_169]),
        (259, 3, [5]),
        (277, 3, [3]),
        (278, 4, [4]),
        (258, 3, [16]),
        (262, 3, [2]),
    ]
    head = pointers(100)
    return {"tall": made(tall, bytes(64)), "pointers": head, "many tags": made(GRAY + _heavy(300), bytes(64))}


def _heavy(count: int) -> list[tuple[int, int, list[int]]]:
    """Private tags, each of a kilobyte."""
    return [(40_000 + number, 1, [7] * 1000) for number in range(count)]
