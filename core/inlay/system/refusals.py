"""What the system refuses when a file is read or written, in words."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from inlay.errors import Cancelled, FileError, InlayError, ResourceError

#: A disk or a quota has no room left.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def reading(path: Path) -> AbstractContextManager[None]:
    """Turn an `OSError` of reading `path` into words."""
    return _in_words(path, _about_reading)


def writing(path: Path) -> AbstractContextManager[None]:
    """Turn an `OSError` of writing `path` into words."""
    return _in_words(path, _about_writing)


@contextmanager
def _in_words(path: Path, about: Callable[[OSError, Path], InlayError]) -> Iterator[None]:
    try:
        yield
    except InlayError:
        raise
    except OSError as error:
        raise _about_any(error, path) or about(error, path) from error


def no_folder(path: Path) -> FileError:
    """The folder of a file to be written is missing."""
    if path.is_symlink():
        return FileError(
            f"The link {path} leads to {os.path.realpath(path)}, and there is no such folder.",
            "Create it first, or choose another file.",
        )
    return FileError(f"There is no folder {path.parent}.", "Create it first, or choose another one.")


def of_words(error: OSError, hint: str) -> InlayError:
    """Why words cannot be said."""
    return FileError(f"The standard output cannot be written: {_reason(error)}.", hint)


def of_anything(error: BaseException) -> InlayError:
    """Why the program cannot go on."""
    if isinstance(error, InlayError):
        return error
    if isinstance(error, KeyboardInterrupt):
        return Cancelled("Interrupted; nothing was written.")
    if isinstance(error, MemoryError):
        return ResourceError("There is not enough memory.", "Use smaller pictures, or close programs.")
    if isinstance(error, OSError):
        path = Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else None
        about = f"{path}: " if path else ""
        return (path and _about_any(error, path)) or FileError(
            f"The system refuses: {about}{_reason(error)}.", "Check the disk, and what you may do there."
        )
    words = f"Something went wrong: {type(error).__name__}: {error}"
    return InlayError(words, "Run it again with --debug and report what it prints.")


def _about_any(error: OSError, path: Path) -> InlayError | None:
    if isinstance(error, IsADirectoryError):
        return FileError(f"{path} is a folder.", "Give the name of a file in it.")
    if error.errno == errno.ELOOP:
        return FileError(f"{path} is a link that leads back to itself.", "Give the name of the file itself.")
    if error.errno == errno.ENAMETOOLONG:
        return FileError("The name of the file is too long.", "Choose a shorter name.")
    return None


def _about_reading(error: OSError, path: Path) -> InlayError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        if path.is_symlink():
            return FileError(f"The link {path} leads to {os.path.realpath(path)}, which is not there.", "Mend it.")
        return FileError(f"There is no file {path}.", "Check its name.")
    if isinstance(error, PermissionError):
        return FileError(f"You may not read {path}.", "Change its permissions, or choose another file.")
    return FileError(f"{path} cannot be read: {_reason(error)}.", "Check the disk and the file's name.")


def _about_writing(error: OSError, path: Path) -> InlayError:
    if isinstance(error, FileNotFoundError | NotADirectoryError) and not path.parent.is_dir():
        return no_folder(path)
    if error.errno in FULL:
        return ResourceError(f"There is no room left for {path}.", "Free some space, then try again.")
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return FileError(f"You may not write {path}.", "Allow writing it, or choose another file.")
    return FileError(f"{path} cannot be written: {_reason(error)}.", "Check the disk and the file's name.")


def _reason(error: OSError) -> str:
    if error.errno == errno.EBADF:
        return "it is closed"
    return error.strerror or str(error) or type(error).__name__
