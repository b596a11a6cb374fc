"""Large pictures by their kinds: which format reads them by windows, and which writes them by strips."""

from __future__ import annotations

from pathlib import Path

from inlay.contract.language import _
from inlay.errors import FileError, ParameterError
from inlay.files.formats import OME_ZARR, TIFF, TIFF_STARTS
from inlay.files.windows.reading import REMEMBERED, Reader
from inlay.files.windows.source import Source
from inlay.files.windows.writing import NewPicture, Writer
from inlay.system import streams
from inlay.system.refusals import reading
from inlay.system.saving import Saving, is_chunks


def readable(path: Path) -> bool:
    """Whether a file or folder is of a kind that is read by windows.

    Raises
    ------
    FileError
        If it cannot be opened.
    """
    with reading(path):
        return path != streams.STREAM and (is_chunks(path) or (path.is_file() and _start(path) in TIFF_STARTS))


def writable(path: Path) -> bool:
    """Whether a file of this name is written in strips."""
    return path.suffix.lower() in (*TIFF.suffixes, *OME_ZARR.suffixes)


def open_picture(path: Path, remembered: int = REMEMBERED) -> Reader:
    """Open a picture that is read by windows: a TIFF file, or an OME-Zarr folder.

    Parameters
    ----------
    path : Path
    remembered : int
        Bytes of unpacked chunks that are kept for the next window.

    Raises
    ------
    FileError
        If it cannot be read, or not in parts.
    """
    return Reader(_source(path), remembered)


def _source(path: Path) -> Source:
    with reading(path):
        if is_chunks(path):
            from inlay.files.ome_zarr.reading import Chunks

            return Chunks(path)
        is_tiff = _start(path) in TIFF_STARTS
    if is_tiff:
        from inlay.files.tiff.tile_reading import Tiles

        return Tiles(path)
    raise FileError(_("{path} cannot be read in parts.", path=path), _("Save it as TIFF in tiles, or as OME-Zarr."))


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def create(saving: Saving, picture: NewPicture) -> Writer:
    """Begin a picture that is written by strips of rows: a BigTIFF file, or an OME-Zarr folder.

    Parameters
    ----------
    saving : Saving
        Gives the file its name, all at once, when it is committed; else nothing is left of it.

    Raises
    ------
    FileError, ResourceError
        If nothing can be written there.
    ParameterError
        If no format of that suffix is written in strips.
    """
    suffix = picture.path.suffix.lower()
    if suffix in TIFF.suffixes:
        from inlay.files.tiff.tile_writing import begin

        return begin(saving, picture)
    if suffix in OME_ZARR.suffixes:
        from inlay.files.ome_zarr.writing import begin

        return begin(saving, picture)
    raise ParameterError(
        _("{path} cannot be written in parts.", path=picture.path), _("Let it end with .tif or .ome.zarr.")
    )
