"""Writing a PNG file."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np

from inlay.files.document import Metadata
from inlay.files.metadata import writable_resolution
from inlay.files.png import colours, texts
from inlay.files.png.datastream import HEADER_END, METRE, chunk
from inlay.picture import Picture

_MOST_DOTS = (1 << 31) - 1
# Much faster than the highest levels, and hardly larger.
_LEVEL = 4


def encode(picture: Picture, metadata: Metadata | None = None, offset: bool = False, level: int = _LEVEL) -> bytes:
    """Encode 8 or 16 bits, gray or colour, with or without opacity.

    With `offset`, the picture's position on the canvas goes into the file, where editors look for it.
    """
    import imagecodecs

    pixels = picture.pixels[..., 0] if picture.pixels.ndim == 3 and picture.pixels.shape[2] == 1 else picture.pixels
    # Beside a single row or column numpy calls any strides contiguous; libpng's wrapper does not.
    pixels = np.ascontiguousarray(pixels).ravel().reshape(pixels.shape)
    encoded = bytes(imagecodecs.png_encode(pixels, level=level))
    extra = b"".join(_about(picture, metadata or Metadata(), offset))
    return encoded[:HEADER_END] + extra + encoded[HEADER_END:]


def _about(picture: Picture, metadata: Metadata, offset: bool) -> Iterator[bytes]:
    profile = picture.space.profile
    if isinstance(profile, bytes) and picture.space.model != "MASK":
        points = colours.coding(profile)
        if points:
            yield chunk(b"cICP", points)
        yield chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(profile))
    resolution = writable_resolution(metadata, METRE, _MOST_DOTS * METRE)
    if resolution:
        across, down = (round(value / METRE) for value in resolution)
        yield chunk(b"pHYs", struct.pack(">IIB", across, down, 1))
    if offset and (picture.x or picture.y):
        yield chunk(b"oFFs", struct.pack(">iiB", picture.x, picture.y, 0))
    if metadata.exif:
        yield chunk(b"eXIf", metadata.exif)
    yield from texts.write(metadata.texts, metadata.xmp, metadata.iptc)
