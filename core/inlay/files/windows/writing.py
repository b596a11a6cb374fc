"""A picture that is written by strips of rows, from the top, and its smaller levels with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol

import numpy as np

from inlay.contract.language import _
from inlay.errors import ParameterError
from inlay.files.document import Metadata
from inlay.picture import CHANNELS, Picture, Space


@dataclass(frozen=True)
class NewPicture:
    """All of a picture that is to be written but its pixels.

    Attributes
    ----------
    path : Path
        The file or folder; its suffix says the format.
    width, height : int
    space : Space
        What the samples that are written mean.
    position : tuple of float or None
        Where its corner lies in something larger: x and y in pixels.
    """

    path: Path
    width: int
    height: int
    space: Space
    metadata: Metadata = field(default=Metadata(), repr=False)
    position: tuple[float, float] | None = None


class Level(Protocol):
    """One resolution of a picture that is being written.

    Attributes
    ----------
    width, height : int
        In pixels.
    rows : int
        Of a row of chunks; even.
    """

    width: int
    height: int
    rows: int

    def write(self, row: int, pixels: np.ndarray) -> None:
        """Write a row of chunks, counted from 0: as many rows as it has, and fewer for the last."""


class Writer:
    """A picture that is being written; a context manager, which finishes it if nothing went wrong.

    Whole rows come in order from the top, in strips of any height. Each level gets a row of chunks as soon as there is
    one, and half of it, the mean of every 2 x 2 pixels, goes on to the next one: nothing is read again.

    Attributes
    ----------
    shape : tuple of int
        Height, width, channels.
    space : Space
    """

    def __init__(self, levels: Sequence[Level], space: Space, finish: Callable[[], None]) -> None:
        self.shape = (levels[0].height, levels[0].width, CHANNELS[space.model])
        self.space = space
        self._finish = finish
        following = None
        for level in reversed(levels):
            following = _Band(level, space, following)
        assert following is not None
        self._band: _Band = following
        self._written = 0

    def write(self, top: int, rows: np.ndarray) -> None:
        """Write the next rows.

        Parameters
        ----------
        top : int
            The first of them; the row behind the last one of the call before.
        rows : ndarray, (n, width, channels)
            In samples of the writer's space, opacity straight.

        Raises
        ------
        FileError, ResourceError
            If they cannot be written.
        ParameterError
            If they are not the next ones, or not of the picture's width, channels and type.
        """
        height, *others = self.shape
        if top != self._written or top + len(rows) > height:
            raise ParameterError(
                _(
                    "Rows {top} to {bottom} do not follow {written} of {height}.",
                    top=top,
                    bottom=top + len(rows),
                    written=self._written,
                    height=height,
                ),
                _("Write rows in order."),
            )
        if rows.shape[1:] != tuple(others) or rows.dtype != self.space.dtype:
            raise ParameterError(
                _(
                    "Rows of the shape {shape} and the type {dtype} are not of {expected} and {expected_dtype}.",
                    shape=rows.shape[1:],
                    dtype=rows.dtype,
                    expected=tuple(others),
                    expected_dtype=self.space.dtype,
                ),
                _("Convert them first."),
            )
        self._written += len(rows)
        self._band.add(rows)
        if self._written == height:
            self._band.end()

    def finish(self) -> None:
        """Write what belongs to the end; the file is whole then.

        Raises
        ------
        ParameterError
            If rows are missing.
        """
        if self._written < self.shape[0]:
            raise ParameterError(
                _("Only {written} of {height} rows were written.", written=self._written, height=self.shape[0]),
                _("Write all of them."),
            )
        self._finish()

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.finish()


class _Band:
    """Gathers rows of a level until a row of chunks is full."""

    def __init__(self, level: Level, space: Space, following: _Band | None) -> None:
        self._level = level
        self._space = space
        self._following = following
        self._pixels: np.ndarray | None = None
        self._filled = 0
        self._row = 0

    def add(self, rows: np.ndarray) -> None:
        while len(rows):
            if not self._filled and len(rows) >= self._level.rows:
                self._pass(rows[: self._level.rows])
                rows = rows[self._level.rows :]
                continue
            if self._pixels is None:
                self._pixels = np.empty((self._level.rows, *rows.shape[1:]), rows.dtype)
            some = rows[: self._level.rows - self._filled]
            self._pixels[self._filled : self._filled + len(some)] = some
            self._filled += len(some)
            rows = rows[len(some) :]
            if self._filled == self._level.rows:
                self._pass(self._pixels)
                self._filled = 0

    def end(self) -> None:
        """Pass on what is left, here and below."""
        if self._filled and self._pixels is not None:
            self._pass(self._pixels[: self._filled])
        self._pixels, self._filled = None, 0
        if self._following is not None:
            self._following.end()

    def _pass(self, pixels: np.ndarray) -> None:
        from inlay.live.reduction import reduced_picture

        self._level.write(self._row, pixels)
        self._row += 1
        if self._following is not None:
            self._following.add(reduced_picture(Picture(pixels, space=self._space), 2).pixels)


def level_sizes(width: int, height: int, smallest: int) -> list[tuple[int, int]]:
    """Widths and heights of the levels, each half of the one before, until both sides are at most `smallest`."""
    sizes = [(width, height)]
    while max(sizes[-1]) > smallest:
        sizes.append((-(-sizes[-1][0] // 2), -(-sizes[-1][1] // 2)))
    return sizes
