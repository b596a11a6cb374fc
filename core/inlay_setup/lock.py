"""One at a time: whoever changes an installation holds its lock, which the system releases at death."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from inlay.contract import file_lock
from inlay.contract.language import _
from inlay_setup import filesystem
from inlay_setup.errors import InstallationError

NAME = file_lock.CHANGING
#: How often a lock is asked for that an editor may only look at, and seconds between.
LOOKS, PAUSE = 10, 0.05

_held: list[int] = []


@contextmanager
def hold(folder: Path) -> Iterator[list[Path]]:
    """Keep everybody else from changing what is in `folder`, which is made if it is not there.

    Yields the folders that were made for it, by this process or by one that was killed while it held the lock.

    Raises
    ------
    InstallationError
        If another process holds it; says which.
    """
    made = filesystem.make_folder(folder)
    path = folder / NAME
    with _locked(path) as file:
        made = [*(Path(name) for name in _content(file).get("folders", ())), *made]
        _describe(file, made)
        _held.append(file.fileno())
        try:
            yield made
        finally:
            _held.remove(file.fileno())
            if sys.platform != "win32":
                path.unlink(missing_ok=True)
                filesystem.remove_empty(made)
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            path.unlink()
            filesystem.remove_empty(made)


def demand_free(folder: Path) -> None:
    """See to it that nobody is changing what is in `folder`; nothing is written.

    Raises
    ------
    InstallationError
        If somebody is; says who.
    """
    with contextlib.suppress(OSError), open(folder / NAME, "rb") as file:
        if not _lock(file):
            raise _busy(_content(file))


def is_held(folder: Path) -> bool:
    """Whether somebody is changing what is in `folder`; nothing is written."""
    try:
        demand_free(folder)
    except InstallationError:
        return True
    return False


def inherited() -> tuple[int, ...]:
    """What programs that are started meanwhile have to hold, too: pip may outlive an installer that was killed.

    On Windows nothing: locks are not handed on, and these programs end with whoever started them (`programs`).
    """
    return tuple(_held) if sys.platform != "win32" else ()


@contextmanager
def _locked(path: Path) -> Iterator[BinaryIO]:
    looks = 0
    while True:
        with open(path, "a+b", buffering=0) as file:
            if _lock(file):
                # The one who held it before may have removed the file.
                if _is_at(file, path):
                    yield file
                    return
            elif looks == LOOKS:
                raise _busy(_content(file))
            else:
                looks += 1
                time.sleep(PAUSE)


def _lock(file: BinaryIO) -> bool:
    """Whether nobody else has it; a disk that knows no locks cannot tell and is no obstacle."""
    try:
        return file_lock.lock(file)
    except OSError:
        return True


def _is_at(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), os.stat(path))
    except FileNotFoundError:
        return False


def _describe(file: BinaryIO, made: list[Path]) -> None:
    content = {
        "process": os.getpid(),
        "since": time.strftime("%H:%M"),
        "folders": [str(folder) for folder in made],
    }
    # Whoever makes room by `uninstall` finds the disk full.
    with contextlib.suppress(OSError):
        file.truncate(0)
        file.write(json.dumps(content).encode())


def _content(file: BinaryIO) -> dict[str, Any]:
    file.seek(0)
    try:
        content = json.loads(file.read())
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _busy(content: dict[str, Any]) -> InstallationError:
    who = (
        _(" (process {process}, since {since})", process=content["process"], since=content["since"])
        if {"process", "since"} <= set(content)
        else ""
    )
    return InstallationError(
        _("Another installation is running{who}.", who=who),
        _("Wait until it and what it has started have ended, then try again."),
    )
