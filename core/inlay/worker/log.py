"""The worker's log: the stderr that the host gave it, even where nothing more can be written there."""

from __future__ import annotations

import contextlib
import io
import os
import sys


class Log(io.TextIOBase):
    """Takes what is printed, warned of and traced back; a full disk loses it and disturbs nobody."""

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 2

    def write(self, text: str) -> int:
        data = text.encode("utf-8", "backslashreplace")
        with contextlib.suppress(OSError):
            while data:
                data = data[os.write(2, data) :]
        return len(text)


def take_over() -> None:
    """Let everything that Python prints go to the log."""
    sys.stdout = sys.stderr = Log()
