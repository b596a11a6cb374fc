"""What was installed and changed, so that all of it can be taken back: ``installation.json``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Optional

from inlay.errors import InstallationError
from inlay.installation import files
from inlay.installation.locations import Locations, locate

NAME = "installation.json"


@dataclass
class Installed:
    """Inlay in one editor.

    Attributes
    ----------
    kind, name, folder
        As in `inlay.installation.editors.Editor`.
    files : list of str
        Files and folders of Inlay there, absolute.
    folders : list of str
        Folders that were made for them and are removed when they are empty.
    settings : str
        Krita's settings file; empty for GIMP.
    before : dict or None
        What stood in the settings file; see `inlay.installation.kritarc.Before`. None if nothing was changed.
    """

    kind: str
    name: str
    folder: str
    files: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    settings: str = ""
    before: Optional[dict] = None


@dataclass
class Record:
    """Everything about one installation; paths are absolute."""

    version: str
    protocol: int
    python: str
    command: str
    table: str
    log: str
    fingerprint: str = ""
    link: str = ""
    cache: str = ""
    chosen: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    editors: list[Installed] = field(default_factory=list)

    def save(self, data: Path) -> None:
        files.write(data / NAME, json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n")

    def facts(self) -> str:
        """What an adapter is told, as the content of the file beside it."""
        facts = {name: getattr(self, name) for name in ("python", "table", "log", "version", "protocol")}
        return json.dumps(facts, indent=2, ensure_ascii=False) + "\n"


def load(data: Path) -> Optional[Record]:
    """The record in Inlay's folder, or None if there is none.

    Raises
    ------
    InstallationError
        If it is damaged.
    """
    path = data / NAME
    if not path.exists():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        content["editors"] = [Installed(**editor) for editor in content["editors"]]
        return Record(**content)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InstallationError(
            f"The record of the installation, {path}, is damaged ({error}).",
            "Delete that file and run install.py again; `uninstall` works without it, too.",
        ) from error


def here(prefix: Optional[str] = None) -> Locations:
    """The folders of the installation to which the running Python belongs, else the user's, or those at `prefix`."""
    environment = Path(sys.prefix)
    if prefix is None and environment.name == "environment" and (environment.parent / NAME).exists():
        locations = locate()
        return locations if environment.parent == locations.data else locate(str(environment.parent))
    return locate(prefix)
