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

from inlay_setup import filesystem
from inlay_setup.errors import InstallationError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = "lock"
# Windows lets nobody read what is locked: a byte is locked that the file does not have.
BEYOND = 1 << 30

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


def inherited() -> tuple[int, ...]:
    """What programs that are started meanwhile have to hold, too: pip may outlive an installer that was killed."""
    return tuple(_held) if sys.platform != "win32" else ()


@contextmanager
def _locked(path: Path) -> Iterator[BinaryIO]:
    while True:
        with open(path, "a+b", buffering=0) as file:
            if not _lock(file):
                raise _busy(_content(file))
            # The one who held it before may have removed the file.
            if _is_at(file, path):
                yield file
                return


def _lock(file: BinaryIO) -> bool:
    """Whether nobody else has it; a disk that knows no locks cannot tell and is no obstacle."""
    try:
        if sys.platform == "win32":
            file.seek(BEYOND)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
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
    who = f" (process {content['process']}, since {content['since']})" if {"process", "since"} <= set(content) else ""
    return InstallationError(
        f"Another installation is running{who}.", "Wait until it and what it has started have ended, then try again."
    )
