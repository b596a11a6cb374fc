"""How much a file may ask for. A reader compares what a header says with this before it unpacks anything."""

from __future__ import annotations

import zlib

from inlay.contract.language import _
from inlay.errors import FileError
from inlay.files.words import AGAIN
from inlay.system import memory

#: Pixels along a side; more than every program writes (Photoshop's limit is 300,000).
LARGEST_SIDE = 1_000_000
MOST_PIXELS = 1 << 30
#: Pixels that the smallest file may have, and how many more for each of its bytes: deflate packs 1,032 bytes of
#: eight black and white pixels into one.
FEW_PIXELS = 1 << 23
PIXELS_OF_A_BYTE = 1 << 13
#: Bytes of pixels to which the smallest file may unpack: 17 million pixels of four channels of 8 bits.
ALWAYS_ALLOWED = 1 << 26
#: How many times its own length a file may unpack to beyond that: an empty mask of one bit that deflate packs reaches
#: 8,256. From `SMALL` bytes of pixels on, half of what deflate reaches: nothing of a megabyte becomes a gigabyte.
LARGEST_RATIO = 8_256
SMALL = 1 << 29
LARGEST_RATIO_OF_LARGE = 1 << 9
#: Bytes, unpacked, of a colour profile, of Exif, of all texts (comments, XMP, IPTC) together, of a list of layers.
LARGEST_PROFILE = 1 << 24
LARGEST_EXIF = 1 << 22
LARGEST_TEXT = 1 << 24
LARGEST_STACK = 1 << 25
MOST_LAYERS = 10_000
DEEPEST_NESTING = 100
#: How many times its own length all layers of a file may unpack to, beyond `ALWAYS_ALLOWED`.
LARGEST_RATIO_OF_LAYERS = 1 << 8
#: How many copies of its pixels reading a file makes.
_COPIES = 2


def check_picture(what: object, width: int, height: int, pixel_bytes: float, packed: int) -> None:
    """Refuse a picture that is impossible, or does not fit into memory.

    Parameters
    ----------
    what : object
        The file, for the message.
    width, height : int
        As the header says.
    pixel_bytes : float
        Bytes of one unpacked pixel.
    packed : int
        Bytes in the file that the pixels can be packed in; the file's length where nothing better is known.

    Raises
    ------
    FileError
        If there are no pixels, more than `MOST_PIXELS`, or far more than so few bytes can hold.
    ResourceError
        If there is too little memory for them.
    """
    check_sides(what, width, height)
    size = _("{width} x {height} pixels", width=f"{width:,}", height=f"{height:,}")
    if width * height > MOST_PIXELS:
        raise FileError(
            _("{what} is too large, {size}.", what=what, size=size),
            _("Inlay reads at most {most_pixels} million pixels: cut it up.", most_pixels=f"{MOST_PIXELS >> 20:,}"),
        )
    unpacked = width * height * pixel_bytes
    too_many = width * height > FEW_PIXELS + PIXELS_OF_A_BYTE * packed
    if too_many or unpacked > most_unpacked(packed):
        raise FileError(
            _("{what} is damaged: its {packed} bytes cannot hold {size}.", what=what, packed=f"{packed:,}", size=size),
            AGAIN,
        )
    memory.demand(
        _COPIES * unpacked,
        None,
        _("{what} is {size} large, and reading it", what=what, size=size),
        _("Use a smaller picture, or close programs."),
    )


def check_sides(what: object, width: int, height: int) -> None:
    """Refuse a picture of an impossible size.

    Raises
    ------
    FileError
        If a side is 0, or longer than `LARGEST_SIDE`.
    """
    if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE):
        raise FileError(
            _(
                "{what} has an impossible size, {width} x {height} pixels.",
                what=what,
                width=f"{width:,}",
                height=f"{height:,}",
            ),
            AGAIN,
        )


def most_unpacked(packed: int) -> int:
    """To how many bytes of pixels so many bytes may unpack."""
    return max(ALWAYS_ALLOWED, min(LARGEST_RATIO * packed, SMALL), LARGEST_RATIO_OF_LARGE * packed)


def check_layers(what: object, unpacked: int, packed: int) -> None:
    """Refuse layers that are together far more than so few bytes can hold, or do not fit into memory.

    Parameters
    ----------
    what : object
        The file, for the message.
    unpacked, packed : int
        Bytes of all layers unpacked, and of the file.

    Raises
    ------
    FileError
        If they are far too many for the file's length.
    ResourceError
        If there is too little memory for them.
    """
    if unpacked > max(ALWAYS_ALLOWED, LARGEST_RATIO_OF_LAYERS * packed):
        raise FileError(
            _(
                "{what} is damaged: its {packed} bytes cannot hold layers of {unpacked} MB.",
                what=what,
                packed=f"{packed:,}",
                unpacked=f"{unpacked / 1e6:,.0f}",
            ),
            AGAIN,
        )
    hint = _("Merge some layers in the program that made it, or close programs.")
    memory.demand(unpacked, None, _("Reading the layers of {what}", what=what), hint)


def inflate(packed: bytes, limit: int) -> bytes | None:
    """Unpack a zlib stream; None if it is damaged, cut off, or longer than `limit` bytes."""
    stream = zlib.decompressobj()
    try:
        content = stream.decompress(packed, limit + 1)
    except zlib.error:
        return None
    return content if stream.eof and len(content) <= limit else None
