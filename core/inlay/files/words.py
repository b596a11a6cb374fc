"""Words that what is said about files has in common."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path

from inlay.errors import InlayWarning

#: What to do about a file that is damaged.
AGAIN = "Save it again from the program that made it."
_MOST_QUOTED, _MOST_PARTS = 3, 8
_LONGEST = 60


def warn(code: str, message: str, hint: str = "") -> None:
    """Say what is not quite as it was asked for."""
    warnings.warn(InlayWarning(code, message, hint), stacklevel=3)


def warn_of_others(path: Path, number: int) -> None:
    """Say that a file holds `number` pictures, if it is more than one."""
    if number > 1:
        warn("pages", f"{path} has {number:,} pictures; the first one is used.")


def warn_of_unknown(path: Path, parts: Sequence[str]) -> None:
    """Say which parts of a file are not understood, if there are any."""
    if parts:
        warn("metadata", f"{path}: parts that Inlay does not know are left out: {', '.join(parts[:_MOST_PARTS])}.")


def warn_of_tail(path: Path, tail: bytes) -> None:
    """Say that something stands behind the end of a file's picture, unless it is only padding."""
    if tail.strip(b"\0"):
        warn("metadata", f"{path}: what stands behind the end of its picture is left out.")


def listed(names: Iterable[str]) -> str:
    """Names as a sentence has them: a, b and c."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def quoted(names: Sequence[str]) -> str:
    """The first few names in quotation marks, and how many more there are."""
    found = ", ".join(f"“{name}”" for name in names[:_MOST_QUOTED])
    return found if len(names) <= _MOST_QUOTED else f"{found} and {len(names) - _MOST_QUOTED} more"


def shown(text: str) -> str:
    """A name as a message shows it: in quotation marks, no longer than a line, without control characters."""
    text = "".join(letter if letter.isprintable() else "\ufffd" for letter in text[: _LONGEST + 1])
    return f"“{text[:_LONGEST]}…”" if len(text) > _LONGEST else f"“{text}”"
