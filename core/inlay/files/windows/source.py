"""What a format tells of a picture that is read by windows, and how it gives its chunks."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from inlay.files.document import Metadata
from inlay.picture import CHANNELS, Space


@dataclass(frozen=True)
class Header:
    """What is known of a picture before any of its pixels.

    Attributes
    ----------
    path : Path
        The file or folder.
    width, height : int
        As it is stored.
    rows, columns : int
        Of a chunk; those at the right and at the bottom may be smaller.
    space : Space
        What the pixels mean, with straight opacity.
    orientation : int
        How the stored picture is to be turned, as Exif counts, 1 to 8.
    position : tuple of float or None
        Where its upper left corner lies in something larger: x and y in pixels; None where nothing is said.
    """

    path: Path
    width: int
    height: int
    rows: int
    columns: int
    space: Space
    metadata: Metadata = field(default=Metadata(), repr=False)
    orientation: int = 1
    position: tuple[float, float] | None = None

    @property
    def row_of_chunks(self) -> int:
        """Bytes of the chunks side by side that hold a row of the picture as it is to be seen."""
        is_turned = self.orientation > 4
        pixels = self.columns * self.height if is_turned else self.rows * self.width
        return pixels * CHANNELS[self.space.model] * self.space.dtype.itemsize


class Source(Protocol):
    """A picture in chunks."""

    @property
    def header(self) -> Header: ...

    def chunk(self, row: int, column: int) -> np.ndarray:
        """The pixels of a chunk, ``(height, width, channels)``, cut off where the picture ends.

        May be called on several threads.

        Raises
        ------
        FileError
            If it is damaged.
        """

    def close(self) -> None: ...
