"""OME-Zarr: a folder of chunks, for pictures of any size; versions 0.4 and 0.5 are read, 0.4 is written."""

from __future__ import annotations

from pathlib import Path

from inlay.files import unpacking
from inlay.files.document import Document, Metadata, flat
from inlay.picture import Picture
from inlay.system.saving import Saving

NAME = "OME-Zarr"


def read(path: Path) -> Document:
    """Read a picture of OME-Zarr at once.

    Raises
    ------
    FileError
        If it is damaged, or of a kind that Inlay does not know.
    ResourceError
        If there is too little memory for it.
    """
    from inlay.files.windows import open_picture

    with open_picture(path) as reader:
        pixel_bytes = reader.channels * reader.dtype.itemsize
        # Chunks that are all of one value are packed in nothing at all.
        unpacking.check_picture(path, reader.width, reader.height, pixel_bytes, reader.width * reader.height)
        pixels = reader.rows(0, reader.height)
        picture = Picture(pixels, space=reader.space, name=path.name.partition(".")[0])
        return flat(picture, reader.metadata, NAME, path)


def save(saving: Saving, picture: Picture, metadata: Metadata, path: Path) -> None:
    """Write a picture of OME-Zarr at once."""
    from inlay.files.windows import NewPicture, create

    new = NewPicture(path, picture.width, picture.height, picture.space, metadata)
    with create(saving, new) as writer:
        writer.write(0, picture.pixels.reshape(writer.shape))
