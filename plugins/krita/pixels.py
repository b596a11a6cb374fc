"""Krita's pixels and planes: the same bytes, described in the words of both sides."""

import zlib
from typing import NamedTuple

from .bridge import errors
from .bridge.errors import BridgeError

INTEGERS = {"U8": "u8", "U16": "u16"}
FLOATS = {"F16": "f16", "F32": "f32"}
MODELS = ("RGBA", "GRAYA", "CMYKA", "LABA")

# One call reads or writes at most this many bytes: Krita counts them in an int.
BAND_BYTES = 1 << 26
# As much of a picture is looked at again to see whether it has changed.
WATCHED_BYTES = 1 << 24


class Space(NamedTuple):
    """A colour space as Krita names it: model, depth of a channel, profile."""

    model: str
    depth: str
    profile: str

    @classmethod
    def of(cls, owner):
        """The space of a document or layer."""
        return cls(owner.colorModel(), owner.colorDepth(), owner.colorProfile())

    def plane(self):
        """The same in the words of a plane.

        Raises
        ------
        BridgeError
            If Inlay has no word for it.
        """
        kind = INTEGERS.get(self.depth) or FLOATS.get(self.depth)
        if self.model not in MODELS or kind is None:
            raise errors.unsupported_space(f"the colour space {self.model} {self.depth}")
        model = "BGRA" if self.model == "RGBA" and self.depth in INTEGERS else self.model
        linear = "g10" in self.profile or "linear" in self.profile.lower()
        return {
            "model": model,
            "type": kind,
            "transfer": "linear" if linear else "perceptual",
            "profile": {"name": self.profile} if self.profile else None,
        }


MASK = {"model": "MASK", "type": "u8"}


def fill(plane, read):
    """Copy into a plane what ``read(x, y, width, height)`` gives on the plane's box of the canvas."""
    for band, offset, length in plane.bands(BAND_BYTES):
        data = read(*band)
        if len(data) != length:
            raise BridgeError("Krita gave no pixels for this layer.", "Use a paint layer instead.", "input")
        plane.write(offset, data)


def pour(plane, write):
    """Give a plane's bytes to ``write(data, x, y, width, height)``, band by band."""
    for band, offset, length in plane.bands(BAND_BYTES):
        # Krita 5.3 answers False where it does not take the pixels, 5.2 None in any case.
        if write(plane.read(offset, length), *band) is False:
            raise BridgeError("Krita did not take the result's pixels.", "Run it again.")


def is_opaque(plane):
    """Whether no pixel of a plane with opacity is transparent."""
    opaque = {"u8": b"\xff", "u16": b"\xff\xff", "f16": b"\x00\x3c", "f32": b"\x00\x00\x80\x3f"}[plane.type]
    start = plane.pixel_bytes - len(opaque)
    for _, offset, length in plane.bands(BAND_BYTES):
        data = plane.read(offset, length)
        for place, value in enumerate(opaque):
            channel = data[start + place :: plane.pixel_bytes]
            if channel.count(value) != len(channel):
                return False
    return True


def fingerprint(read, box, pixel_bytes):
    """A checksum of the pixels in a box: of all, or of rows spread evenly where there are too many to look at."""
    step = max(box.area * pixel_bytes // WATCHED_BYTES, 1)
    rows = 1 if step > 1 else max(BAND_BYTES // max(box.width * pixel_bytes, 1), 1)
    checksum = 0
    for top in range(box.y, box.bottom, max(step, rows)):
        height = min(rows, box.bottom - top)
        checksum = zlib.crc32(read(box.x, top, box.width, height), checksum)
    return checksum
