"""How pip is set up on this machine, as environment variables that also work inside another root."""

from __future__ import annotations

import configparser
import os
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

SHARED = ("http_proxy", "https_proxy", "no_proxy", "all_proxy")


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
    settings.pop("PIP_CONFIG_FILE", None)
    return settings


def folders(settings: dict[str, str]) -> list[Path]:
    """Folders of this machine from which pip takes packages."""
    found = []
    for value in settings.values():
        for word in value.split():
            # The pages of an index refer to files beside its own folder.
            path = Path(url2pathname(urlsplit(word).path)).parent if word.startswith("file:") else Path(word)
            if path.is_absolute() and path.is_dir() and path not in found:
                found.append(path)
    return found


def certificates(settings: dict[str, str]) -> list[Path]:
    """Files with certificate authorities that pip was told to trust."""
    value = settings.get("PIP_CERT", "")
    return [Path(value)] if value and Path(value).is_file() else []
