"""Where the tiles of a mosaic lie: as a table says, or the tiles themselves."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from inlay.arrays.warning import collected
from inlay.errors import FileError, InlayError
from inlay.files import windows
from inlay.files.command_line.reference import Reference
from inlay.files.table import cells

COLUMNS = ("file", "x", "y")
_LAYOUT = "Write a row for each tile: its file, x and y of its corner in pixels, such as tiles/a.tif,0,1024."


def placed(references: Sequence[Reference]) -> list[Reference]:
    """The same pictures, each with the position that it has of its own; a table stands for all that it lists.

    Raises
    ------
    FileError
        If a table cannot be read.
    """
    found: list[Reference] = []
    for reference in references:
        if reference.path.suffix.lower() == ".csv":
            found += _listed(reference.path)
        elif reference.position is None and not reference.layer:
            found.append(replace(reference, position=_said(reference.path)))
        else:
            found.append(reference)
    return found


def _said(path: Path) -> tuple[int, int] | None:
    """Where a file itself says that it lies, to a pixel."""
    if not windows.readable(path):
        return None
    # What is wrong with it is said when it is read.
    with collected(), suppress(InlayError), windows.open_picture(path) as reader:
        if reader.position is not None:
            return round(reader.position[0]), round(reader.position[1])
    return None


def _listed(path: Path) -> Iterator[Reference]:
    rows = cells(path)
    order = list(range(len(COLUMNS)))
    if rows and all(name in [word.lower() for word in rows[0]] for name in COLUMNS):
        names = [word.lower() for word in rows.pop(0)]
        order = [names.index(name) for name in COLUMNS]
    if not rows:
        raise FileError(f"{path} lists no file.", _LAYOUT)
    for row in rows:
        if len(row) <= max(order):
            raise FileError(f"{path} has a row that says too little: {','.join(row)}.", _LAYOUT)
        name, x, y = (row[place] for place in order)
        yield Reference(path.parent / name, position=(_pixel(x, path), _pixel(y, path)))


def _pixel(word: str, path: Path) -> int:
    try:
        value = float(word)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise FileError(f"{path} has a position that is no number: “{word}”.", _LAYOUT)
    return round(value)
