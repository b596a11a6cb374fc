"""Making the n-th system call of an action fail: calls are counted as Python makes them."""

from __future__ import annotations

import builtins
import errno
import io
import mmap
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

#: What changes a file system, or may refuse to.
CALLS = (
    "open", "write", "fsync", "replace", "rename", "link", "symlink", "unlink", "remove", "mkdir", "rmdir", "chmod",
    "fchmod", "fchown", "truncate", "ftruncate", "posix_fallocate", "sendfile", "copy_file_range",
)  # fmt: skip
KILLED = 137


class Fault:
    """What happens at the `number`-th call, counted from 1; 0 for none, so that calls are only counted.

    Attributes
    ----------
    calls : int
        How many there were.
    struck : str
        The call that was met.
    """

    #: Whether it ends the program.
    kills = False

    def __init__(self, number: int) -> None:
        self.number = number
        self.calls = 0
        self.struck = ""
        self._thread = threading.get_ident()

    def __call__(self, name: str, half: Callable[[], Any] = lambda: None) -> None:
        """Count a call; `half` does the half of it that a call which fails may have done."""
        if threading.get_ident() != self._thread:
            return
        self.calls += 1
        if self.calls == self.number:
            self.struck = name
            half()
            self.strike()

    def strike(self) -> None:
        raise NotImplementedError


class Refused(Fault):
    """The disk answers that it is broken."""

    code = errno.EIO

    def strike(self) -> None:
        raise OSError(self.code, os.strerror(self.code))


class Full(Refused):
    """The disk answers that it is full."""

    code = errno.ENOSPC


class Broken(Refused):
    """The disk refuses this call and all that follow: what was done cannot be undone."""

    def __call__(self, name: str, half: Callable[[], Any] = lambda: None) -> None:
        if threading.get_ident() == self._thread:
            self.calls += 1
            if 0 < self.number <= self.calls:
                self.strike()


class Interrupted(Fault):
    """Ctrl-C."""

    def strike(self) -> None:
        signal.raise_signal(signal.SIGINT)


class Killed(Fault):
    """The process ends without a chance to do anything; only for a child process."""

    kills = True

    def strike(self) -> None:
        os._exit(KILLED)


@contextmanager
def armed(fault: Fault) -> Iterator[None]:
    """Let every call of `CALLS`, of `open` and of `mmap` pass through a fault."""
    real = {name: getattr(os, name) for name in CALLS if hasattr(os, name)}
    real_open, real_map = io.open, mmap.mmap

    def counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            fault(name)
            return function(*arguments, **options)

        return call

    def write(descriptor: int, content: Any) -> int:
        fault("write", lambda: real["write"](descriptor, memoryview(content).cast("B")[: len(content) // 2]))
        return real["write"](descriptor, content)

    class File(io.FileIO):
        def write(self, content: Any) -> int:
            fault("write", lambda: io.FileIO.write(self, memoryview(content).cast("B")[: len(content) // 2]))
            return super().write(content) or 0

    def opened(
        file: Any, mode: str = "r", buffering: int = -1, encoding: str | None = None, errors: str | None = None,
        newline: str | None = None, closefd: bool = True, opener: Any = None,
    ) -> Any:  # fmt: skip
        if not isinstance(file, int):
            fault("open")
        if not set(mode) & set("wax+"):
            return real_open(file, mode, buffering, encoding, errors, newline, closefd, opener)
        raw = File(file, mode.replace("b", "").replace("t", ""), closefd, opener)
        if buffering == 0:
            return raw
        buffer = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffer if "b" in mode else io.TextIOWrapper(buffer, encoding, errors, newline)

    # What has reached the disk is seen by nobody here, and waiting for it takes long.
    own = {"write": write, "fsync": counted("fsync", lambda descriptor: None)}
    try:
        for name, function in real.items():
            setattr(os, name, own.get(name) or counted(name, function))
        builtins.open = io.open = opened  # type: ignore[assignment]
        mmap.mmap = counted("mmap", real_map)  # type: ignore[assignment,misc]
        yield
    finally:
        for name, function in real.items():
            setattr(os, name, function)
        builtins.open = io.open = real_open
        mmap.mmap = real_map  # type: ignore[misc]
