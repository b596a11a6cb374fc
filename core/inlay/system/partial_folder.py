"""A folder that is being written."""

from __future__ import annotations

import os
from pathlib import Path

from inlay.system.locks import open_locked
from inlay.system.partial import Partial, new_name, old_name


class PartialFolder(Partial):
    """The new content of a folder."""

    def __init__(self, path: Path, target: Path) -> None:
        place = new_name(target.parent)
        place.mkdir()
        super().__init__(path, target, place, open_locked(place))

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
            old = old_name(self.place, self.target)
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
