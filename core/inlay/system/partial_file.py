"""A file that is being written."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Iterable
from pathlib import Path

from inlay.system.locks import lock
from inlay.system.partial import Partial, new_name

_BINARY = getattr(os, "O_BINARY", 0)
#: What file systems without permissions, owners or a way to the disk answer (vfat, 9p, cifs).
_UNSUPPORTED = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EPERM}


class PartialFile(Partial):
    """The new content of a file.

    Attributes
    ----------
    length : int
        Bytes that have been written.
    """

    def __init__(self, path: Path, target: Path) -> None:
        self._old_mode = _mode(target)
        self._descriptor, place = _create(target.parent, 0o666 if self._old_mode is None else 0o600)
        super().__init__(path, target, place, self._descriptor)
        self.length = 0

    def fill(self, pieces: Iterable[bytes | memoryview]) -> None:
        """Write the content through to the disk, with the permissions that the old file has or a new one gets."""
        for piece in pieces:
            self.append(piece)
        self.settle()

    def append(self, piece: bytes | memoryview) -> int:
        """Write a piece behind those before it; where it lies."""
        place = self.length
        self._write(piece)
        self.length += memoryview(piece).nbytes
        return place

    def rewrite(self, place: int, piece: bytes) -> None:
        """Write a piece over others that were written before."""
        os.lseek(self._descriptor, place, os.SEEK_SET)
        self._write(piece)
        os.lseek(self._descriptor, self.length, os.SEEK_SET)

    def _write(self, piece: bytes | memoryview) -> None:
        rest = memoryview(piece).cast("B")
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]

    def settle(self) -> None:
        """Write everything through to the disk, with the permissions that the old file has or a new one gets."""
        self._keep_permissions()
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            if error.errno not in _UNSUPPORTED:
                raise

    def keep_old(self) -> None:
        """Give the old file a second name, by which it can be put back."""
        if self._old_mode is None:
            return
        name = new_name(self.target.parent)
        try:
            os.link(self.target, name)
        except OSError:
            descriptor, self._old = _copy(self.target)
            self._descriptors.append(descriptor)
            return
        self._old = name
        with contextlib.suppress(OSError):
            descriptor = os.open(name, os.O_RDONLY | _BINARY)
            self._descriptors.append(descriptor)
            lock(descriptor)

    def arrive(self) -> None:
        """Take the old file's place, at once."""
        if os.name == "nt":
            self._close()
        os.replace(self.place, self.target)
        self._arrived = True

    def put_back(self) -> bool:
        """Bring the old file back, or none where there was none; whether that went well."""
        try:
            if self._old is not None:
                os.replace(self._old, self.target)
            elif self._old_mode is None:
                os.unlink(self.target)
            else:
                return False
        except OSError:
            return False
        return True

    def _keep_permissions(self) -> None:
        if self._old_mode is None or os.name != "posix":
            return
        with contextlib.suppress(OSError):
            old = self.target.stat()
            os.fchown(self._descriptor, old.st_uid, old.st_gid)
        with contextlib.suppress(OSError):
            os.fchmod(self._descriptor, self._old_mode)


def _create(folder: Path, mode: int) -> tuple[int, Path]:
    """A new locked file, and its name."""
    while True:
        path = new_name(folder)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, mode)
        try:
            # Another process may have swept it before the lock was there.
            if lock(descriptor) and os.fstat(descriptor).st_nlink:
                return descriptor, path
        except BaseException:
            _remove(descriptor, path)
            raise
        os.close(descriptor)


def _copy(path: Path) -> tuple[int, Path]:
    """A locked copy of a file, and its name: where a file cannot have two names."""
    descriptor, copy = _create(path.parent, 0o600)
    try:
        with open(path, "rb") as source, open(descriptor, "wb", closefd=False) as file:
            shutil.copyfileobj(source, file)
        with contextlib.suppress(OSError):
            shutil.copystat(path, copy)
    except BaseException:
        _remove(descriptor, copy)
        raise
    return descriptor, copy


def _remove(descriptor: int, path: Path) -> None:
    with contextlib.suppress(OSError):
        os.close(descriptor)
    with contextlib.suppress(OSError):
        os.unlink(path)


def _mode(target: Path) -> int | None:
    """The permissions of a file; None if there is none."""
    try:
        return stat.S_IMODE(os.stat(target).st_mode)
    except FileNotFoundError:
        return None
