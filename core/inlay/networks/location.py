"""Where the store is."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

FOLDER = "models"
#: Names another folder in its place.
VARIABLE = "INLAY_MODELS"


def folder() -> Path:
    """The store: beside the private environment that this Python belongs to, else in the user's folder for data."""
    chosen = os.environ.get(VARIABLE, "")
    if chosen:
        return Path(chosen)
    data = Path(sys.prefix).parent
    if not (data / "installation.json").exists():
        data = data_folder(os.environ, sys.platform, Path(os.path.expanduser("~")))
    return data / FOLDER


def data_folder(variables: Mapping[str, str], platform: str, home: Path) -> Path:
    """The user's folder for Inlay's data, which is the one of `inlay_setup.locations`."""

    def place(variable: str, default: Path) -> Path:
        value = variables.get(variable, "")
        return Path(value) if os.path.isabs(value) else default

    if platform == "win32":
        return place("LOCALAPPDATA", home / "AppData/Local") / "inlay"
    if platform == "darwin":
        return home / "Library/Application Support/inlay"
    return place("XDG_DATA_HOME", home / ".local/share") / "inlay"
