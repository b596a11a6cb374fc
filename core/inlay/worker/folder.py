"""The private folder: files by bare name, space reserved, gone at the end."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from inlay.contract.language import _
from inlay.contract.planes import file_name
from inlay.errors import FileError, InlayError, ProtocolError, ResourceError
from inlay.system.refusals import FULL

if TYPE_CHECKING:
    from inlay.system.saving import Saving

PRIVATE = _("Make a folder with mode 0700.")
_UNSUPPORTED = (errno.EINVAL, errno.EOPNOTSUPP, errno.ENOSYS)


class Folder:
    """The folder that the host made for this worker.

    Attributes
    ----------
    path : Path
    translated : dict of str to int
        How many bytes of a plane are already in the words of operations. (A plane's pixels are written
        once; new pixels come in a new plane.)

    Raises
    ------
    ProtocolError
        If it is not a private folder of this user.
    """

    def __init__(self, path: Path) -> None:
        try:
            status = os.lstat(path)
        except OSError as error:
            raise ProtocolError(
                _("The folder {path} cannot be used ({reason}).", path=path, reason=error.strerror), PRIVATE
            ) from error
        others = stat.S_IMODE(status.st_mode) & 0o077
        if not stat.S_ISDIR(status.st_mode) or (os.name == "posix" and (others or status.st_uid != os.getuid())):
            raise ProtocolError(_("{path} is not a private folder.", path=path), PRIVATE)
        self.path = path.absolute()
        self.translated: dict[str, int] = {}
        self._count = 0
        self._saving: Saving | None = None
        self._making = threading.Lock()

    def file(self, name: str) -> Path:
        """The path of a plane that the host named.

        Raises
        ------
        ProtocolError
            If the name leaves the folder.
        FileError
            If there is no such file.
        """
        name = file_name(name)
        path = self.path / name
        try:
            regular = stat.S_ISREG(os.lstat(path).st_mode)
        except (OSError, ValueError):
            regular = False
        if not regular:
            raise FileError(_("There is no plane {name}.", name=name), _("Write the plane before sending the job."))
        return path

    def size(self, name: str) -> int:
        """How many bytes a plane has; 0 if there is none of this name."""
        try:
            return self.file(name).stat().st_size
        except (InlayError, OSError):
            return 0

    def new(self, size: int) -> Path:
        """Make a file of `size` bytes for an output, its space reserved."""
        with self._making:
            self._count += 1
            path = self.path / f"worker-{self._count}.plane"
            with as_error(path), open(path, "xb", opener=_private) as file:
                try:
                    _reserve(file.fileno(), size)
                except OSError:
                    path.unlink()
                    raise
            return path

    @contextlib.contextmanager
    def saving(self) -> Iterator[Saving]:
        """Files for the artist, elsewhere; what of them has not arrived is gone in every ending."""
        from inlay.system.saving import Saving

        with self._making:
            self._saving = Saving()
        with self._saving as saving:
            yield saving

    def changed(self) -> float:
        """When a file was last made or removed here, in seconds since the epoch."""
        try:
            return os.stat(self.path).st_mtime
        except OSError:
            return 0.0

    def remove(self) -> None:
        """Remove everything; nothing can be made afterwards, whichever thread tries."""
        self._making.acquire()
        self.clear()

    def clear(self) -> None:
        """Remove everything."""
        if self._saving is not None:
            self._saving.discard()
        shutil.rmtree(self.path, ignore_errors=True)


@contextlib.contextmanager
def as_error(path: Path) -> Iterator[None]:
    """Turn an OSError into one for the artist."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            hint = _("Free some space in {parent}, or select a smaller part.", parent=path.parent)
            raise ResourceError(_("There is no room for the result."), hint) from error
        raise FileError(
            _("{path} cannot be written ({reason}).", path=path, reason=error.strerror), _("Choose another place.")
        ) from error


def _reserve(descriptor: int, size: int) -> None:
    """Reserve space where the system can; elsewhere writing does it, since outputs are written and never mapped."""
    if hasattr(os, "posix_fallocate") and size:
        try:
            os.posix_fallocate(descriptor, 0, size)
        except OSError as error:
            if error.errno not in _UNSUPPORTED:
                raise


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
