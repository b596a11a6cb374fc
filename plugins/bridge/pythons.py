"""A Python outside the editor that can set Inlay up: any from 3.9 on, or uv, which fetches one."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from inlay.contract.errors import InstallationError
from inlay.contract.language import _

NAMES = ("python3.13", "python3.12", "python3.14", "python3.11", "python3", "python")
WANTED = "3.13"
SECONDS = 20
IS_MAC = sys.platform == "darwin"
#: Ends well on a Python that Inlay's installer runs on, and badly on that of MSYS2, for which nobody builds packages.
QUESTION = "import sys, sysconfig; sys.exit(sys.version_info < (3, 9) or 'mingw' in sysconfig.get_platform())"
#: Where they are when the editor was not started from a terminal and knows no other places than the system's.
FURTHER = ("~/.local/bin", "~/.cargo/bin", "/opt/homebrew/bin", "/usr/local/bin")
FURTHER_ON_A_MAC = ("/Library/Frameworks/Python.framework/Versions/3.*/bin",)
FURTHER_ON_WINDOWS = (
    r"~\.local\bin",
    r"%LOCALAPPDATA%\Programs\Python\Python3*",
    r"%PROGRAMFILES%\Python3*",
    r"%LOCALAPPDATA%\Microsoft\WindowsApps",
)
#: What editors set for themselves, and what would lead another Python astray.
MISLEADING = (
    "BABL_",
    "DYLD_",
    "GDK_",
    "GEGL_",
    "GI_",
    "GIO_",
    "GSETTINGS_",
    "GTK_",
    "LD_",
    "PYTHON",
    "QT_",
    "VIRTUAL_",
)


def find() -> list[str]:
    """The command by which a Python starts.

    Raises
    ------
    InstallationError
        If there is none; says what to install.
    """
    search = environment()["PATH"]
    for path in _candidates(search):
        if _works([path]):
            return [path]
    uv = shutil.which("uv", path=search)
    if uv is not None:
        return [uv, "run", "--quiet", "--no-project", "--python", WANTED, "python"]
    raise InstallationError(
        _("Inlay needs Python, and this computer has none that it can use."),
        _("Install Python 3.13 from python.org, or uv from docs.astral.sh/uv, then try again."),
    )


def environment() -> dict[str, str]:
    """The variables that it is started with: the editor's own left out, further places for programs added."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(MISLEADING)}
    kept["PATH"] = os.pathsep.join([*filter(None, [os.environ.get("PATH", os.defpath)]), *_further()])
    return kept


def _further() -> list[str]:
    patterns = FURTHER_ON_WINDOWS if os.name == "nt" else FURTHER + (FURTHER_ON_A_MAC if IS_MAC else ())
    places = [os.path.expanduser(os.path.expandvars(pattern)) for pattern in patterns]
    return [folder for place in places for folder in sorted(glob.glob(place), reverse=True)]


def _candidates(search: str) -> Iterator[str]:
    """All that there are: an editor's own, which does not serve, may come before one that does."""
    for name in NAMES:
        found = (shutil.which(name, path=folder) for folder in search.split(os.pathsep) if folder)
        yield from dict.fromkeys(path for path in found if path is not None)


def _works(command: list[str]) -> bool:
    try:
        ended = subprocess.run(
            [*command, "-I", "-c", QUESTION],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(),
            timeout=SECONDS,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ended.returncode == 0
