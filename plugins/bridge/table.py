"""The operations that are installed, as ``operations.json`` tells them, in the artist's language."""

from __future__ import annotations

import json
import os

from inlay.contract import translation
from inlay.contract.declaration import VERSION, Operation
from inlay.contract.language import _

from . import first_start, installation


def offered() -> list[Operation]:
    """The operations of the installation, or those that an adapter offers before there is one.

    Raises
    ------
    InstallationError
        If the installation is damaged.
    """
    return load(first_start.OFFERED if first_start.is_needed() else installation.load().table)


def load(path: str | os.PathLike[str]) -> list[Operation]:
    """Read the table.

    Raises
    ------
    InstallationError
        If it is missing, damaged or of another version.
    """
    try:
        with open(path, encoding="utf-8") as file:
            record = json.load(file)
        if record["version"] != VERSION:
            raise installation.broken(_("The operation table {path} belongs to another version of Inlay.", path=path))
        return [translation.told(Operation.from_json(entry)) for entry in record["operations"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise installation.broken(
            _("The operation table {path} cannot be read ({error}).", path=path, error=repr(error))
        ) from error
