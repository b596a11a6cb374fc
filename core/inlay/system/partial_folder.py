"""A folder that is being written: beside its place, under a name that says whose it is."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from inlay.system.partial_file import new_name, open_locked


class Folder:
    """The new content of a folder, and once it has arrived the old one, until the new one is known to stay.

    Attributes
    ----------
    path, target : Path
        The folder as the artist names it, and its place with links followed.
    place : Path
        Where it lies until it arrives.
    """

    def __init__(self, path: Path, target: Path) -> None:
        self.path = path
        self.target = target
        self.place = new_name(target.parent)
        self.place.mkdir()
        self._descriptors = [open_locked(self.place)]
        self._arrived = False
        self._old: Path | None = None

    def settle(self) -> None:
        """Write everything through to the disk."""
        if os.name == "posix":
            os.sync()

    def keep_old(self) -> None:
        """The old folder is kept in any case, until the new one is known to stay."""

    def arrive(self) -> None:
        """Take the old folder's place, which gets a name that says where it was, should all end here."""
        if self.target.exists():
            self._descriptors.append(open_locked(self.target))
            old = self.place.with_suffix(f".{self.target.name}.old")
            os.rename(self.target, old)
            self._old = old
        try:
            os.rename(self.place, self.target)
        except BaseException:
            self.put_back()
            raise
        self._arrived = True

    def put_back(self) -> bool:
        """Bring the old folder back, or none where there was none; whether that went well."""
        try:
            if self._arrived:
                os.rename(self.target, self.place)
                self._arrived = False
            if self._old is not None:
                os.rename(self._old, self.target)
                self._old = None
        except OSError:
            return False
        return True

    def discard(self) -> None:
        """Remove what has no use any more."""
        for path in (self._old, None if self._arrived else self.place):
            if path is not None:
                shutil.rmtree(path, ignore_errors=True)
        for descriptor in self._descriptors:
            if descriptor >= 0:
                with contextlib.suppress(OSError):
                    os.close(descriptor)
        self._descriptors.clear()
