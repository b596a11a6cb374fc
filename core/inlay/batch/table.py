"""A table of pictures: a CSV file with a row for each, and a column for whatever differs from one to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from inlay.contract.language import _
from inlay.errors import FileError
from inlay.files.table import cells


def rows(path: Path) -> Sequence[Mapping[str, str]]:
    """The rows of a table, by the names of its columns.

    Raises
    ------
    FileError
        If it cannot be read, has no rows, two columns of one name, or a row with more cells than there are columns.
    """
    names, *found = cells(path) or [[]]
    if not found:
        raise FileError(
            _("{path} has no rows.", path=path),
            _("Its first line names the columns, and each further one is a picture."),
        )
    twice = next((name for place, name in enumerate(names) if name and name in names[:place]), None)
    if twice:
        raise FileError(
            _("{path} has two columns “{twice}”.", path=path, twice=twice), _("Leave out one, or name it otherwise.")
        )
    for number, row in enumerate(found, 1):
        if len(row) > len(names):
            raise FileError(
                _("{path}: row {number} has more cells than there are columns.", path=path, number=number),
                _("Name every column."),
            )
    return [dict(zip(names, row, strict=False)) for row in found]
