"""The operations that are installed, as ``operations.json`` tells them."""

from __future__ import annotations

import json
import os

from inlay.contract.declaration import VERSION, Operation

from . import installation


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
            raise installation.broken(f"The operation table {path} belongs to another version of Inlay.")
        return [Operation.from_json(entry) for entry in record["operations"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise installation.broken(f"The operation table {path} cannot be read ({error!r}).") from error
