"""Where the worker is installed: the record that ``install.py`` leaves beside every adapter."""

import json
import os
from typing import NamedTuple

from .errors import BridgeError

RECORD = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "installation.json")


class Installation(NamedTuple):
    """Absolute paths of the worker's interpreter, the operation table and the log, and the installed versions."""

    python: str
    table: str
    log: str
    version: str
    protocol: int


def load(path=RECORD):
    """Read the record.

    Raises
    ------
    BridgeError
        If there is none or it is damaged.
    """
    try:
        with open(path, encoding="utf-8") as file:
            record = json.load(file)
        return Installation(**{name: record[name] for name in Installation._fields})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise broken(f"Inlay's installation record {path} cannot be read ({error!r}).") from error


def broken(message):
    return BridgeError(message, "Run python3 install.py again.", "installation")
