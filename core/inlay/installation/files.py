"""Writing and removing files so that nothing half done is ever seen."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Union

from inlay.errors import InstallationError


def write(path: Path, content: Union[str, bytes]) -> None:
    """Replace a file at once, keeping its permissions; a link stays a link to the same file."""
    path = Path(os.path.realpath(path))
    data = content.encode("utf-8") if isinstance(content, str) else content
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(handle, "wb") as file:
            file.write(data)
        with contextlib.suppress(FileNotFoundError):
            shutil.copymode(path, temporary)
        if not path.exists():
            os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def make_folder(path: Path) -> list[Path]:
    """Make a folder with its parents; return those that were not there, outermost first.

    Raises
    ------
    InstallationError
        If it cannot be made or not be written to.
    """
    made: list[Path] = []
    try:
        for folder in [*reversed(path.parents), path]:
            if not folder.exists():
                folder.mkdir()
                made.append(folder)
    except OSError as error:
        raise no_permission(error, path) from error
    if not os.access(path, os.W_OK):
        raise no_permission(PermissionError(13, "Permission denied"), path)
    return made


def no_permission(error: OSError, path: Path) -> InstallationError:
    return InstallationError(
        f"{error.filename or path} cannot be written: {error.strerror}.",
        "Make the folder writable for you, or choose another place for Inlay's own files with --prefix FOLDER.",
    )


def remove(path: Path) -> bool:
    """Remove a file, a link or a folder with all that is in it; whether there was one.

    Raises
    ------
    OSError
        If that is not allowed, or another file system is mounted inside: what lies there is not Inlay's.
    """
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        for mounted in mounts_below(path):
            raise OSError(errno.EBUSY, "Another file system is mounted there", mounted)
        shutil.rmtree(path)
    else:
        return False
    return True


def mounts_below(path: Path, table: Path = Path("/proc/self/mounts")) -> list[str]:
    """Places inside a folder where another file system is mounted."""
    try:
        lines = table.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    # Blanks and the like are written as octal numbers.
    points = [re.sub(r"\\(\d{3})", lambda match: chr(int(match[1], 8)), line.split(" ")[1]) for line in lines]
    return [point for point in points if point.startswith(os.path.join(os.path.realpath(path), ""))]


def remove_empty(folders: list[Path]) -> None:
    """Remove those of the folders that hold nothing, innermost first."""
    for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
        with contextlib.suppress(OSError):
            folder.rmdir()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
