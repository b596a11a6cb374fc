"""TIFF."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import tifffile

from tests.files import tagged
from tests.files.drawn import SRGB, noise, pointers
from tests.files.tagged import (
    ACROSS,
    BITS,
    BYTE,
    COMPRESSION,
    DOWN,
    HEIGHT,
    ORIENTATION,
    PALETTE,
    PHOTOMETRIC,
    RATIONAL,
    SAMPLES,
    SHORT,
    UNIT,
    WIDTH,
)
from tests.fuzz.seeds.flat import IPTC, XMP


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


PLAIN = tagged.gray(16, 4, ROWS=4)


def _made() -> dict[str, bytes]:
    levels = bytes(range(64))
    dense = (RATIONAL, [(4_000_000_000, 1)])
    palette = {BITS: 1, PHOTOMETRIC: 3, PALETTE: (SHORT, [0, 65535, 0, 32768, 0, 0])}
    return {
        "palette of two": one(palette, bytes([0b10110001, 7] * 4)),
        "no photometric": one({PHOTOMETRIC: None}, levels),
        "turned by a byte": one({ORIENTATION: (BYTE, [6])}, levels),
        "turned twice": one({ORIENTATION: (6, 3)}, levels),
        "two units": one({UNIT: (2, 3), ACROSS: (RATIONAL, [(300, 1)])}, levels),
        "dense": one({UNIT: 2, ACROSS: dense, DOWN: dense}, levels),
        "old JPEG": one({COMPRESSION: 6}, levels),
        "after itself": tagged.tiff((PLAIN, [levels]), loop=True),
    }


def _hostile() -> dict[str, bytes]:
    tall = {WIDTH: 23, HEIGHT: 2_097_169, COMPRESSION: 5, SAMPLES: 3, BITS: 16, PHOTOMETRIC: 2}
    # Private tags, each of a kilobyte.
    heavy = {40_000 + number: (BYTE, [7] * 1000) for number in range(300)}
    return {"tall": one(tall, bytes(64)), "pointers": pointers(100), "many tags": one(heavy, bytes(64))}


def one(tags: dict[int, object], strip: bytes) -> bytes:
    """A small gray file of one strip with other tags."""
    return tagged.tiff((PLAIN | tags, [strip]))
