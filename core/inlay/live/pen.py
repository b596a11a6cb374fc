"""Thin lines and rings on a frame, legible on any ground: light with a dark rim."""

from __future__ import annotations

import numpy as np

_LIGHT, _DARK = np.array((255, 255, 255), np.uint8), np.array((0, 0, 0), np.uint8)
#: Steps of a line in a pixel.
_STEPS = 1.5
#: Most points of all lines together: what has more is a gray area on any screen.
_MOST_POINTS = 1 << 22


class Pen:
    """Draws on a frame, (rows, columns, 3) of uint8; places are x and y on it."""

    def __init__(self, pixels: np.ndarray) -> None:
        self._pixels = pixels

    def lines(self, starts: np.ndarray, ends: np.ndarray, colour: np.ndarray = _LIGHT, rim: bool = True) -> None:
        """Draw straight lines, (n, 2) each; what lies outside is left out."""
        rows, columns = self._pixels.shape[:2]
        points = _points(*_clipped(np.asarray(starts, float), np.asarray(ends, float), (columns, rows)))
        if rim:
            for shift in ((-1, 0), (1, 0), (0, -1), (0, 1)):
                self._dot(points + shift, _DARK)
        self._dot(points, colour)

    def ring(self, x: float, y: float, radius: float) -> None:
        """Draw a ring with a dark rim on both sides."""
        reach = int(radius + 3)
        left, top = int(x) - reach, int(y) - reach
        rows = slice(max(0, top), max(0, top + 2 * reach + 1))
        columns = slice(max(0, left), max(0, left + 2 * reach + 1))
        part = self._pixels[rows, columns]
        down, across = np.ogrid[rows.start : rows.start + part.shape[0], columns.start : columns.start + part.shape[1]]
        away = np.abs(np.hypot(down + 0.5 - y, across + 0.5 - x) - radius)
        for width, colour in ((2.2, _DARK), (1.1, _LIGHT)):
            cover = np.clip(width - away + 0.5, 0, 1)[..., np.newaxis]
            part[...] = part + cover * (colour - part.astype(np.float32)) + 0.5

    def _dot(self, points: np.ndarray, colour: np.ndarray) -> None:
        rows, columns = self._pixels.shape[:2]
        x, y = points[:, 0], points[:, 1]
        inside = (x >= 0) & (y >= 0) & (x < columns) & (y < rows)
        self._pixels[y[inside], x[inside]] = colour


def _clipped(starts: np.ndarray, ends: np.ndarray, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """What of lines lies on a frame or just beside it."""
    way = ends - starts
    with np.errstate(divide="ignore", invalid="ignore"):
        one, other = (-1 - starts) / way, (np.array(size) + 1 - starts) / way
    first = np.fmax.reduce(np.fmin(one, other), axis=1, initial=0)
    last = np.fmin.reduce(np.fmax(one, other), axis=1, initial=1)
    seen = first <= last
    starts, way, first, last = starts[seen], way[seen], first[seen, np.newaxis], last[seen, np.newaxis]
    return starts + first * way, starts + last * way


def _points(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """The pixels below lines, (m, 2)."""
    counts = np.ceil(_STEPS * np.abs(ends - starts).max(axis=1, initial=0)).astype(np.intp) + 1
    counts = counts[np.cumsum(counts) <= _MOST_POINTS]
    starts, ends = starts[: len(counts)], ends[: len(counts)]
    number = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    share = (number / np.repeat(np.maximum(counts - 1, 1), counts))[:, np.newaxis]
    places = np.repeat(starts, counts, axis=0) * (1 - share) + np.repeat(ends, counts, axis=0) * share
    return np.floor(places).astype(np.intp)
