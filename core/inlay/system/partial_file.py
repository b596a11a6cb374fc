"""A file that is being written: beside its place, under a name that says whose it is."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
import stat
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

try:
    import fcntl
except ImportError:  # on Windows an open file cannot be removed, which does what a lock does elsewhere
    fcntl = None  # type: ignore[assignment]

_NAME = re.compile(r"\.inlay-[0-9a-f]{12}\.part")
#: A folder whose place was to be taken by another one.
_OLD = re.compile(r"\.inlay-[0-9a-f]{12}\.(.+)\.old")
_BINARY = getattr(os, "O_BINARY", 0)
#: What file systems without permissions, owners or a way to the disk answer (vfat, 9p, cifs).
_UNSUPPORTED = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EPERM}


class Part:
    """The new content of a file, and once it has arrived the old one, until it is known to stay.

    Attributes
    ----------
    path, target : Path
        The file as the artist names it, and its place with links followed.
    place : Path
        Where it lies until it arrives.
    length : int
        Bytes that have been written.
    """

    def __init__(self, path: Path, target: Path) -> None:
        self.path = path
        self.target = target
        self._old_mode = _mode(target)
        self._descriptor, self.place = _create(target.parent, 0o666 if self._old_mode is None else 0o600)
        self.length = 0
        self._arrived = False
        self._old: Path | None = None
        self._old_descriptor = -1

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
            self._old_descriptor, self._old = _copy(self.target)
            return
        self._old = name
        with contextlib.suppress(OSError):
            self._old_descriptor = os.open(name, os.O_RDONLY | _BINARY)
            lock(self._old_descriptor)

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

    def discard(self) -> None:
        """Remove what has no use any more."""
        for path in (self._old, None if self._arrived else self.place):
            if path is not None:
                with contextlib.suppress(OSError):
                    os.unlink(path)
        self._close()

    def _close(self) -> None:
        for descriptor in (self._descriptor, self._old_descriptor):
            if descriptor >= 0:
                with contextlib.suppress(OSError):
                    os.close(descriptor)
        self._descriptor = self._old_descriptor = -1

    def _keep_permissions(self) -> None:
        if self._old_mode is None or os.name != "posix":
            return
        with contextlib.suppress(OSError):
            old = self.target.stat()
            os.fchown(self._descriptor, old.st_uid, old.st_gid)
        with contextlib.suppress(OSError):
            os.fchmod(self._descriptor, self._old_mode)


def sweep(folder: Path) -> None:
    """Remove what processes that were killed have left in a folder; what a living one writes is locked.

    A folder that was to be replaced, and was not, gets its name back.
    """
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in list(entries):
            with contextlib.suppress(OSError):
                old = _OLD.fullmatch(entry.name)
                if _NAME.fullmatch(entry.name):
                    _unless_locked(entry.path, _remove_any)
                elif old:
                    _unless_locked(entry.path, partial(_bring_back, folder / old[1]))


def _unless_locked(path: str, mend: Callable[[str], None]) -> None:
    if fcntl is None:
        # Nothing tells a folder that is being written, whose files are closed.
        if not os.path.isdir(path):
            mend(path)
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        mend(path)
    finally:
        os.close(descriptor)


def _remove_any(path: str) -> None:
    if os.path.isdir(path):
        shutil.rmtree(path)
    else:
        os.unlink(path)


def _bring_back(target: Path, path: str) -> None:
    if target.exists():
        shutil.rmtree(path)
    else:
        os.rename(path, target)


def open_locked(folder: Path) -> int:
    """A folder, open and locked as long as that stays so; -1 where folders cannot be opened."""
    if os.name != "posix":
        return -1
    descriptor = os.open(folder, os.O_RDONLY)
    lock(descriptor)
    return descriptor


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


def new_name(folder: Path) -> Path:
    """A name in a folder that `sweep` knows."""
    return folder / f".inlay-{secrets.token_hex(6)}.part"


def lock(descriptor: int) -> bool:
    """Lock a file until it is closed; False if another process has it locked. Not every file system has locks."""
    if fcntl is not None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            pass
    return True


def _mode(target: Path) -> int | None:
    """The permissions of a file; None if there is none."""
    try:
        return stat.S_IMODE(os.stat(target).st_mode)
    except FileNotFoundError:
        return None
