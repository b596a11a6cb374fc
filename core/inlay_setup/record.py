"""What was installed and changed, so that all of it can be taken back: ``installation.json``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Callable, Optional, TypeVar

from inlay.contract.language import _
from inlay_setup import filesystem
from inlay_setup.environment import Environment
from inlay_setup.errors import InstallationError
from inlay_setup.locations import Locations, locate

NAME = "installation.json"
#: Where in its environment a system's package keeps what `Locations.data` is elsewhere.
SHARED = "share/inlay"
# What the annotations below stand for.
TYPES: dict[str, Any] = {
    "str": str,
    "int": int,
    "dict": dict,
    "Optional[dict]": (dict, type(None)),
    "list[str]": list,
    "list[Installed]": list,
}
Noted = TypeVar("Noted")


@dataclass
class Installed:
    """Inlay in one editor.

    Attributes
    ----------
    kind, name, folder
        As in `inlay_setup.editors.Editor`.
    files : list of str
        Files and folders of Inlay there, absolute.
    folders : list of str
        Folders that were made for them and are removed when they are empty.
    settings : str
        Krita's settings file; empty for GIMP.
    before : dict or None
        What stood in the settings file; see `inlay_setup.kritarc.Before`. None if nothing was changed.
    """

    kind: str
    name: str
    folder: str
    files: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    settings: str = ""
    before: Optional[dict] = None
    further: dict = field(default_factory=dict)

    def is_there(self) -> bool:
        return any(Path(name).exists() for name in self.files)


@dataclass
class Record:
    """Everything about one installation; paths are absolute, or begin with ``~`` where many users share it.

    `managed` is the command by which the system's package manager removes it; empty where Inlay's own does.
    What a newer Inlay has written and this one does not know is in `further`, here as in `Installed`, and is kept.
    """

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
    extras: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    editors: list[Installed] = field(default_factory=list)
    managed: str = ""
    further: dict = field(default_factory=dict)

    def save(self, data: Path) -> None:
        content = _content(self)
        content["editors"] = [_content(editor) for editor in self.editors]
        filesystem.write(data / NAME, json.dumps(content, indent=2, ensure_ascii=False) + "\n")

    def add_folders(self, folders: Iterable[Path]) -> None:
        """Note folders that are made and go when they are empty."""
        self.folders += [str(folder) for folder in folders if str(folder) not in self.folders]

    def environment(self, platform: str) -> Environment:
        """Where the worker runs: Inlay's private environment, or the one in which a user has installed Inlay."""
        return Environment(Path(self.python).parent.parent, platform)

    def run_in(self, environment: Environment) -> None:
        """From now on the worker runs in this one."""
        self.python, self.command = str(environment.python), str(environment.command)

    def facts(self) -> str:
        """What an adapter is told, as the content of the file beside it."""
        facts = {name: getattr(self, name) for name in ("python", "table", "log", "version", "protocol")}
        return json.dumps(facts, indent=2, ensure_ascii=False) + "\n"


class DamagedRecord(InstallationError):
    """The record is there and cannot be understood."""


def load(data: Path) -> Optional[Record]:
    """The record in Inlay's folder, or None if there is none.

    Raises
    ------
    DamagedRecord
        If it is damaged.
    """
    path = data / NAME
    try:
        text = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        content = json.loads(text.decode("utf-8"))
        content["editors"] = [_made(Installed, editor) for editor in content["editors"]]
        return _made(Record, content)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedRecord(
            _("The record of the installation, {path}, is damaged ({error}).", path=path, error=error),
            _("Run install.py again, which makes it anew from what it finds; `uninstall` works without it, too."),
        ) from error


def absent(data: Path) -> InstallationError:
    """What to say where there is no record."""
    return InstallationError(
        _("Inlay is not installed in {data}.", data=data), _("Run python3 install.py from a clone of the repository.")
    )


def demand_unmanaged(done: Record) -> None:
    """See to it that an installation is Inlay's own to change.

    Raises
    ------
    InstallationError
        If the system's package manager has made it.
    """
    if done.managed:
        raise InstallationError(
            _("Inlay came by the system's package manager, which keeps it for every user."),
            _(
                "To remove it: {managed}. In Krita switch it on once: Settings > Configure Krita > Python Plugin "
                "Manager; GIMP has it already.",
                managed=done.managed,
            ),
        )


def _made(kind: Callable[..., Noted], content: dict[str, Any]) -> Noted:
    """An `Installed` or a `Record` of this content.

    Raises
    ------
    TypeError
        If something is missing or of another type.
    """
    types = {entry.name: TYPES[str(entry.type)] for entry in fields(kind) if entry.name != "further"}  # type: ignore[arg-type]
    known = {name: value for name, value in content.items() if name in types}
    for name, value in known.items():
        if not isinstance(value, types[name]):
            raise TypeError(f"{name} is {value!r}")
    return kind(**known, further={name: value for name, value in content.items() if name not in known})


def _content(noted: Any) -> dict[str, Any]:
    content = asdict(noted)
    further = content.pop("further")
    return {**content, **further}


def here(prefix: Optional[str] = None) -> Locations:
    """The folders of the installation to which the running Python belongs, else the user's, or those at `prefix`."""
    environment = Path(sys.prefix)
    if prefix is None and (environment / SHARED / NAME).exists():
        return locate(str(environment / SHARED))
    if prefix is None and environment.name == "environment" and (environment.parent / NAME).exists():
        locations = locate()
        return locations if environment.parent == locations.data else locate(str(environment.parent))
    return locate(prefix)
