"""PSD."""

from __future__ import annotations

import struct
from io import BytesIO

import numpy as np
from PIL import Image

from tests.files import layered as psd_files
from tests.files.drawn import noise


def psd() -> dict[str, bytes]:
    return {
        "flat": flat(3, 3, 8),
        "gray": flat(1, 1, 8),
        "deep": flat(3, 3, 16),
        "single floats": flat(3, 3, 32),
        "inks": flat(4, 4, 8),
        "Lab": flat(9, 3, 8),
        "bitmap": flat(0, 1, 1),
        "palette": flat(2, 1, 8, colours=bytes(range(256)) * 3),
        "duotone": flat(8, 1, 8, colours=b"\0\1duotone"),
        "layers": layered(),
        "huge offset": _moved(layered()),
        "many layers": tiny_layers(500),
    }


def flat(mode: int, channels: int, depth: int, colours: bytes = b"") -> bytes:
    """A file without layers, 8 by 6 pixels."""
    samples = noise(6, 8, channels, {16: "u2", 32: "f4"}.get(depth, "u1"))
    return psd_files.flat(np.moveaxis(samples, -1, 0), mode, depth, colours)


def layered() -> bytes:
    """Two layers, one of them in a group, by psd-tools."""
    from psd_tools import PSDImage

    document = PSDImage.new("RGB", (12, 10))
    document.create_pixel_layer(Image.fromarray(noise(10, 12, 4)), name="below")
    above = document.create_pixel_layer(
        Image.fromarray(noise(5, 6, 4, seed=2)), name="above", top=2, left=3, opacity=128
    )
    document.create_group(layer_list=[above], name="group")
    output = BytesIO()
    document.save(output)
    return output.getvalue()


def _moved(content: bytes) -> bytes:
    """The upper layer's top row lies far below its bottom row."""
    place = content.index(struct.pack(">4i", 2, 3, 7, 9))
    return content[:place] + struct.pack(">i", 1_660_944_384) + content[place + 4 :]


def tiny_layers(count: int) -> bytes:
    """So many layers of one pixel."""
    extra = struct.pack(">II", 0, 0) + b"\x01x\0\0"
    record = struct.pack(">4iHhI", 0, 0, 1, 1, 1, 0, 2) + b"8BIMnorm" + bytes([255, 0, 0, 0])
    record += struct.pack(">I", len(extra)) + extra
    body = struct.pack(">h", count) + record * count + struct.pack(">H", 0) * count
    body += bytes(-len(body) % 4)
    header = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, 10, 10, 8, 3) + struct.pack(">II", 0, 0)
    return header + struct.pack(">II", len(body) + 8, len(body)) + body + struct.pack(">IH", 0, 0) + bytes(300)
