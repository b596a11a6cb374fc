"""Where the tiles of a mosaic lie: as a table says, or the tiles themselves."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from inlay.arrays.warning import collected
from inlay.contract.language import _
from inlay.errors import FileError, InlayError
from inlay.files import windows
from inlay.files.command_line.options import Request
from inlay.files.command_line.reference import RESULT, Reference
from inlay.files.table import cells
from inlay.operations.declaration import Operation

COLUMNS = ("file", "x", "y")
_LAYOUT = _("Write a row for each tile: its file, x and y of its corner in pixels, such as tiles/a.tif,0,1024.")


def placed(operation: Operation, request: Request) -> Request:
    """The same with a position for each of several layers that has one of its own; a table stands for all it lists.

    Raises
    ------
    FileError
        If a table cannot be read.
    """
    several = [entry.role for entry in operation.inputs if "layers" in entry.kinds]
    given = {role: _placed(request.references[role]) for role in several}
    return replace(request, references={**request.references, **given})


def _placed(references: Sequence[Reference]) -> list[Reference]:
    found: list[Reference] = []
    for reference in references:
        if reference.path.suffix.lower() == ".csv":
            found += _listed(reference.path)
        elif reference.position is None and not reference.layer and reference.path != RESULT:
            found.append(replace(reference, position=_said(reference.path)))
        else:
            found.append(reference)
    return found


def _said(path: Path) -> tuple[int, int] | None:
    """Where a file itself says that it lies, to a pixel."""
    # What is wrong with it is said when it is read.
    with collected(), suppress(InlayError):
        if windows.readable(path):
            with windows.open_picture(path) as reader:
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
        raise FileError(_("{path} lists no file.", path=path), _LAYOUT)
    for row in rows:
        if len(row) <= max(order):
            raise FileError(_("{path} has a row that says too little: {row}.", path=path, row=",".join(row)), _LAYOUT)
        name, x, y = (row[place] for place in order)
        yield Reference(path.parent / name, position=(_pixel(x, path), _pixel(y, path)))


def _pixel(word: str, path: Path) -> int:
    try:
        value = float(word)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise FileError(_("{path} has a position that is no number: “{word}”.", path=path, word=word), _LAYOUT)
    return round(value)
