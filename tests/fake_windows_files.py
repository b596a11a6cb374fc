"""Files of Windows, for tests on other systems: locks of bytes, and refusals where somebody has a file open."""

from __future__ import annotations

import errno
import os
import shutil
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ACCESS_DENIED, SHARING_VIOLATION = 5, 32
LK_UNLCK, LK_NBLCK = 0, 2


def _locking(descriptor: int, mode: int, count: int) -> None:
    """Lock bytes from where the file is read or written next; Linux's locks of open files do as Windows's do."""
    import fcntl

    assert mode == LK_NBLCK and count == 1
    place = os.lseek(descriptor, 0, os.SEEK_CUR)
    # Only what lies behind a file's content can still be read by others.
    assert place < 1 << 31 and place >= os.fstat(descriptor).st_size
    wanted = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, place, count, 0)
    may_write = fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE != os.O_RDONLY
    if may_write:
        try:
            fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, wanted)
        except BlockingIOError:
            raise PermissionError(errno.EACCES, "Permission denied") from None
        return
    # Linux locks nothing through a file that is open for reading alone: what there is can be asked for.
    (kind,) = struct.unpack_from("h", fcntl.fcntl(descriptor, fcntl.F_OFD_GETLK, wanted))
    if kind != fcntl.F_UNLCK:
        raise PermissionError(errno.EACCES, "Permission denied")


class Files:
    """Which files somebody has open.

    Attributes
    ----------
    open : set of Path
    looks : int
        How many refusals there were.
    """

    def __init__(self) -> None:
        self.open: set[Path] = set()
        self.looks = 0

    def demand_free(self, path: Any, code: int) -> None:
        place = Path(path)
        if any(place == used or place in used.parents for used in self.open):
            self.looks += 1
            error = PermissionError(errno.EACCES, "Access is denied", str(path))
            error.winerror = code  # type: ignore[attr-defined]
            raise error


@pytest.fixture
def locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The locks of Windows in place of those of POSIX."""
    if sys.platform == "win32":
        return
    if sys.platform != "linux":
        pytest.skip("the locks of open files, which stand for those of Windows, are Linux's")
    module: Any = ModuleType("msvcrt")
    module.locking, module.LK_UNLCK, module.LK_NBLCK = _locking, LK_UNLCK, LK_NBLCK
    monkeypatch.setitem(sys.modules, "msvcrt", module)
    monkeypatch.setattr(sys, "platform", "win32")


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Iterator[Files]:
    """What is open is neither renamed nor removed, and no folder that holds it."""
    used, replace, rmtree = Files(), os.replace, shutil.rmtree

    def rename(source: Any, target: Any) -> None:
        for path in (source, target):
            used.demand_free(path, ACCESS_DENIED)
        if os.path.isdir(source) and os.path.exists(target):
            raise PermissionError(errno.EACCES, "Access is denied", str(target))
        replace(source, target)

    def remove(path: Any, ignore_errors: bool = False, **options: Any) -> None:
        try:
            used.demand_free(path, SHARING_VIOLATION)
        except PermissionError:
            if not ignore_errors:
                raise
        else:
            rmtree(path, ignore_errors, **options)

    monkeypatch.setattr(os, "replace", rename)
    monkeypatch.setattr(shutil, "rmtree", remove)
    yield used
