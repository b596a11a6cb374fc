"""Reading a TIFF file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from inlay.files import damage
from inlay.files.document import Document, flat
from inlay.files.metadata import exif
from inlay.files.tiff import codecs, colours, directories, layout, metadata, pages, strips

NAME = "TIFF"


def read(content: bytes, path: Path) -> Document:
    """Decode the first picture of a TIFF file that is no thumbnail and no mask.

    Raises
    ------
    FileError
        If it is damaged, or of a kind that Inlay does not know.
    ResourceError
        If there is too little memory for it.
    """
    with damage.as_file_error(path):
        first = directories.read(content)
        page = pages.choose(first, path)
        arrangement = layout.of(page, path)
        decode = codecs.decoder(arrangement)
        colours.check(arrangement)
        samples = strips.samples(strips.find(arrangement, decode))
        picture = colours.meaning(arrangement, lambda channel: bool(samples[..., channel].any())).picture(samples)
        turned = exif.turn(picture.pixels, metadata.orientation(first, page))
        lossy = arrangement.compression in layout.JPEG
        return flat(replace(picture, pixels=turned), metadata.read(first, page, path), NAME, path, lossy=lossy)
