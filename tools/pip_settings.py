"""How pip is set up on this machine, as environment variables that also work inside another root."""

from __future__ import annotations

import configparser
import os
import re
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

SHARED = ("http_proxy", "https_proxy", "no_proxy", "all_proxy")
OF_REQUIREMENTS = ("PIP_CONSTRAINT", "PIP_BUILD_CONSTRAINT", "PIP_REQUIREMENT")
#: Options whose values are files, relative to where pip is started.
OF_FILES = (*OF_REQUIREMENTS, "PIP_CERT", "PIP_CLIENT_CERT")
INCLUSION = re.compile(r"\s*(?:-c|--constraint|-r|--requirement)(?:\s+|=)(\S+)")


def files() -> list[Path]:
    """The configuration files that pip reads, weakest first."""
    home = Path.home()
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    chosen = os.environ.get("PIP_CONFIG_FILE")
    return [
        Path("/etc/xdg/pip/pip.conf"),
        Path("/etc/pip.conf"),
        home / ".pip/pip.conf",
        config / "pip/pip.conf",
        *([Path(chosen)] if chosen else []),
    ]


def environment() -> dict[str, str]:
    """Every setting of pip's files and variables, and the proxies."""
    settings: dict[str, str] = {}
    for file in files():
        parser = configparser.RawConfigParser()
        parser.read(file)
        for section in parser.sections():
            for name, value in parser.items(section):
                settings["PIP_" + name.upper().replace("-", "_")] = " ".join(value.split())
    settings |= {name: value for name, value in os.environ.items() if name[:4] == "PIP_" or name.lower() in SHARED}
    # Its content is among the settings now.
    settings.pop("PIP_CONFIG_FILE", None)
    for name in OF_FILES:
        if name in settings:
            settings[name] = " ".join(_absolute(word) for word in settings[name].split())
    return settings


def _absolute(word: str) -> str:
    """A file's name as it is understood from every folder and in every home."""
    path = Path(word).expanduser()
    return str(path.absolute()) if "://" not in word and path.exists() else word


def named(settings: dict[str, str]) -> list[Path]:
    """Files and folders of this machine that the settings name.

    Package folders, the folder of an index, certificates, constraints and requirements, and what these include.
    """
    found: list[Path] = []
    for name, value in settings.items():
        for word in value.split():
            path = _local(word)
            if path is not None:
                found += [path, *(_included(path) if name in OF_REQUIREMENTS else [])]
    return list(dict.fromkeys(found))


def _local(word: str, folder: Path = Path()) -> Path | None:
    """The file or folder for which a word stands, if there is one."""
    if word.startswith("file:"):
        path = Path(url2pathname(urlsplit(word).path))
        # The pages of an index refer to files beside its own folder.
        path = path.parent if path.is_dir() else path
    else:
        path = Path(os.path.normpath(folder / Path(word).expanduser()))
    return path if path.is_absolute() and path.exists() else None


def _included(file: Path, seen: frozenset[Path] = frozenset()) -> list[Path]:
    """Further files that a file of constraints or requirements names, at any depth."""
    found: list[Path] = []
    if file.is_file() and file not in seen:
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            inclusion = INCLUSION.match(line)
            path = _local(inclusion[1], file.parent) if inclusion else None
            if path is not None:
                found += [path, *_included(path, seen | {file})]
    return found
