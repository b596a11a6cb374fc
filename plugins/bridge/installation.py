"""Where the worker is installed: the record that ``install.py`` leaves beside every adapter."""

from __future__ import annotations

import json
import os
from typing import NamedTuple

from inlay.contract import file_lock, language
from inlay.contract.errors import InlayWarning, InstallationError
from inlay.contract.language import _
from inlay.contract.protocol import AGAIN

from . import owner

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
        """The folder of the artist's own presets: where the log is, which can always be written."""
        return os.path.join(os.path.dirname(os.path.dirname(self.log)), "presets")


def load(path: str | os.PathLike[str] | None = None) -> Installation:
    """Read the record beside this adapter, or the one at another path.

    Raises
    ------
    InstallationError
        If there is none or it is damaged.
    """
    path = RECORD if path is None else path
    try:
        with open(path, encoding="utf-8") as file:
            record = json.load(file)
        known = {name: record[name] for name in Installation._fields}
        return Installation(**{**known, "log": os.path.expanduser(known["log"])})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise broken(
            _("Inlay's installation record {path} cannot be read ({error}).", path=path, error=repr(error))
        ) from error


def demand_settled(installed: Installation) -> None:
    """See to it that nobody is changing the installation at this moment.

    Raises
    ------
    InstallationError
        If it is being updated.
    """
    if file_lock.is_locked(os.path.join(os.path.dirname(installed.table), file_lock.CHANGING)):
        raise InstallationError(_("Inlay is being updated."), _("Try again in a minute."))


def is_current(installed: Installation, folder: str) -> bool:
    """Whether the worker that owns a folder was started after what it loads was installed."""
    try:
        return os.path.getmtime(os.path.join(folder, owner.NAME)) > os.path.getmtime(installed.table)
    except OSError:
        return False


def disagreement(worker: str) -> InlayWarning | None:
    """What the artist is told where the worker is of another version than this adapter was when it was loaded."""
    if not VERSION or not worker or worker == VERSION:
        return None
    return InlayWarning(
        "versions",
        _("This editor has Inlay {loaded} loaded, and Inlay {other} is what computes.", loaded=VERSION, other=worker),
        _("Start the editor again. If you read this again then, run `inlay refresh`."),
    )


def help_page(operation: str) -> str:
    """The file of the page that tells of an operation, by its id; that of all operations where it has none."""
    folder = os.path.join(HERE, "help")
    in_language = os.path.join(folder, language.spoken())
    if os.path.isdir(in_language):
        folder = in_language
    page = os.path.join(folder, f"{operation}.html")
    return page if os.path.exists(page) else os.path.join(folder, "index.html")


def broken(message: str) -> InstallationError:
    return InstallationError(message, AGAIN)


def _version() -> str:
    try:
        return load().version
    except InstallationError:
        return ""


#: What this adapter was when it was loaded; empty where that is not known.
VERSION = _version()
