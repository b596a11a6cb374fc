"""Writing and removing files so that nothing half done is ever seen."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Callable, Union

from inlay.contract.language import _
from inlay_setup.errors import InstallationError

TEMPORARY = "temporary"
FULL = (errno.ENOSPC, errno.EDQUOT)
ROOM = _("The disk is full: Inlay's environment needs about 600 MB. Make room, then try again.")
#: What Windows answers where somebody has a file open: access denied, a violation of sharing or of a lock.
IN_USE = (5, 32, 33)
#: Seconds for which that is waited for: a worker without work ends within two, a virus scanner sooner.
PATIENCE, PAUSE = 10.0, 0.1
PLACE = _("Make the folder writable for you, or choose another place for Inlay's own files with --prefix FOLDER.")


def write(path: Path, content: Union[str, bytes]) -> None:
    """Replace a file at once and for good, keeping its permissions; a link stays a link to the same file."""
    path = Path(os.path.realpath(path))
    data = content.encode("utf-8") if isinstance(content, str) else content
    new = successor(path)
    new.unlink(missing_ok=True)
    try:
        with open(new, "xb") as file:
            # Not every disk knows permissions.
            with contextlib.suppress(OSError):
                shutil.copymode(path, new)
            file.write(data)
            file.flush()
            _sync(file.fileno())
        move(new, path)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink()
        raise
    _settle(path.parent)


def successor(path: Path) -> Path:
    """Where a file or folder is made before it takes its place: known, so that what a killed process left is found."""
    return path.with_name(f".{path.name}.new")


def predecessor(path: Path) -> Path:
    """Where a folder waits until its successor has taken its place."""
    return path.with_name(f".{path.name}.old")


def move(path: Path, place: Path) -> None:
    """Give a file or a folder another name, in place of a file of that name.

    Windows renames no folder in which a program runs or has a file open: it is waited for.

    Raises
    ------
    InstallationError
        If it stays in use.
    OSError
        If that fails for another reason.
    """
    try:
        patiently(lambda: os.replace(path, place))
    except OSError as error:
        if not is_in_use(error):
            raise
        raise in_use(path) from error


def patiently(act: Callable[[], object]) -> None:
    """Do what fails as long as somebody has a file open, again and again for a while."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            act()
            return
        except OSError as error:
            if not is_in_use(error) or time.monotonic() > end:
                raise
        time.sleep(PAUSE)


def is_in_use(error: OSError) -> bool:
    """Whether Windows has refused something because somebody has a file open, as far as it says."""
    return getattr(error, "winerror", None) in IN_USE


def in_use(path: Path) -> InstallationError:
    return InstallationError(
        _("{path} is in use.", path=path),
        _("Close GIMP and Krita, end every other program that uses Inlay, then try again."),
    )


def replace_folder(path: Path, build: Callable[[Path], None]) -> None:
    """Let `build` make a folder beside its place, under a name that editors pass over, and swap it in."""
    new, old = successor(path), predecessor(path)
    _restore(path)
    for left in (new, old):
        remove(left)
    try:
        build(new)
        if os.path.lexists(path):
            move(path, old)
        move(new, path)
    except BaseException:
        _restore(path)
        shutil.rmtree(new, ignore_errors=True)
        raise
    patiently(lambda: remove(old))


def _restore(path: Path) -> None:
    if os.path.lexists(predecessor(path)) and not os.path.lexists(path):
        os.replace(predecessor(path), path)


@contextmanager
def temporary(parent: Path) -> Iterator[Path]:
    """A folder for what is needed for a while, in one of Inlay's own; what a killed process left in it goes first."""
    folder = parent / TEMPORARY
    remove(folder)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def scratch(parent: Path) -> Iterator[Path]:
    """The same in a folder that is not Inlay's: its name is like nobody else's, and nothing that is there goes."""
    with tempfile.TemporaryDirectory(prefix=".inlay-", dir=parent) as folder:
        yield Path(folder)


def _settle(folder: Path) -> None:
    """Make the disk remember which files a folder holds, where it can: what was to be written is written."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            _sync(handle)
        finally:
            os.close(handle)


def _sync(handle: int) -> None:
    try:
        os.fsync(handle)
    except OSError as error:
        # Some disks cannot be asked to.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise


def missing(path: Path) -> list[Path]:
    """Those of a folder and its parents that are not there, outermost first."""
    return [folder for folder in [*reversed(path.parents), path] if not os.path.lexists(folder)]


def make_folder(path: Path) -> list[Path]:
    """Make a folder with its parents; return those that were not there, outermost first.

    Raises
    ------
    InstallationError
        If it cannot be made or not be written to.
    """
    made: list[Path] = []
    try:
        for folder in missing(path):
            folder.mkdir()
            made.append(folder)
        if not path.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "It is not a folder", str(path))
    except OSError as error:
        raise no_permission(error, path) from error
    if not os.access(path, os.W_OK):
        raise no_permission(PermissionError(13, "Permission denied"), path)
    return made


def no_permission(error: OSError, path: Path) -> InstallationError:
    """The same failure in the words of a person who cannot write there."""
    full = error.errno in FULL
    return InstallationError(
        _("{filename} cannot be written: {reason}.", filename=error.filename or path, reason=error.strerror or error),
        ROOM if full else PLACE,
    )


def failure(error: OSError) -> InstallationError:
    """The same failure of the system in a person's words, with what to do about it."""
    name = error.filename if isinstance(error.filename, (str, Path)) else ""
    what = (
        _("{name}: {reason}.", name=name, reason=error.strerror or error)
        if name
        else _("{reason}.", reason=error.strerror or error)
    )
    if error.errno in FULL:
        return InstallationError(what, ROOM)
    if error.errno == errno.EIO:
        return InstallationError(what, _("The disk or the network drive does not answer: see to it, then try again."))
    return InstallationError(what, PLACE)


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


def remove_with_traces(path: Path) -> None:
    """The same, and what a killed process has left unfinished beside it."""
    for one in traces(path):
        remove(one)


def traces(path: Path) -> list[Path]:
    """A file or folder, and what may be beside it if a process was killed."""
    return [path, successor(path), predecessor(path)]


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
