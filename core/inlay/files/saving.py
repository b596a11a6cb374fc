"""Writing files so that there is never half of one: beside the target first, then renamed over it."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from inlay.errors import FileError, ResourceError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Saving:
    """Several files that arrive together: all are written under temporary names before the first is renamed.

    Use it as a context manager; leaving it without `commit` removes what was written.
    """

    def __init__(self) -> None:
        self._pending: list[tuple[Path, Path]] = []

    def __enter__(self) -> Saving:
        return self

    def __exit__(self, *_: object) -> None:
        for temporary, _target in self._pending:
            with contextlib.suppress(OSError):
                temporary.unlink()
        self._pending.clear()

    def write(self, path: Path, content: bytes | memoryview) -> None:
        """Write `content` beside `path`, under a temporary name."""
        target = check_target(path)
        with words_for(path):
            descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:60]}.", suffix=".part", dir=target.parent)
            self._pending.append((Path(name), target))
            with open(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                _keep_permissions(file.fileno(), target)
                os.fsync(file.fileno())

    def commit(self) -> None:
        """Give every file its name."""
        for temporary, target in self._pending:
            with words_for(target):
                os.replace(temporary, target)
        folders = {target.parent for _, target in self._pending}
        self._pending.clear()
        for folder in folders:
            _sync_folder(folder)


def check_target(path: Path) -> Path:
    """The real path of a file to be written, links followed.

    Raises
    ------
    FileError
        If nothing can be written there.
    """
    with words_for(path):
        target = Path(os.path.realpath(path))
        if target.is_dir():
            raise FileError(f"{path} is a folder.", "Give the name of a file in it.")
        if not target.parent.is_dir():
            raise FileError(f"There is no folder {path.parent}.", "Create it first, or choose another one.")
        if target.exists():
            if not target.is_file():
                raise FileError(f"{path} is not an ordinary file.", "Give the name of a file.")
            if not os.access(target, os.W_OK):
                raise FileError(f"{path} is write-protected.", "Choose another name, or allow writing it.")
        if not os.access(target.parent, os.W_OK | os.X_OK):
            raise FileError(f"Nothing can be written into the folder {path.parent}.", "Choose another folder.")
    return target


@contextlib.contextmanager
def words_for(path: Path) -> Iterator[None]:
    """Turn an `OSError` of reading or writing `path` into words."""
    try:
        yield
    except FileError:
        raise
    except FileNotFoundError as error:
        raise FileError(f"There is no file {path}.", "Check its name.") from error
    except IsADirectoryError as error:
        raise FileError(f"{path} is a folder.", "Give the name of a file in it.") from error
    except PermissionError as error:
        raise FileError(f"You may not use {path}.", "Change its permissions, or choose another file.") from error
    except OSError as error:
        if error.errno in _FULL:
            raise ResourceError(f"There is no room left for {path}.", "Free some space, then try again.") from error
        if error.errno == errno.ENAMETOOLONG:
            raise FileError("The name of the file is too long.", "Choose a shorter name.") from error
        raise FileError(f"{path}: {error.strerror or error}.", "Check the disk and the file's name.") from error


def _keep_permissions(descriptor: int, target: Path) -> None:
    """Give the new file the old one's permissions, or what a new file gets."""
    if os.name != "posix":
        return
    try:
        old = target.stat()
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        os.fchmod(descriptor, 0o666 & ~umask)
        return
    with contextlib.suppress(OSError):
        os.fchown(descriptor, old.st_uid, old.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(old.st_mode))


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        with contextlib.suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
