"""What is being written: beside its place, under a name that says whose it is."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from inlay.system.locks import THERE_ARE_LOCKS, lock

_NAME = re.compile(r"\.inlay-[0-9a-f]{12}\.part")
#: A folder whose place was to be taken by another one.
_OLD = re.compile(r"\.inlay-[0-9a-f]{12}\.(.+)\.old")


class Partial:
    """What is to take a place, and once it has arrived what was there, until the new is known to stay.

    Attributes
    ----------
    path, target : Path
        As the artist names it, and its place with links followed.
    place : Path
        Where it lies until it arrives.
    """

    def __init__(self, path: Path, target: Path, place: Path, descriptor: int) -> None:
        self.path = path
        self.target = target
        self.place = place
        self._arrived = False
        self._old: Path | None = None
        #: Open and locked as long as nobody else may sweep what they are of.
        self._descriptors = [descriptor]

    def discard(self) -> None:
        """Remove what has no use any more."""
        if os.name == "nt":
            self._close()
        for path in (self._old, None if self._arrived else self.place):
            if path is not None:
                with contextlib.suppress(OSError):
                    remove(path)
        self._close()

    def _close(self) -> None:
        for descriptor in self._descriptors:
            if descriptor >= 0:
                with contextlib.suppress(OSError):
                    os.close(descriptor)
        self._descriptors.clear()


def new_name(folder: Path) -> Path:
    """A name in a folder that `sweep` knows."""
    return folder / f".inlay-{secrets.token_hex(6)}.part"


def old_name(place: Path, target: Path) -> Path:
    """A name by which `sweep` knows what folder had the place that another was to take."""
    return place.with_suffix(f".{target.name}.old")


def sweep(folder: Path) -> None:
    """Remove what processes that were killed have left in a folder; what a living one writes is locked.

    A folder that was to be replaced, and was not, gets its name back.
    """
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in list(entries):
            with contextlib.suppress(OSError):
                old = _OLD.fullmatch(entry.name)
                if _NAME.fullmatch(entry.name):
                    _unless_locked(Path(entry), remove)
                elif old:
                    _unless_locked(Path(entry), partial(_bring_back, folder / old[1]))


def _unless_locked(path: Path, mend: Callable[[Path], None]) -> None:
    if not THERE_ARE_LOCKS:
        # Nothing tells a folder that is being written, whose files are closed.
        if not path.is_dir():
            mend(path)
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        if lock(descriptor):
            mend(path)
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that is in it."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink()


def _bring_back(target: Path, path: Path) -> None:
    if target.exists():
        remove(path)
    else:
        path.rename(target)
