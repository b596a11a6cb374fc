"""What a file holds, in few bytes; or a folder that is one picture, of chunks."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from inlay.contract.language import _
from inlay.errors import FileError
from inlay.system.refusals import reading
from inlay.system.saving import is_chunks


def fingerprint(path: Path) -> dict[str, Any]:
    """Size, time and digest of a picture.

    Raises
    ------
    FileError
        If it cannot be read.
    """
    with reading(path):
        if path.is_dir() and not is_chunks(path):
            raise FileError(_("{path} is a folder.", path=path), _("Give the name of a picture in it."))
        size, modified = state(path)
        return {"size": size, "modified": modified, "sha256": _digest(path)}


def state(path: Path) -> tuple[int, int]:
    """Size and time of a picture: of a folder those of all that is in it.

    Raises
    ------
    OSError
        If it is not there.
    """
    found = [file.stat() for file in _files(path)]
    return sum(each.st_size for each in found), max((each.st_mtime_ns for each in found), default=0)


def fits(path: Path, known: Mapping[str, Any]) -> bool:
    """Whether a picture still holds what it held; it is read only where its time is another, and its size is not."""
    try:
        size, modified = state(path)
        if size != known["size"]:
            return False
        return modified == known["modified"] or _digest(path) == known["sha256"]
    except (OSError, KeyError, TypeError):  # TypeError: what is known is damaged
        return False


def _digest(path: Path) -> str:
    """Of the whole content, and in a folder of the names, too."""
    if not path.is_dir():
        return _digest_of_file(path)
    found = hashlib.sha256()
    for file in _files(path):
        found.update(f"{_digest_of_file(file)} {file.relative_to(path).as_posix()}\n".encode())
    return found.hexdigest()


def _digest_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(path: Path) -> Iterator[Path]:
    """The file itself, or those in a folder, always in the same order."""
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders.sort()
        yield from (Path(folder, name) for name in sorted(names))
