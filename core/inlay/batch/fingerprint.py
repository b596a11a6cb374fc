"""What a file holds, in few bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inlay.errors import FileError
from inlay.system.refusals import reading


def fingerprint(path: Path) -> dict[str, Any]:
    """Size, time and digest of a file.

    Raises
    ------
    FileError
        If it cannot be read.
    """
    with reading(path):
        if path.is_dir():
            raise FileError(f"{path} is a folder.", "Give the name of a picture in it.")
        found = path.stat()
        return {"size": found.st_size, "modified": found.st_mtime_ns, "sha256": digest(path)}


def of_content(content: bytes) -> dict[str, Any]:
    """That of a file which does not lie in its place yet: it has no time."""
    return {"size": len(content), "modified": None, "sha256": hashlib.sha256(content).hexdigest()}


def digest(path: Path) -> str:
    """Of the whole content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fits(path: Path, known: Mapping[str, Any]) -> bool:
    """Whether a file still holds what it held; it is read only where its time is another, and its size is not."""
    try:
        found = path.stat()
        if found.st_size != known["size"]:
            return False
        return found.st_mtime_ns == known["modified"] or digest(path) == known["sha256"]
    except (OSError, KeyError, TypeError):  # TypeError: what is known is damaged
        return False
