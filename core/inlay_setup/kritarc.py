"""Krita's settings file: one line is set and taken back, every other byte stays."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple, Optional

from inlay_setup import filesystem

SECTION, KEY = b"python", b"enable_inlay"
# Where Krita keeps what a plug-in writes by its name.
MEMORY = b"inlay"
HEADER = re.compile(rb"^\[(?P<name>[^\]\r\n]*)\](?P<rest>[^\r\n]*)\r?\n?$")
ENTRY = re.compile(rb"^[ \t]*" + KEY + rb"[ \t]*(?:\[[^\]]*\])*[ \t]*=[ \t]*(?P<value>[^\r\n]*?)[ \t]*\r?\n?$")


class Before(NamedTuple):
    """What stood there before: whether the file and its section existed, the whole old line, and what was added."""

    file: bool = True
    section: bool = True
    line: Optional[str] = None
    end: str = ""

    def to_json(self) -> dict:
        return self._asdict()


def before(path: Path) -> Optional[Before]:
    """What is needed to take `enable` back, or None if Inlay is on."""
    content = _content(path)
    _, found = enabled(content or b"")
    return None if found is None else found._replace(file=content is not None)


def enable(path: Path) -> None:
    """Switch Inlay on."""
    changed, found = enabled(_content(path) or b"")
    if found is not None:
        filesystem.write(path, changed)


def _content(path: Path) -> Optional[bytes]:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def restore(path: Path, before: Before) -> None:
    """Take `enable` back and what Inlay's dialogs remembered; whatever else has changed since stays."""
    filesystem.remove(filesystem.successor(Path(os.path.realpath(path))))
    content = _content(path)
    if content is None:
        return
    changed = forgotten(restored(content, before))
    if not changed.strip() and not before.file:
        path.unlink()
    elif changed != content:
        filesystem.write(path, changed)


def enabled(content: bytes) -> tuple[bytes, Optional[Before]]:
    """The file's content with the plug-in switched on, and what it was before."""
    lines = content.splitlines(keepends=True)
    newline = b"\r\n" if b"\r\n" in content else b"\n"
    entry = _entry(lines)
    if entry is not None:
        match = ENTRY.match(lines[entry])
        assert match is not None
        if match["value"].lower() in (b"true", b"1", b"yes", b"on"):
            return content, None
        old = lines[entry]
        lines[entry] = old[: match.start("value")] + b"true" + old[match.end("value") :]
        return b"".join(lines), Before(line=old.decode("latin-1"))
    header = _header(lines)
    if header is not None:
        end = b"" if lines[header].endswith(b"\n") else newline
        lines[header] += end
        lines.insert(header + 1, KEY + b"=true" + newline)
        return b"".join(lines), Before(end=end.decode())
    end = b"" if not content or content.endswith(b"\n") else newline
    gap = newline if content.strip() else b""
    added = end + gap + b"[" + SECTION + b"]" + newline + KEY + b"=true" + newline
    return content + added, Before(section=False, end=(end + gap).decode())


def restored(content: bytes, before: Before) -> bytes:
    """The file's content with the line of `enabled` taken back."""
    lines = content.splitlines(keepends=True)
    entry = _entry(lines)
    if entry is None:
        return content
    if before.line is not None:
        lines[entry] = before.line.encode("latin-1")
        return b"".join(lines)
    del lines[entry]
    header = _header(lines)
    assert header is not None
    if before.section:
        if before.end and header == len(lines) - 1:
            lines[header] = lines[header].rstrip(b"\r\n")
        return b"".join(lines)
    if header + 1 < len(lines) and not HEADER.match(lines[header + 1]) and lines[header + 1].strip():
        return b"".join(lines)
    kept, rest = b"".join(lines[:header]), b"".join(lines[header + 1 :])
    end = before.end.encode()
    if end and kept.endswith(end) and not rest.strip():
        kept = kept[: -len(end)]
    return kept + rest


def forgotten(content: bytes) -> bytes:
    """The file's content without the section in which Inlay's dialogs keep their last values."""
    kept, inside = [], False
    for line in content.splitlines(keepends=True):
        match = HEADER.match(line)
        if match:
            inside = match["name"] == MEMORY
        if not inside:
            kept.append(line)
    return b"".join(kept)


def _header(lines: list[bytes]) -> Optional[int]:
    """Which line opens the section."""
    for number, line in enumerate(lines):
        match = HEADER.match(line.removeprefix(b"\xef\xbb\xbf"))
        if match and match["name"] == SECTION and not match["rest"].strip():
            return number
    return None


def _entry(lines: list[bytes]) -> Optional[int]:
    """Which line holds the entry; the last one counts, as it does for Krita."""
    found, inside = None, False
    for number, line in enumerate(lines):
        match = HEADER.match(line.removeprefix(b"\xef\xbb\xbf"))
        if match:
            inside = match["name"] == SECTION and not match["rest"].strip()
        elif inside and ENTRY.match(line):
            found = number
    return found
