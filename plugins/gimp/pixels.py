"""Pixels between GIMP's drawables and planes, as the bytes they are stored in, a band of rows at a time."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from operator import mul

from gi.repository import Babl, Gegl, Gimp

from inlay.contract.boxes import Box
from inlay.contract.planes import Encoding, Profile, mask_encoding

from ..bridge.planes import PlaneFile
from ..bridge.snapshot import fingerprint

BAND_SAMPLES = 1 << 22
BABL_TYPES = {"u8": "u8", "u16": "u16", "f16": "half", "f32": "float"}
PLANE_TYPES = {"u8": "u8", "u16": "u16", "half": "f16"}  # 32-bit integers and doubles travel as f32
MASK_TYPES = {"u8": "u8", "u16": "u16", "f16": "f32", "f32": "f32"}


class Format:
    """How an image stores its samples: babl's formats and colour space, in the words of planes.

    Attributes
    ----------
    mark : str
        Babl's mark of a curve: ``'`` for that of the image, ``~`` for sRGB's, none for linear samples.
    masks : Encoding
        That of selections and masks; they are always linear.
    """

    def __init__(self, drawable: Gimp.Drawable) -> None:
        format = drawable.get_format()
        components, sample = Babl.format_get_encoding(format).split(" ")
        self._model = "GRAY" if components.startswith("Y") else "RGB"
        self._type = PLANE_TYPES.get(sample, "f32")
        self._space = Babl.format_get_space(format)
        self.mark = next((mark for mark in "'~" if mark in components), "")
        self.masks = mask_encoding(MASK_TYPES[self._type])

    def encoding(self, alpha: bool, profile: Profile | None) -> Encoding:
        model = self._model + ("A" if alpha else "")
        return Encoding(model, self._type, "perceptual" if self.mark else "linear", profile)

    def name(self, encoding: Encoding) -> str:
        """The name of babl's format for the bytes of a plane.

        It carries the colour space: a bare name would mean sRGB, and GEGL would convert.
        """
        sample = BABL_TYPES[encoding.type]
        if encoding.model == "MASK":
            return f"Y {sample}"
        letters = "Y" if encoding.model.startswith("GRAY") else "RGB"
        opacity = "A" if encoding.model.endswith("A") else ""
        components = "".join(letter + self.mark for letter in letters) + opacity
        return Babl.get_name(Babl.format_with_space(f"{components} {sample}", self._space))


def is_opaque(drawable: Gimp.Drawable, box: Box) -> bool:
    """Whether no pixel in a box of the drawable, in its own coordinates, lets anything through."""
    return not drawable.has_alpha() or all(min(opacity) >= 1 for opacity in _opacities(drawable, box))


def is_transparent(drawable: Gimp.Drawable) -> bool:
    """Whether no pixel of the drawable shows anything."""
    whole = Box(0, 0, drawable.get_width(), drawable.get_height())
    return drawable.has_alpha() and all(max(opacity) <= 0 for opacity in _opacities(drawable, whole))


def _opacities(drawable: Gimp.Drawable, box: Box) -> Iterator[array[float]]:
    """The opacity of all pixels in a box, in bands."""
    buffer = drawable.get_buffer()
    rows = max(BAND_SAMPLES // box.width, 1)
    for top in range(box.y, box.bottom, rows):
        area = Gegl.Rectangle.new(box.x, top, box.width, min(rows, box.bottom - top))
        yield array("f", buffer.get(area, 1.0, "A float", Gegl.AbyssPolicy.NONE))


def read(drawable: Gimp.Drawable, left: int, top: int, plane: PlaneFile, format: str) -> None:
    """Fill a plane from a drawable whose corner lies at `left`, `top` of the canvas."""
    buffer = drawable.get_buffer()
    for band, offset, _ in plane.bands():
        plane.write(offset, buffer.get(_area(band, left, top), 1.0, format, Gegl.AbyssPolicy.NONE))


def write(drawable: Gimp.Drawable, left: int, top: int, plane: PlaneFile, format: str) -> None:
    """Write a plane into a drawable of ours whose corner lies at `left`, `top` of the canvas."""
    buffer = drawable.get_buffer()
    for band, offset, length in plane.bands():
        buffer.set(_area(band, left, top), format, plane.read(offset, length))
    buffer.flush()
    drawable.update(plane.box.x - left, plane.box.y - top, plane.box.width, plane.box.height)


def multiply(mask: Gimp.Drawable, other: Gimp.Drawable) -> None:
    """Multiply a mask of ours by another one, of the same size."""
    buffer, factors = mask.get_buffer(), other.get_buffer()
    width, height = mask.get_width(), mask.get_height()
    rows = max(BAND_SAMPLES // width, 1)
    for top in range(0, height, rows):
        area = Gegl.Rectangle.new(0, top, width, min(rows, height - top))
        pair = (array("f", each.get(area, 1.0, "Y float", Gegl.AbyssPolicy.NONE)) for each in (buffer, factors))
        buffer.set(area, "Y float", array("f", map(mul, *pair)).tobytes())
    buffer.flush()
    mask.update(0, 0, width, height)


def fingerprint_in(drawable: Gimp.Drawable, left: int, top: int, plane: PlaneFile, format: str) -> int:
    """The `fingerprint` of a drawable's pixels where a plane was read from."""
    buffer = drawable.get_buffer()

    def look(x: int, y: int, width: int, height: int) -> bytes:
        return buffer.get(_area(Box(x, y, width, height), left, top), 1.0, format, Gegl.AbyssPolicy.NONE)

    return fingerprint(look, plane.box, plane.encoding.pixel_bytes)


def _area(band: Box, left: int, top: int) -> Gegl.Rectangle:
    return Gegl.Rectangle.new(band.x - left, band.y - top, band.width, band.height)
