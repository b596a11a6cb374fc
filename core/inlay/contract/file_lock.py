"""A lock on a file, which the system gives back when a process ends, however it ends.

Editors look whether the installer has one, and the installer whether another has.
"""

from __future__ import annotations

import sys
from typing import IO

#: The file in Inlay's own folder that is locked by whoever changes what is installed.
CHANGING = "lock"
# Windows lets nobody read what is locked: a byte is locked that the file does not have.
BEYOND = 1 << 30


def is_locked(path: str) -> bool:
    """Whether somebody else holds the lock on a file; of one that cannot be looked at it is believed."""
    try:
        with open(path, "r+b", buffering=0) as file:
            return not lock(file)
    except FileNotFoundError:
        return False
    except OSError:
        return True


def lock(file: IO[bytes]) -> bool:
    """Lock an open file until it is closed; whether nobody else has it locked.

    Raises
    ------
    OSError
        If the disk knows no locks.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(BEYOND)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            file.seek(0)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
