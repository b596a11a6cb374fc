"""The worker's log: two files, the older one named ``.1``."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import IO

LARGEST = 1 << 20
#: Bytes at the end of which the last lines are looked for.
END = 1 << 16


def opened(path: str, title: str) -> IO[bytes] | None:
    """The log, open for a process's stderr; None where it cannot be written."""
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if os.path.exists(path) and os.path.getsize(path) > LARGEST:
            os.replace(path, path + ".1")
        file = open(path, "ab", buffering=0, opener=lambda name, flags: os.open(name, flags, 0o600))  # noqa: SIM115
    except OSError:
        return None
    with suppress(OSError):
        file.write(f"--- {time.strftime('%Y-%m-%d %H:%M:%S')} {title}\n".encode())
    return file


def note(path: str, title: str, text: str) -> None:
    """Add what an adapter has to say, such as a traceback."""
    file = opened(path, title)
    if file is not None:
        with file, suppress(OSError):
            file.write(text.encode("utf-8", "backslashreplace"))


def last_lines(path: str, count: int) -> list[str]:
    """The end of the log; nothing where there is none."""
    try:
        with open(path, "rb") as file:
            file.seek(max(os.path.getsize(path) - END, 0))
            return file.read().decode("utf-8", "replace").splitlines()[-count:]
    except OSError:
        return []
