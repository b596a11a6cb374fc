"""A table of pictures: a CSV file with a row for each, and a column for whatever differs from one to the next."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from inlay.errors import FileError
from inlay.system.refusals import reading

_SEPARATORS = ",;\t"


def rows(path: Path) -> Sequence[Mapping[str, str]]:
    """The rows of a table, by the names of its columns. Commas, semicolons or tabs part the cells.

    Raises
    ------
    FileError
        If it cannot be read, has no rows, two columns of one name, or a row with more cells than there are columns.
    """
    with reading(path):
        content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True))
    except (csv.Error, UnicodeDecodeError) as error:
        raise FileError(f"{path} is no table: {error}.", "Save it as CSV, in UTF-8.") from error
    names, *cells = [[cell.strip() for cell in row] for row in found if any(row)] or [[]]
    if not cells:
        raise FileError(f"{path} has no rows.", "Its first line names the columns, and each further one is a picture.")
    twice = next((name for place, name in enumerate(names) if name and name in names[:place]), None)
    if twice:
        raise FileError(f"{path} has two columns “{twice}”.", "Leave out one, or name it otherwise.")
    for number, row in enumerate(cells, 1):
        if len(row) > len(names):
            raise FileError(f"{path}: row {number} has more cells than there are columns.", "Name every column.")
    return [dict(zip(names, row, strict=False)) for row in cells]


def _separator(text: str) -> str:
    """What parts the names of the columns most often."""
    head = text.partition("\n")[0]
    return max(_SEPARATORS, key=head.count)
