"""Krita's pixels and planes: the same bytes, described in the words of both sides."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple, Union

from inlay.contract.errors import InlayError, InputError
from inlay.contract.language import _
from inlay.contract.planes import Encoding, Profile, mask_encoding
from krita import Document, Node

from ..bridge import errors
from ..bridge.planes import PlaneFile

INTEGERS = {"U8": "u8", "U16": "u16"}
FLOATS = {"F16": "f16", "F32": "f32"}
MODELS = ("RGBA", "GRAYA", "CMYKA", "LABA")
MASK = mask_encoding("u8")

# One call reads or writes at most this many bytes: Krita counts them in an int.
BAND_BYTES = 1 << 26

#: What Krita gives or takes for x, y, width and height.
Read = Callable[[int, int, int, int], Any]
Write = Callable[[bytes, int, int, int, int], object]


class Space(NamedTuple):
    """A colour space as Krita names it: model, depth of a channel, profile."""

    model: str
    depth: str
    profile: str

    @classmethod
    def of(cls, owner: Union[Document, Node]) -> Space:
        """The space of a document or layer."""
        return cls(owner.colorModel(), owner.colorDepth(), owner.colorProfile())

    def encoding(self) -> Encoding:
        """The same in the words of a plane.

        Raises
        ------
        InputError
            If Inlay has no word for it.
        """
        kind = INTEGERS.get(self.depth) or FLOATS.get(self.depth)
        if self.model not in MODELS or kind is None:
            raise errors.unsupported_space(_("the colour space {model} {depth}", model=self.model, depth=self.depth))
        model = "BGRA" if self.model == "RGBA" and self.depth in INTEGERS else self.model
        linear = "g10" in self.profile or "linear" in self.profile.lower()
        profile = Profile(name=self.profile) if self.profile else None
        return Encoding(model, kind, "linear" if linear else "perceptual", profile)


def fill(plane: PlaneFile, read: Read) -> None:
    """Copy into a plane what ``read(x, y, width, height)`` gives on the plane's box of the canvas."""
    for band, offset, length in plane.bands(BAND_BYTES):
        data = read(*band)
        if len(data) != length:
            raise InputError(_("Krita gave no pixels for this layer."), _("Use a paint layer instead."))
        plane.write(offset, data)


def pour(plane: PlaneFile, write: Write) -> None:
    """Give a plane's bytes to ``write(data, x, y, width, height)``, band by band."""
    for band, offset, length in plane.bands(BAND_BYTES):
        # Krita 5.3 answers False where it does not take the pixels, 5.2 None in any case.
        if write(plane.read(offset, length), *band) is False:
            raise InlayError(_("Krita did not take the result's pixels."), _("Run it again."))


def is_opaque(plane: PlaneFile) -> bool:
    """Whether no pixel of a plane with opacity is transparent."""
    opaque = {"u8": b"\xff", "u16": b"\xff\xff", "f16": b"\x00\x3c", "f32": b"\x00\x00\x80\x3f"}[plane.encoding.type]
    pixel_bytes = plane.encoding.pixel_bytes
    start = pixel_bytes - len(opaque)
    for _row, offset, length in plane.bands(BAND_BYTES):
        data = plane.read(offset, length)
        for place, value in enumerate(opaque):
            channel = data[start + place :: pixel_bytes]
            if channel.count(value) != len(channel):
                return False
    return True
