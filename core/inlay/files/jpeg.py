"""JPEG, decoded and encoded by Pillow."""

from __future__ import annotations

import warnings
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from inlay.errors import FileError, InlayWarning
from inlay.files import damage, embedded, exif, jpeg_metadata, jpeg_rest, jpeg_segments, limits
from inlay.files.document import Document, Metadata, flat
from inlay.files.metadata import gather, listed, writable_resolution
from inlay.picture import Picture, Space

NAME = "JPEG"
QUALITY = 95
# A block of 8 x 8 pixels takes one bit at least; libjpeg makes up what is not there.
_MOST_PIXELS_OF_A_BYTE = 512
_MODELS = {1: "GRAY", 3: "RGB", 4: "CMYK"}
_MODES = {"GRAY": "L", "MASK": "L", "RGB": "RGB", "CMYK": "CMYK"}


def read(content: bytes, path: Path) -> Document:
    """Decode a JPEG file.

    Raises
    ------
    FileError
        If it is damaged, or of a kind that Inlay does not read.
    """
    segments = list(jpeg_segments.walk(content))
    frame = jpeg_segments.frame(segments, path)
    # Pillow has four bytes for a colour; what is progressive is kept as words until all of it is there.
    pixel_bytes = (1 if frame.components == 1 else 4) + frame.progressive * frame.components
    limits.check_picture(path, frame.width, frame.height, pixel_bytes, len(content))
    if frame.width * frame.height > _MOST_PIXELS_OF_A_BYTE * len(content):
        raise damage.damaged(path)
    with damage.as_file_error(path):
        pixels = _decode(jpeg_segments.bare(segments))
    packet, whole = jpeg_metadata.packet(segments)
    if not whole:
        _warn("metadata", f"{path}: the second part of its XMP data is damaged and left out.")
    orientation, metadata = gather(
        path,
        jpeg_metadata.block(segments),
        jpeg_metadata.resolution(segments),
        packet,
        jpeg_metadata.records(segments),
        jpeg_metadata.texts(segments),
    )
    space = Space(_MODELS[frame.components], pixels.dtype, profile=_profile(segments, frame, path))
    pictures = jpeg_rest.warn(content, segments, path)
    if pictures > 1:
        _warn("pages", f"{path} has {pictures:,} pictures; the first one is used.")
    return flat(Picture(exif.turn(pixels, orientation), space=space, name=path.stem), metadata, NAME, path, lossy=True)


def _decode(bare: bytes) -> np.ndarray:
    """``(height, width, channels)`` of 8 bits; inks as much as there are, however the file has them."""
    from PIL.JpegImagePlugin import JpegImageFile

    # Opened by its own class, for Pillow's limit on size belongs to the whole process; ours has been asked.
    with JpegImageFile(BytesIO(bare)) as image:
        array = np.asarray(image)
    return array.reshape(*array.shape[:2], -1)


def _profile(segments: list[jpeg_segments.Segment], frame: jpeg_segments.Frame, path: Path) -> bytes | None:
    found = jpeg_metadata.profile(segments)
    if found == b"":
        return None
    profile, note = embedded.fitting(found, _MODELS[frame.components])
    if note:
        _warn("colours", f"{path}: {note}.")
    return profile


def encode(picture: Picture, metadata: Metadata) -> bytes:
    """Encode 8 bits in the best practical quality, without colour subsampling.

    Raises
    ------
    FileError
        If the picture is too large for JPEG.
    """
    from PIL import Image

    pixels = np.ascontiguousarray(picture.pixels)
    mode = _MODES[picture.space.model]
    image = Image.frombytes(mode, (picture.width, picture.height), pixels)
    options: dict[str, Any] = {"quality": QUALITY, "subsampling": 0, "optimize": True}
    output = BytesIO()
    try:
        image.save(output, NAME, **options)
    except (OSError, ValueError, OverflowError) as error:
        raise FileError(
            f"The picture cannot be written as JPEG: {error}.", "Choose another format, such as PNG."
        ) from error
    return _with_metadata(output.getvalue(), picture, metadata)


def _with_metadata(encoded: bytes, picture: Picture, metadata: Metadata) -> bytes:
    """The file with all that is said about the picture, in place of Pillow's JFIF segment if there is one."""
    first = next(jpeg_segments.walk(encoded))
    has_jfif = first.marker == jpeg_segments.APP0
    resolution = writable_resolution(metadata, jpeg_metadata.LEAST_RESOLUTION, jpeg_metadata.MOST_RESOLUTION)
    profile = picture.space.profile if picture.space.model != "MASK" else None
    about, lost = jpeg_metadata.write(
        replace(metadata, resolution=resolution), profile if isinstance(profile, bytes) else b"", has_jfif
    )
    if lost:
        _warn("metadata", f"The picture's {listed(lost)} are too long for JPEG and left out.")
    start = len(jpeg_segments.START)
    return encoded[:start] + about + encoded[start + len(first.whole) * has_jfif :]


def _warn(code: str, message: str) -> None:
    warnings.warn(InlayWarning(code, message), stacklevel=3)
