"""Locks of files and folders. The system gives them back when a process ends, however it ends."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # on Windows an open file cannot be removed, which does what a lock does elsewhere
    fcntl = None  # type: ignore[assignment]

THERE_ARE_LOCKS = fcntl is not None
#: Seconds between two looks whether a file is free.
_LOOK = 0.05


def lock(descriptor: int) -> bool:
    """Lock a file until it is closed; False if another process has it locked. Not every file system has locks."""
    if fcntl is not None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            pass
    return True


def open_locked(folder: Path) -> int:
    """A folder, open and locked as long as that stays so; -1 where folders cannot be opened."""
    if os.name != "posix":
        return -1
    descriptor = os.open(folder, os.O_RDONLY)
    lock(descriptor)
    return descriptor


@contextmanager
def alone(path: Path, patience: float) -> Iterator[None]:
    """Wait until nobody else has made this file, have it meanwhile, and remove it. Without locks, nobody waits.

    Whoever has it may have been halted: nobody waits for more than `patience` seconds.
    """
    descriptor = _made(path, time.monotonic() + patience) if THERE_ARE_LOCKS else None
    try:
        yield
    finally:
        if descriptor is not None:
            with contextlib.suppress(OSError):
                os.unlink(path)
            os.close(descriptor)


def _made(path: Path, end: float) -> int | None:
    """A file that is locked, and is still the one of this name; None if another process has it at the end."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        if lock(descriptor):
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(descriptor), os.stat(path)):
                    return descriptor
            os.close(descriptor)
            continue
        os.close(descriptor)
        if time.monotonic() >= end:
            return None
        time.sleep(_LOOK)
