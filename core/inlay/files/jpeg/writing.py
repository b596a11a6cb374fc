"""Writing a JPEG file."""

from __future__ import annotations

from dataclasses import replace

from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import InlayWarning
from inlay.files import pillow
from inlay.files.document import Metadata
from inlay.files.jpeg import markers
from inlay.files.jpeg.metadata import LEAST_RESOLUTION, MOST_RESOLUTION, write
from inlay.files.metadata import writable_resolution
from inlay.files.words import listed
from inlay.picture import Picture

QUALITY = 95
_MODES = {"GRAY": "L", "MASK": "L", "RGB": "RGB", "CMYK": "CMYK"}


def encode(picture: Picture, metadata: Metadata) -> bytes:
    """Encode 8 bits in the best practical quality, without colour subsampling.

    Raises
    ------
    FileError
        If the picture is too large for JPEG.
    """
    options = {"quality": QUALITY, "subsampling": 0, "optimize": True}
    return _with_metadata(pillow.encode(picture, _MODES[picture.space.model], "JPEG", **options), picture, metadata)


def _with_metadata(encoded: bytes, picture: Picture, metadata: Metadata) -> bytes:
    """The file with all that is said about the picture, in place of Pillow's JFIF segment if there is one."""
    first = next(markers.walk(encoded))
    has_jfif = first.marker == markers.APP0
    resolution = writable_resolution(metadata, LEAST_RESOLUTION, MOST_RESOLUTION)
    profile = picture.space.profile if picture.space.model != "MASK" else None
    about, lost = write(
        replace(metadata, resolution=resolution), profile if isinstance(profile, bytes) else b"", has_jfif
    )
    if lost:
        warn(InlayWarning("metadata", _("The picture's {lost} are too long for JPEG and left out.", lost=listed(lost))))
    start = len(markers.START)
    return encoded[:start] + about + encoded[start + len(first.whole) * has_jfif :]
