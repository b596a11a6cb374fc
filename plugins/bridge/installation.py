"""Where the worker is installed: the record that ``install.py`` leaves beside every adapter."""

from __future__ import annotations

import json
import os
from typing import NamedTuple

from inlay.contract.errors import InstallationError
from inlay.contract.protocol import AGAIN

#: The folder of the adapter.
HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RECORD = os.path.join(HERE, "installation.json")
ICON = os.path.join(HERE, "inlay.svg")


class Installation(NamedTuple):
    """Absolute paths of the worker's interpreter, the operation table and the log, and the installed versions."""

    python: str
    table: str
    log: str
    version: str
    protocol: int

    @property
    def presets(self) -> str:
        """The folder of the artist's own presets."""
        return os.path.join(os.path.dirname(self.table), "presets")


def load(path: str | os.PathLike[str] = RECORD) -> Installation:
    """Read the record.

    Raises
    ------
    InstallationError
        If there is none or it is damaged.
    """
    try:
        with open(path, encoding="utf-8") as file:
            record = json.load(file)
        return Installation(**{name: record[name] for name in Installation._fields})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise broken(f"Inlay's installation record {path} cannot be read ({error!r}).") from error


def help_page(operation: str) -> str:
    """The file of the page that tells of an operation, by its id; that of all operations where it has none."""
    page = os.path.join(HERE, "help", f"{operation}.html")
    return page if os.path.exists(page) else os.path.join(HERE, "help", "index.html")


def broken(message: str) -> InstallationError:
    return InstallationError(message, AGAIN)
