"""Tables: CSV files, as spreadsheets write them."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

from inlay.contract.language import _
from inlay.errors import FileError
from inlay.system.refusals import reading

_SEPARATORS = ",;\t"


def cells(path: Path) -> list[list[str]]:
    """The cells of each row that is not empty, without spaces around them. Commas, semicolons or tabs part them.

    Raises
    ------
    FileError
        If it cannot be read, or is no table.
    """
    with reading(path):
        content = path.read_bytes()
    try:
        text = content.decode("utf-16" if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig")
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True))
    except UnicodeDecodeError as error:
        raise FileError(
            _("{path} is not written in UTF-8.", path=path),
            _("Save it as CSV in UTF-8: Excel and LibreOffice ask for the characters."),
        ) from error
    except csv.Error as error:
        raise FileError(
            _("{path} is no table: {error}.", path=path, error=error), _("Save it as CSV, in UTF-8.")
        ) from error
    rows = ([cell.strip() for cell in row] for row in found)
    return [row for row in rows if any(row)]


def _separator(text: str) -> str:
    """What parts the cells of the first row most often."""
    head = text.partition("\n")[0]
    return max(_SEPARATORS, key=head.count)
