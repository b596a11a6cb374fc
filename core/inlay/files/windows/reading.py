"""A picture that is read by windows, and remembers the chunks that it read last."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from types import TracebackType

import numpy as np

from inlay.arrays.pool import Pool
from inlay.arrays.rows import pieces
from inlay.contract.language import _
from inlay.errors import FileError, ParameterError
from inlay.files.document import Metadata
from inlay.files.metadata import exif
from inlay.files.windows.source import Header, Source
from inlay.picture import CHANNELS, Space
from inlay.system import memory

#: Bytes of chunks that are remembered, or as many as hold a row of the picture.
REMEMBERED = 1 << 28
#: Bytes of a chunk.
LARGEST_CHUNK = 1 << 28


class Reader:
    """A picture of which windows are read as they are needed; a context manager, which closes its file.

    Attributes
    ----------
    path : Path
    shape : tuple of int
        Height, width, channels.
    space : Space
        What the samples mean: colours with straight opacity, as of a file that is read at once.
    metadata : Metadata
    position : tuple of float or None
        Where it says that it lies in something larger: x and y of its corner in pixels.
    chunk_rows : int
        How many rows are unpacked together: windows that are as high, or a multiple of it, are read fastest.
    """

    def __init__(self, source: Source, remembered: int = REMEMBERED) -> None:
        header = source.header
        self.path: Path = header.path
        self.space: Space = header.space
        self.metadata: Metadata = header.metadata
        self.position = header.position
        self._is_turned = header.orientation > 4
        height, width = (header.width, header.height) if self._is_turned else (header.height, header.width)
        self.shape = (height, width, CHANNELS[header.space.model])
        self.chunk_rows = header.columns if self._is_turned else header.rows
        _check(header)
        memory.demand(
            header.row_of_chunks,
            None,
            _("{path} is packed in large pieces, and reading a row of them", path=self.path),
            _("Save it in smaller tiles, or close programs."),
        )
        self._source = source
        self._chunks = _Chunks(source, max(remembered, header.row_of_chunks))

    @property
    def height(self) -> int:
        return self.shape[0]

    @property
    def width(self) -> int:
        return self.shape[1]

    @property
    def channels(self) -> int:
        return self.shape[2]

    @property
    def dtype(self) -> np.dtype:
        return self.space.dtype

    def rows(self, top: int, bottom: int) -> np.ndarray:
        """Whole rows, from `top` to before `bottom`: ``(bottom - top, width, channels)``."""
        return self.window(top, bottom, 0, self.width)

    def window(self, top: int, bottom: int, left: int, right: int) -> np.ndarray:
        """The pixels of a window, an array of its own.

        Parameters
        ----------
        top, bottom, left, right : int
            The first row and the one behind the last, and columns likewise; inside the picture.

        Returns
        -------
        ndarray, (bottom - top, right - left, channels)

        Raises
        ------
        FileError
            If the file is damaged there, or cannot be read.
        ParameterError
            If the window reaches beyond the picture.
        """
        if not (0 <= top <= bottom <= self.height and 0 <= left <= right <= self.width):
            raise ParameterError(
                _(
                    "Rows {top} to {bottom} and columns {left} to {right} are not all in {path}, {width} x {height} "
                    "pixels.",
                    top=top,
                    bottom=bottom,
                    left=left,
                    right=right,
                    path=self.path,
                    width=f"{self.width:,}",
                    height=f"{self.height:,}",
                ),
                _("Choose a window inside the picture."),
            )
        orientation = self._source.header.orientation
        if orientation in (3, 4, 7, 8):
            top, bottom = self.height - bottom, self.height - top
        if orientation in (2, 3, 6, 7):
            left, right = self.width - right, self.width - left
        if self._is_turned:
            top, bottom, left, right = left, right, top, bottom
        return np.ascontiguousarray(exif.turn(self._stored(top, bottom, left, right), orientation))

    def _stored(self, top: int, bottom: int, left: int, right: int) -> np.ndarray:
        """A window of the picture as it is stored."""
        header = self._source.header
        pixels = np.empty((bottom - top, right - left, self.channels), self.dtype)
        if not pixels.size:
            return pixels
        places = [
            (row, column)
            for row in range(top // header.rows, -(-bottom // header.rows))
            for column in range(left // header.columns, -(-right // header.columns))
        ]

        def place(first: int, behind: int) -> None:
            for row, column in places[first:behind]:
                chunk, y, x = self._chunks.get(row, column), row * header.rows, column * header.columns
                part = chunk[max(0, top - y) : bottom - y, max(0, left - x) : right - x]
                y, x = max(0, y - top), max(0, x - left)
                pixels[y : y + part.shape[0], x : x + part.shape[1]] = part

        missing = sum(each not in self._chunks for each in places)
        with Pool(None if missing > 1 else 1) as pool:
            pool.each(place, pieces(len(places), 1), header.rows * header.columns)
        return pixels

    def close(self) -> None:
        self._chunks.forget()
        self._source.close()

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _check(header: Header) -> None:
    """Refuse a picture whose chunks are too large to be unpacked one by one."""
    chunk = header.rows * header.columns * CHANNELS[header.space.model] * header.space.dtype.itemsize
    if chunk > LARGEST_CHUNK:
        raise FileError(
            _(
                "{path} is packed in pieces of {chunk} MB, too large to be read in parts.",
                path=header.path,
                chunk=f"{chunk / 1e6:,.0f}",
            ),
            _("Save it in tiles, or in strips of few rows."),
        )


class _Chunks:
    """The chunks that were asked for last, up to so many bytes."""

    def __init__(self, source: Source, limit: int) -> None:
        self._source = source
        self._limit = limit
        self._bytes = 0
        self._found: OrderedDict[tuple[int, int], np.ndarray] = OrderedDict()
        self._changing = threading.Lock()

    def __contains__(self, place: tuple[int, int]) -> bool:
        with self._changing:
            return place in self._found

    def get(self, row: int, column: int) -> np.ndarray:
        with self._changing:
            if (row, column) in self._found:
                self._found.move_to_end((row, column))
                return self._found[row, column]
        chunk = self._source.chunk(row, column)
        with self._changing:
            if (row, column) not in self._found:
                self._found[row, column] = chunk
                self._bytes += chunk.nbytes
            while self._bytes > self._limit and len(self._found) > 1:
                _, oldest = self._found.popitem(last=False)
                self._bytes -= oldest.nbytes
        return chunk

    def forget(self) -> None:
        with self._changing:
            self._found.clear()
            self._bytes = 0
