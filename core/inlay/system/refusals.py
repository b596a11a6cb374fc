"""What the system refuses when a file is read or written, in words."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from inlay.contract.language import _
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
            _(
                "The link {path} leads to {realpath}, and there is no such folder.",
                path=path,
                realpath=os.path.realpath(path),
            ),
            _("Create it first, or choose another file."),
        )
    return FileError(
        _("There is no folder {parent}.", parent=path.parent), _("Create it first, or choose another one.")
    )


def of_words(error: OSError, hint: str) -> InlayError:
    """Why words cannot be said."""
    return FileError(_("The standard output cannot be written: {reason}.", reason=_reason(error)), hint)


def of_anything(error: BaseException) -> InlayError:
    """Why the program cannot go on."""
    if isinstance(error, InlayError):
        return error
    if isinstance(error, KeyboardInterrupt):
        return Cancelled(_("Interrupted; nothing was written."))
    if isinstance(error, MemoryError):
        return ResourceError(_("There is not enough memory."), _("Use smaller pictures, or close programs."))
    if isinstance(error, OSError):
        path = Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else None
        about = f"{path}: " if path else ""
        return (path and _about_any(error, path)) or FileError(
            _("The system refuses: {about}{reason}.", about=about, reason=_reason(error)),
            _("Check the disk, and what you may do there."),
        )
    words = _("Something went wrong: {name}: {error}", name=type(error).__name__, error=error)
    return InlayError(words, _("Run it again with --debug and report what it prints."))


def _about_any(error: OSError, path: Path) -> InlayError | None:
    if isinstance(error, IsADirectoryError):
        return FileError(_("{path} is a folder.", path=path), _("Give the name of a file in it."))
    if error.errno == errno.ELOOP:
        return FileError(
            _("{path} is a link that leads back to itself.", path=path), _("Give the name of the file itself.")
        )
    if error.errno == errno.ENAMETOOLONG:
        return FileError(_("The name of the file is too long."), _("Choose a shorter name."))
    return None


def _about_reading(error: OSError, path: Path) -> InlayError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        if path.is_symlink():
            return FileError(
                _(
                    "The link {path} leads to {realpath}, which is not there.",
                    path=path,
                    realpath=os.path.realpath(path),
                ),
                _("Mend it."),
            )
        return FileError(_("There is no file {path}.", path=path), _("Check its name."))
    if isinstance(error, PermissionError):
        return FileError(_("You may not read {path}.", path=path), _("Change its permissions, or choose another file."))
    return FileError(
        _("{path} cannot be read: {reason}.", path=path, reason=_reason(error)),
        _("Check the disk and the file's name."),
    )


def _about_writing(error: OSError, path: Path) -> InlayError:
    if isinstance(error, FileNotFoundError | NotADirectoryError) and not path.parent.is_dir():
        return no_folder(path)
    if error.errno in FULL:
        return ResourceError(_("There is no room left for {path}.", path=path), _("Free some space, then try again."))
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return FileError(_("You may not write {path}.", path=path), _("Allow writing it, or choose another file."))
    return FileError(
        _("{path} cannot be written: {reason}.", path=path, reason=_reason(error)),
        _("Check the disk and the file's name."),
    )


def _reason(error: OSError) -> str:
    if error.errno == errno.EBADF:
        return _("it is closed")
    return error.strerror or str(error) or type(error).__name__
