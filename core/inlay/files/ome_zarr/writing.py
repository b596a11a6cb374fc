"""An OME-Zarr picture that is written by strips of rows, with its smaller levels.

zarr describes the arrays; the chunks are packed and written here, one after the other, so that none is still being
written when the work has been stopped.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from inlay.arrays.pool import Pool
from inlay.arrays.rows import pieces
from inlay.files.metadata import writable_resolution
from inlay.files.ome_zarr import attributes
from inlay.files.windows.writing import NewPicture, Writer, level_sizes
from inlay.picture import CHANNELS
from inlay.system.refusals import writing
from inlay.system.saving import Saving

#: Pixels along the side of a chunk.
SIDE = 512
_SMALLEST_RESOLUTION, _LARGEST_RESOLUTION = 1e-6, 1e9


class ChunkLevel:
    """One resolution: a file for every chunk that is not all 0."""

    rows = SIDE

    def __init__(self, path: Path, folder: Path, width: int, height: int, codec: Any) -> None:
        self.width, self.height = width, height
        self._path = path
        self._folder = folder
        self._codec = codec

    def write(self, row: int, pixels: np.ndarray) -> None:
        folder = self._folder / "0" / str(row)

        def place(first: int, behind: int) -> None:
            for column in range(first, behind):
                part = pixels[:, column * SIDE : (column + 1) * SIDE]
                if part.any():
                    chunk = np.zeros((part.shape[2], SIDE, SIDE), part.dtype)
                    chunk[:, : part.shape[0], : part.shape[1]] = part.transpose(2, 0, 1)
                    (folder / str(column)).write_bytes(self._codec.encode(chunk))

        with writing(self._path), Pool(None) as pool:
            folder.mkdir(parents=True)
            pool.each(place, pieces(-(-self.width // SIDE), 1), SIDE * SIDE)


def begin(saving: Saving, picture: NewPicture) -> Writer:
    """Begin an OME-Zarr picture, as `inlay.files.windows.create` does."""
    import numcodecs
    import zarr

    codec = numcodecs.Blosc(cname="zstd", clevel=3, shuffle=numcodecs.Blosc.SHUFFLE)
    resolution = writable_resolution(picture.metadata, _SMALLEST_RESOLUTION, _LARGEST_RESOLUTION)
    picture = replace(picture, metadata=replace(picture.metadata, resolution=resolution))
    path, channels = picture.path, CHANNELS[picture.space.model]
    sizes = level_sizes(picture.width, picture.height, SIDE)
    folder = saving.begin_folder(path)
    with writing(path):
        said = attributes.written(picture, len(sizes))
        group = zarr.open_group(str(folder.place), mode="a", zarr_format=2, attributes=said)
        for number, (across, down) in enumerate(sizes):
            group.create_array(
                str(number),
                shape=(channels, down, across),
                chunks=(channels, SIDE, SIDE),
                dtype=picture.space.dtype.newbyteorder("<"),
                compressors=codec,
                filters=None,
                fill_value=0,
                chunk_key_encoding={"name": "v2", "separator": "/"},
            )
    levels = [ChunkLevel(path, folder.place / str(number), *size, codec) for number, size in enumerate(sizes)]

    def finish() -> None:
        with writing(path):
            folder.settle()

    return Writer(levels, picture.space, finish)
