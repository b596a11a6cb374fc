"""Processes, handles and job objects as Windows documents them, for tests on other systems.

What a call is given is looked at as `ctypes` does: where a function's types are not said, or are wrong, handles lose
their upper half, and arguments are refused.
"""

from __future__ import annotations

import ctypes
import errno
import struct
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from inlay.contract import job_object, process_tree

ACCESS_DENIED, INVALID_HANDLE, NO_MORE_FILES, BAD_LENGTH, INVALID_PARAMETER = 5, 6, 18, 24, 87
SUSPENDED, BREAKAWAY = 0x4, 0x01000000
KILL_ON_CLOSE, SILENT_BREAKAWAY, BREAKAWAY_OK = 0x2000, 0x1000, 0x800
#: Handles have 64 bits; whoever takes one for a number of 32 loses this.
HIGH = 1 << 32
#: No system that runs the tests has processes with such numbers.
FIRST_NUMBER = 50_000_000

_POINTER, _WORD = ctypes.sizeof(ctypes.c_void_p), 4
#: Bytes of what each function gives and takes, by the headers.
SIZES = {
    "CreateJobObjectW": (_POINTER, [_POINTER, _POINTER]),
    "SetInformationJobObject": (_WORD, [_POINTER, _WORD, _POINTER, _WORD]),
    "AssignProcessToJobObject": (_WORD, [_POINTER, _POINTER]),
    "TerminateJobObject": (_WORD, [_POINTER, _WORD]),
    "CloseHandle": (_WORD, [_POINTER]),
    "GetCurrentProcess": (_POINTER, []),
    "CreateToolhelp32Snapshot": (_POINTER, [_WORD, _WORD]),
    "Thread32First": (_WORD, [_POINTER, _POINTER]),
    "Thread32Next": (_WORD, [_POINTER, _POINTER]),
    "OpenThread": (_POINTER, [_WORD, _WORD, _WORD]),
    "ResumeThread": (_WORD, [_POINTER]),
}


Program = Callable[["Process"], object]


@dataclass(eq=False)
class Job:
    """A job object: its limits, and how many handles lead to it."""

    flags: int = 0
    handles: int = 0


@dataclass(eq=False)
class Process:
    """A process with one thread.

    Attributes
    ----------
    jobs : list of Job
        Those it belongs to, the outermost first.
    program : callable
        What it does in its first moment.
    handles : dict
        What it has open.
    lines : list of str
        What it writes.
    """

    number: int
    program: Program
    jobs: list[Job]
    halted: bool
    alive: bool = True
    handles: dict[int, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[str]:
        yield from self.lines

    def close(self) -> None:
        pass

    @property
    def thread(self) -> int:
        return self.number + 1

    def run(self) -> None:
        self.halted = False
        self.program(self)


class Windows:
    """All processes there are; `current` is the one whose code runs.

    Attributes
    ----------
    programs : dict
        What programs do in their first moment, by name; others do nothing.
    nests : bool
        Whether a process may be in several jobs, as from Windows 8 on.
    refused : set of str
        Functions that fail: access is denied.
    """

    def __init__(self) -> None:
        self.processes: list[Process] = []
        self.programs: dict[str, Program] = {}
        self.nests, self.refused = True, set[str]()
        self.last_error = 0
        self._handles = HIGH + 0x40
        self.current = self.start("pytest")

    def start(self, name: str, flags: int = 0, parent: Process | None = None) -> Process:
        """What ``CreateProcess`` does: a child is in all the jobs of its parent that do not let it go."""
        jobs = list(parent.jobs) if parent is not None else []
        if flags & BREAKAWAY and jobs and not jobs[-1].flags & BREAKAWAY_OK:
            raise PermissionError(errno.EACCES, "Access is denied")
        leaving = BREAKAWAY_OK if flags & BREAKAWAY else SILENT_BREAKAWAY
        while jobs and jobs[-1].flags & leaving:
            jobs.pop()
        program = self.programs.get(name, lambda process: None)
        process = Process(FIRST_NUMBER + 4 * len(self.processes), program, jobs, bool(flags & SUSPENDED))
        self.processes.append(process)
        if not process.halted:
            process.run()
        return process

    def opened(self, thing: Any) -> int:
        """A new handle of the current process."""
        self._handles += 4
        self.current.handles[self._handles] = thing
        if isinstance(thing, Job):
            thing.handles += 1
        return self._handles

    def close(self, process: Process, handle: int) -> None:
        thing = process.handles.pop(handle)
        if isinstance(thing, Job):
            thing.handles -= 1
            if not thing.handles and thing.flags & KILL_ON_CLOSE:
                self.end_all(thing)

    def end_all(self, job: Job) -> None:
        for process in self.processes:
            if job in process.jobs:
                self.end(process)

    def end(self, process: Process) -> None:
        """A process ends, by itself or not: the system closes its handles."""
        process.alive = False
        for handle in list(process.handles):
            self.close(process, handle)

    def alive(self) -> list[Process]:
        """All but the first, which runs the tests."""
        return [process for process in self.processes[1:] if process.alive]

    @contextmanager
    def inside(self, process: Process) -> Iterator[None]:
        """Run what follows as this process."""
        before, self.current = self.current, process
        try:
            yield
        finally:
            self.current = before


class Kernel:
    """``kernel32``: functions with the types that were said, or those that `ctypes` takes for them."""

    def __init__(self, windows: Windows, use_last_error: bool) -> None:
        assert use_last_error, "what went wrong would be lost"
        calls = _Calls(windows)
        for name in SIZES:
            setattr(self, name, _Function(name, windows, getattr(calls, name)))


class _Function:
    restype: Any = ctypes.c_int
    argtypes: Any = None

    def __init__(self, name: str, windows: Windows, call: Callable[..., int]) -> None:
        self._name, self._windows, self._call = name, windows, call

    def __call__(self, *arguments: Any) -> Any:
        result, wanted = SIZES[self._name]
        assert ctypes.sizeof(self.restype) == result, self._name
        assert [ctypes.sizeof(kind) for kind in self.argtypes] == wanted, self._name
        assert len(arguments) == len(wanted), self._name
        for kind, argument in zip(self.argtypes, arguments, strict=True):
            kind.from_param(argument)
        if self._name in self._windows.refused:
            self._windows.last_error = ACCESS_DENIED
            return self.restype(job_object.INVALID_HANDLE if "Snapshot" in self._name else _failing(self._name)).value
        return self.restype(self._call(*arguments)).value


def _failing(name: str) -> int:
    return 0xFFFFFFFF if name == "ResumeThread" else 0


class _Calls:
    """What the functions do."""

    def __init__(self, windows: Windows) -> None:
        self._windows = windows

    def _of(self, handle: int | None, kind: type) -> Any:
        if handle == job_object.INVALID_HANDLE and kind is Process:
            return self._windows.current
        thing = self._windows.current.handles.get(handle or 0)
        return thing if isinstance(thing, kind) else self._fail(INVALID_HANDLE)

    def _fail(self, code: int) -> None:
        self._windows.last_error = code

    def CreateJobObjectW(self, security: Any, name: str | None) -> int:
        assert security is None and name is None, "another process could open it or inherit it"
        return self._windows.opened(Job())

    def SetInformationJobObject(self, handle: int, kind: int, pointer: Any, size: int) -> int:
        job, limits = self._of(handle, Job), pointer._obj
        if job is None:
            return 0
        if kind != 9 or size != 144 or ctypes.sizeof(limits) != size:
            self._fail(BAD_LENGTH)
            return 0
        raw = bytes(limits)
        job.flags = int.from_bytes(raw[16:20], "little")
        assert not any(raw[:16] + raw[20:]), "other limits than those that are named"
        return 1

    def AssignProcessToJobObject(self, handle: int, process_handle: int) -> int:
        job, process = self._of(handle, Job), self._of(process_handle, Process)
        if job is None or process is None:
            return 0
        others = [other for other in self._windows.processes if job in other.jobs]
        if not process.alive or (process.jobs and not self._windows.nests) or others:
            self._fail(ACCESS_DENIED)
            return 0
        process.jobs.append(job)
        return 1

    def TerminateJobObject(self, handle: int, code: int) -> int:
        job = self._of(handle, Job)
        if job is None:
            return 0
        self._windows.end_all(job)
        return 1

    def CloseHandle(self, handle: int) -> int:
        if handle not in self._windows.current.handles:
            self._fail(INVALID_HANDLE)
            return 0
        self._windows.close(self._windows.current, handle)
        return 1

    def GetCurrentProcess(self) -> int:
        return int(job_object.INVALID_HANDLE or 0)

    def CreateToolhelp32Snapshot(self, flags: int, process: int) -> int:
        assert flags == 4
        return self._windows.opened([each for each in self._windows.processes if each.alive])

    def Thread32First(self, handle: int, pointer: Any) -> int:
        return self.Thread32Next(handle, pointer)

    def Thread32Next(self, handle: int, pointer: Any) -> int:
        left, entry = self._of(handle, list), pointer._obj
        if left is None or ctypes.sizeof(entry) != 28 or entry.size != 28:
            self._fail(INVALID_PARAMETER)
            return 0
        if not left:
            self._fail(NO_MORE_FILES)
            return 0
        process = left.pop(0)
        raw = struct.pack("<4L", 28, 0, process.thread, process.number)
        ctypes.memmove(ctypes.addressof(entry), raw, len(raw))
        return 1

    def OpenThread(self, access: int, inherits: bool, number: int) -> int:
        assert access == 2 and not inherits
        found = next(process for process in self._windows.processes if process.thread == number)
        return self._windows.opened((found,))

    def ResumeThread(self, handle: int) -> int:
        (process,) = self._of(handle, tuple)
        was_halted = process.halted
        if was_halted:
            process.run()
        return int(was_halted)


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Iterator[Windows]:
    """A system on which `process_tree` believes to be."""
    system = Windows()
    numbers = {ACCESS_DENIED: errno.EACCES}

    def begin(self: Any, words: Any, creationflags: int = 0, **options: Any) -> None:
        process = system.start(words[0], creationflags, system.current)
        self.args, self.pid, self.returncode = words, process.number, None
        self.stdin, self.stdout, self.stderr = None, process, None
        self.process, self._handle = process, system.opened(process)

    def poll(self: Any) -> int | None:
        self.returncode = None if self.process.alive else 1
        return int(self.returncode) if self.returncode is not None else None

    monkeypatch.setattr(process_tree, "IS_WINDOWS", True)
    monkeypatch.setattr(process_tree, "_own", None)
    monkeypatch.setattr(subprocess.Popen, "__init__", begin)
    monkeypatch.setattr(subprocess.Popen, "poll", poll)
    monkeypatch.setattr(subprocess.Popen, "wait", lambda self, timeout=None: poll(self))
    monkeypatch.setattr(subprocess.Popen, "kill", lambda self: system.end(self.process))
    monkeypatch.setattr(
        ctypes, "WinDLL", lambda name, use_last_error=False: Kernel(system, use_last_error), raising=False
    )
    monkeypatch.setattr(ctypes, "get_last_error", lambda: system.last_error, raising=False)
    monkeypatch.setattr(
        ctypes, "WinError", lambda code: OSError(numbers.get(code, errno.EINVAL), f"error {code}"), raising=False
    )
    job_object._kernel.cache_clear()
    yield system
    job_object._kernel.cache_clear()
