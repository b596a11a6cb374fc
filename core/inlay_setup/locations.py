"""Where things are for one user: Inlay's own folders, and the bases under which editors keep theirs."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Optional

from inlay.contract.language import _
from inlay_setup.errors import InstallationError


class Locations(NamedTuple):
    """Every search and every change starts from here, so that a test can point it elsewhere.

    Attributes
    ----------
    platform : str
        ``linux``, ``darwin`` or ``win32``.
    home : Path
        The user's home folder.
    data, cache : Path
        Inlay's own folders.
    settings, resources : Path
        Where programs keep a user's settings and data.
    commands : Path
        Where a user's own commands belong.
    search : str
        ``PATH``.
    system : Path
        The root folder.
    """

    platform: str
    home: Path
    data: Path
    cache: Path
    settings: Path
    resources: Path
    commands: Path
    search: str
    system: Path = Path("/")

    @property
    def environment(self) -> Path:
        return self.data / "environment"


def locate(
    prefix: Optional[str] = None,
    variables: Mapping[str, str] = os.environ,
    platform: str = sys.platform,
    system: Path = Path("/"),
) -> Locations:
    """Find the user's folders; `prefix` replaces those of Inlay.

    Raises
    ------
    InstallationError
        If there is no home folder.
    """
    home = _home(variables, platform)

    def folder(name: str, default: Path) -> Path:
        value = variables.get(name, "")
        return Path(value) if os.path.isabs(value) else default

    if platform == "win32":
        roaming = folder("APPDATA", home / "AppData/Roaming")
        local = folder("LOCALAPPDATA", home / "AppData/Local")
        settings, resources, data, cache = roaming, roaming, local / "inlay", local / "inlay/cache"
    elif platform == "darwin":
        settings = resources = home / "Library/Application Support"
        data, cache = settings / "inlay", home / "Library/Caches/inlay"
    else:
        settings = folder("XDG_CONFIG_HOME", home / ".config")
        resources = folder("XDG_DATA_HOME", home / ".local/share")
        data, cache = resources / "inlay", folder("XDG_CACHE_HOME", home / ".cache") / "inlay"
    if prefix:
        data = Path(os.path.abspath(os.path.expanduser(prefix)))
        cache = data / "cache"
    return Locations(
        "linux" if platform.startswith("linux") else platform,
        home,
        data,
        cache,
        settings,
        resources,
        home / ".local/bin",
        variables.get("PATH", os.defpath),
        system,
    )


def refuse_sudo(home: Path, variables: Mapping[str, str] = os.environ) -> None:
    """Stop root from installing where the artist at the keyboard would not find or could not change it.

    Raises
    ------
    InstallationError
        If this runs by sudo, or as root with somebody else's home folder.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    user = variables.get("SUDO_USER", "root")
    if user != "root" or home.stat().st_uid != 0:
        raise InstallationError(
            _(
                "This runs as root, and what it installs would not belong to {home}.",
                home=home.name if user == "root" else user,
            ),
            _("Run the same command without sudo: nothing that Inlay installs needs root."),
        )


def of_root(variables: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The same variables, for root with root's own home folder where sudo has left the caller's."""
    own = dict(variables)
    home = own.get("HOME", "")
    if hasattr(os, "geteuid") and os.geteuid() == 0 and os.path.isdir(home) and os.stat(home).st_uid != 0:
        own["HOME"] = os.path.expanduser("~root")
    return own


def _home(variables: Mapping[str, str], platform: str) -> Path:
    text = variables.get("USERPROFILE" if platform == "win32" else "HOME") or os.path.expanduser("~")
    home = Path(text)
    if not home.is_absolute() or not home.is_dir():
        raise InstallationError(
            _("There is no home folder ({text}).", text=text or _("HOME is not set")),
            _("Set HOME to a folder of yours and run the command again."),
        )
    return home
