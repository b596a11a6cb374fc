"""Sheets: a hole, what was there, and what each way makes of it, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

#: Pixels of a cell's side, of the line of text above it, and between cells.
CELL, LINE, GAP = 320, 16, 4
#: What is seen of the surroundings, as a part of the hole's size.
AROUND = 0.6
COLUMNS = 5


def window(hole: np.ndarray) -> tuple[slice, slice]:
    """A square around a hole with some of its surroundings, inside the picture as far as it goes."""
    rows, columns = np.nonzero(hole)
    size = round((1 + 2 * AROUND) * max(np.ptp(rows), np.ptp(columns))) + 16
    found = []
    for places, limit in ((rows, hole.shape[0]), (columns, hole.shape[1])):
        start = (int(places.min()) + int(places.max()) - size) // 2
        start = max(0, min(start, limit - size))
        found.append(slice(start, min(limit, start + size)))
    return found[0], found[1]


def marked(picture: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """The picture with the hole in a colour that none has."""
    return np.where(hole[..., None], np.array((255, 0, 255), np.uint8), picture)


def sheet(path: Path, picture: np.ndarray, hole: np.ndarray, filled: Mapping[str, np.ndarray]) -> None:
    """Write a sheet of one hole."""
    inside = window(hole)
    cells = {"the hole": marked(picture, hole), "what was there": picture, **filled}
    rows = -(-len(cells) // COLUMNS)
    page = Image.new("RGB", (COLUMNS * (CELL + GAP), rows * (CELL + LINE + GAP)), "white")
    pen = ImageDraw.Draw(page)
    for number, (name, shown) in enumerate(cells.items()):
        x, y = number % COLUMNS * (CELL + GAP), number // COLUMNS * (CELL + LINE + GAP)
        cell = Image.fromarray(np.ascontiguousarray(shown[inside]))
        scale = CELL / max(cell.size)
        cell = cell.resize([max(1, round(each * scale)) for each in cell.size], Image.Resampling.BICUBIC)
        page.paste(cell, (x, y + LINE))
        pen.text((x + 2, y + 1), name, fill="black")
    page.save(path)
