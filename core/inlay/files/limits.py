"""How much a file may ask for. A reader compares what a header says with this before it unpacks anything."""

from __future__ import annotations

import zlib

from inlay import memory
from inlay.errors import FileError

#: Pixels along a side; more than every program writes (Photoshop's limit is 300,000).
LARGEST_SIDE = 1_000_000
MOST_PIXELS = 1 << 30
#: Pixels that the smallest file may have, and how many more for each of its bytes: deflate packs 1,032 bytes of
#: eight black and white pixels into one.
FEW_PIXELS = 1 << 23
PIXELS_OF_A_BYTE = 1 << 13
#: Bytes of pixels to which any file may unpack: 67 million pixels of four channels of 8 bits.
ALWAYS_ALLOWED = 1 << 28
#: How many times its own length a file may unpack to beyond that.
LARGEST_RATIO = 1 << 10
#: Bytes, unpacked, of a colour profile, of Exif, of all texts (comments, XMP, IPTC) together, of a list of layers.
LARGEST_PROFILE = 1 << 24
LARGEST_EXIF = 1 << 22
LARGEST_TEXT = 1 << 24
LARGEST_STACK = 1 << 25
MOST_LAYERS = 10_000
DEEPEST_NESTING = 100
#: How many copies of its pixels reading a file makes.
_COPIES = 2
_AGAIN = "Save it again from the program that made it."


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
    size = f"{width:,} x {height:,} pixels"
    if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE):
        raise FileError(f"{what} has an impossible size, {size}.", _AGAIN)
    if width * height > MOST_PIXELS:
        raise FileError(
            f"{what} is too large, {size}.", f"Inlay reads at most {MOST_PIXELS >> 20:,} million pixels: cut it up."
        )
    unpacked = width * height * pixel_bytes
    too_many = width * height > FEW_PIXELS + PIXELS_OF_A_BYTE * packed
    if too_many or unpacked > max(ALWAYS_ALLOWED, LARGEST_RATIO * packed):
        raise FileError(f"{what} is damaged: its {packed:,} bytes cannot hold {size}.", _AGAIN)
    memory.demand(
        _COPIES * unpacked, None, f"{what} is {size} large, and reading it", "Use a smaller picture, or close programs."
    )


def inflate(packed: bytes, limit: int) -> bytes | None:
    """Unpack a zlib stream; None if it is damaged, cut off, or longer than `limit` bytes."""
    stream = zlib.decompressobj()
    try:
        content = stream.decompress(packed, limit + 1)
    except zlib.error:
        return None
    return content if stream.eof and len(content) <= limit else None
