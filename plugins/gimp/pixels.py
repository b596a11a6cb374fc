"""Pixels between GIMP's drawables and planes, as the bytes they are stored in, a band of rows at a time."""

from array import array

from gi.repository import Babl, Gegl

BAND_SAMPLES = 1 << 22
BABL_TYPES = {"u8": "u8", "u16": "u16", "f16": "half", "f32": "float"}
PLANE_TYPES = {"u8": "u8", "u16": "u16", "half": "f16"}  # 32-bit integers and doubles travel as f32
MASK_TYPES = {"u8": "u8", "u16": "u16", "f16": "f32", "f32": "f32"}


class Encoding:
    """How an image stores its samples: babl's formats and colour space, in the words of planes.

    Attributes
    ----------
    gray : bool
    type, transfer : str
        As in a plane.
    mask_type : str
        Sample type of selections and masks; they are always linear.
    """

    def __init__(self, drawable):
        format = drawable.get_format()
        components, sample = Babl.format_get_encoding(format).split(" ")
        self.gray = components.startswith("Y")
        self.mark = next((mark for mark in "'~" if mark in components), "")
        self.transfer = "perceptual" if self.mark else "linear"
        self.type = PLANE_TYPES.get(sample, "f32")
        self.mask_type = MASK_TYPES[self.type]
        self._space = Babl.format_get_space(format)

    def model(self, alpha):
        return ("GRAY" if self.gray else "RGB") + ("A" if alpha else "")

    def format(self, plane):
        """The name of babl's format for a plane's bytes.

        It carries the colour space: a bare name would mean sRGB, and GEGL would convert.
        """
        sample = BABL_TYPES[plane.type]
        if plane.model == "MASK":
            return f"Y {sample}"
        letters = "Y" if plane.model.startswith("GRAY") else "RGB"
        components = "".join(letter + self.mark for letter in letters) + ("A" if plane.model.endswith("A") else "")
        return Babl.get_name(Babl.format_with_space(f"{components} {sample}", self._space))


def is_opaque(drawable, box):
    """Whether no pixel in a box of the drawable, in its own coordinates, lets anything through."""
    if not drawable.has_alpha():
        return True
    buffer = drawable.get_buffer()
    rows = max(BAND_SAMPLES // box.width, 1)
    for top in range(box.y, box.bottom, rows):
        area = Gegl.Rectangle.new(box.x, top, box.width, min(rows, box.bottom - top))
        opacity = array("f", buffer.get(area, 1.0, "A float", Gegl.AbyssPolicy.NONE))
        if min(opacity) < 1:
            return False
    return True


def read(drawable, left, top, plane, format):
    """Fill a plane from a drawable whose corner lies at `left`, `top` of the canvas."""
    buffer = drawable.get_buffer()
    for band, offset, _ in plane.bands():
        area = Gegl.Rectangle.new(band.x - left, band.y - top, band.width, band.height)
        plane.write(offset, buffer.get(area, 1.0, format, Gegl.AbyssPolicy.NONE))


def write(drawable, left, top, plane, format):
    """Write a plane into a drawable of ours whose corner lies at `left`, `top` of the canvas."""
    buffer = drawable.get_buffer()
    for band, offset, length in plane.bands():
        area = Gegl.Rectangle.new(band.x - left, band.y - top, band.width, band.height)
        buffer.set(area, format, plane.read(offset, length))
    buffer.flush()
    drawable.update(plane.box.x - left, plane.box.y - top, plane.box.width, plane.box.height)


def matches(drawable, left, top, plane, format):
    """Whether a drawable still holds what was read into a plane."""
    buffer = drawable.get_buffer()
    for band, offset, length in plane.bands():
        area = Gegl.Rectangle.new(band.x - left, band.y - top, band.width, band.height)
        if buffer.get(area, 1.0, format, Gegl.AbyssPolicy.NONE) != plane.read(offset, length):
            return False
    return True
