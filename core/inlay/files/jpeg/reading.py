"""Reading a JPEG file."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np

from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import InlayWarning
from inlay.files import damage, unpacking
from inlay.files.document import Document, flat
from inlay.files.jpeg import markers, metadata, rest
from inlay.files.metadata import embedded, exif, gather
from inlay.files.words import warn_of_others
from inlay.picture import Picture, Space

NAME = "JPEG"
# A block of 8 x 8 pixels takes one bit at least; libjpeg makes up what is not there.
_MOST_PIXELS_OF_A_BYTE = 512
_MODELS = {1: "GRAY", 3: "RGB", 4: "CMYK"}


def read(content: bytes, path: Path) -> Document:
    """Decode a JPEG file.

    Raises
    ------
    FileError
        If it is damaged, or of a kind that Inlay does not read.
    """
    segments = list(markers.walk(content))
    frame = markers.frame(segments, path)
    # Pillow has four bytes for a colour; what is progressive is kept as words until all of it is there.
    pixel_bytes = (1 if frame.components == 1 else 4) + frame.progressive * frame.components
    unpacking.check_picture(path, frame.width, frame.height, pixel_bytes, len(content))
    if frame.width * frame.height > _MOST_PIXELS_OF_A_BYTE * len(content):
        raise damage.damaged(path)
    with damage.as_file_error(path):
        pixels = _decode(markers.bare(segments))
    packet, whole = metadata.packet(segments)
    if not whole:
        warn(InlayWarning("metadata", _("{path}: the second part of its XMP data is damaged and left out.", path=path)))
    orientation, said = gather(
        path,
        metadata.block(segments),
        metadata.resolution(segments),
        packet,
        metadata.records(segments),
        metadata.texts(segments),
    )
    space = Space(_MODELS[frame.components], pixels.dtype, profile=_profile(segments, frame, path))
    warn_of_others(path, rest.warn_of_unkept_parts(content, segments, path))
    return flat(Picture(exif.turn(pixels, orientation), space=space, name=path.stem), said, NAME, path, lossy=True)


def _decode(bare: bytes) -> np.ndarray:
    """``(height, width, channels)`` of 8 bits; inks as much as there are, however the file has them."""
    from PIL.JpegImagePlugin import JpegImageFile

    # Opened by its own class, for Pillow's limit on size belongs to the whole process; ours has been asked.
    with JpegImageFile(BytesIO(bare)) as image:
        array = np.asarray(image)
    return array.reshape(*array.shape[:2], -1)


def _profile(segments: list[markers.Segment], frame: markers.Frame, path: Path) -> bytes | None:
    found = metadata.profile(segments)
    return None if found == b"" else embedded.taken(path, found, _MODELS[frame.components])
