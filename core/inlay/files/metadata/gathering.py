"""What a file says besides its pixels: made true for pixels that are upright, and kept to what can be written."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import InlayWarning
from inlay.files.document import Metadata
from inlay.files.metadata import exif, xmp

_TURNED = (5, 6, 7, 8)
# What stands before Exif in JPEG files, and in others of programs that copy it from there.
_EXIF = b"Exif\0\0"


def gather(
    path: Path,
    block: bytes = b"",
    resolution: tuple[float, float] | None = None,
    packet: bytes = b"",
    records: bytes = b"",
    texts: Mapping[str, str] | None = None,
) -> tuple[int, Metadata]:
    """How the pixels are to be turned, and what is then to be said about them.

    Parameters
    ----------
    path : Path
        The file, for the warnings.
    block, packet, records : bytes
        Exif, XMP and IPTC as the file has them.
    resolution : tuple of float or None
        As the format itself says, across and down the stored pixels; Exif is asked where it does not.
    texts : mapping
        As `Metadata` has them.
    """
    block = block.removeprefix(_EXIF)
    said = exif.ORIENTATION in exif.read(block)
    orientation = exif.orientation(block) if said else xmp.orientation(packet)
    resolution = resolution or exif.resolution(block)
    resolution = turned(resolution, orientation)
    upright = exif.upright(block)
    if block and not upright:
        warn(InlayWarning("metadata", _("{path}: its Exif data are damaged and left out.", path=path)))
    return orientation, Metadata(upright, resolution, xmp.upright(packet), records, texts or {})


def turned(resolution: tuple[float, float] | None, orientation: int) -> tuple[float, float] | None:
    """The resolution across and down the upright pixels."""
    return resolution[::-1] if resolution and orientation in _TURNED else resolution


def writable_resolution(metadata: Metadata, least: float, most: float) -> tuple[float, float] | None:
    """The resolution where a format can say it, in dots an inch; else None, with a warning if there was one."""
    resolution = metadata.resolution
    if resolution is None or all(math.isfinite(value) and least <= value <= most for value in resolution):
        return resolution
    across, down = resolution
    warn(
        InlayWarning(
            "resolution",
            _(
                "A resolution of {across} x {down} dots an inch cannot be written; it is left out.",
                across=f"{across:g}",
                down=f"{down:g}",
            ),
        )
    )
    return None
