"""Who owns a folder: a lock that the system releases when the process dies, whatever the cause.

A lock, not a process number: numbers are used again, and in a Flatpak they mean nothing to the next sandbox.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from typing import IO

from inlay.contract import file_lock

NAME = "owner"
UNCLAIMED_SECONDS = 60


def claim(folder: str) -> IO[bytes]:
    """Make this process the owner of a folder; return the lock, to be closed when the folder is no longer needed."""
    path = os.path.join(folder, NAME)
    # Locked before it has its name, so that nobody ever sees an owner without a lock.
    unlocked = path if sys.platform == "win32" else path + ".new"
    lock = open(unlocked, "x+b", buffering=0, opener=_private)  # noqa: SIM115
    with suppress(OSError):  # a disk without locks: nobody can tell that the owner has died, all else works
        file_lock.lock(lock)
    lock.write(b"%d\n" % os.getpid())
    if unlocked != path:
        os.rename(unlocked, path)
    return lock


def is_dead(folder: str) -> bool:
    """Whether the folder's owner has ended."""
    try:
        with open(os.path.join(folder, NAME), "r+b", buffering=0) as lock:
            return file_lock.lock(lock)
    except FileNotFoundError:
        return time.time() - os.stat(folder).st_mtime > UNCLAIMED_SECONDS
    except OSError:
        return False


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
