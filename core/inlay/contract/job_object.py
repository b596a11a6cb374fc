"""Job objects, by which Windows ends processes together with all that they have started; loaded on Windows alone."""

from __future__ import annotations

import ctypes
import weakref
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NoReturn

# In the words of the Windows headers; `ctypes.wintypes` has other sizes than these on other systems, where tests run.
BOOL = ctypes.c_int
DWORD = UINT = ctypes.c_uint32
HANDLE = LPVOID = ctypes.c_void_p
SIZE_T = ULONG_PTR = ctypes.c_size_t

EXTENDED_LIMIT_INFORMATION = 9
KILL_ON_JOB_CLOSE = 0x2000
SNAPSHOT_OF_THREADS = 0x4
SUSPEND_RESUME = 0x2
INVALID_HANDLE = HANDLE(-1).value
NOT_RESUMED = 0xFFFFFFFF
KILLED = 1


class BasicLimits(ctypes.Structure):
    """``JOBOBJECT_BASIC_LIMIT_INFORMATION``."""

    _fields_ = [
        ("per_process_user_time_limit", ctypes.c_longlong),
        ("per_job_user_time_limit", ctypes.c_longlong),
        ("limit_flags", DWORD),
        ("minimum_working_set_size", SIZE_T),
        ("maximum_working_set_size", SIZE_T),
        ("active_process_limit", DWORD),
        ("affinity", ULONG_PTR),
        ("priority_class", DWORD),
        ("scheduling_class", DWORD),
    ]


class IoCounters(ctypes.Structure):
    """``IO_COUNTERS``."""

    _fields_ = [
        (f"{what}_{kind}", ctypes.c_ulonglong)
        for kind in ("operations", "bytes")
        for what in ("read", "written", "other")
    ]


class ExtendedLimits(ctypes.Structure):
    """``JOBOBJECT_EXTENDED_LIMIT_INFORMATION``."""

    _fields_ = [
        ("basic", BasicLimits),
        ("io", IoCounters),
        ("process_memory_limit", SIZE_T),
        ("job_memory_limit", SIZE_T),
        ("peak_process_memory_used", SIZE_T),
        ("peak_job_memory_used", SIZE_T),
    ]


class ThreadEntry(ctypes.Structure):
    """``THREADENTRY32``."""

    _fields_ = [
        ("size", DWORD),
        ("usage", DWORD),
        ("thread", DWORD),
        ("process", DWORD),
        ("base_priority", ctypes.c_int32),
        ("delta_priority", ctypes.c_int32),
        ("flags", DWORD),
    ]


#: What each function gives and takes.
FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "CreateJobObjectW": (HANDLE, [LPVOID, ctypes.c_wchar_p]),
    "SetInformationJobObject": (BOOL, [HANDLE, ctypes.c_int, LPVOID, DWORD]),
    "AssignProcessToJobObject": (BOOL, [HANDLE, HANDLE]),
    "TerminateJobObject": (BOOL, [HANDLE, UINT]),
    "CloseHandle": (BOOL, [HANDLE]),
    "GetCurrentProcess": (HANDLE, []),
    "CreateToolhelp32Snapshot": (HANDLE, [DWORD, DWORD]),
    "Thread32First": (BOOL, [HANDLE, ctypes.POINTER(ThreadEntry)]),
    "Thread32Next": (BOOL, [HANDLE, ctypes.POINTER(ThreadEntry)]),
    "OpenThread": (HANDLE, [DWORD, BOOL, DWORD]),
    "ResumeThread": (DWORD, [HANDLE]),
}


class JobObject:
    """Processes that end together, with all that they start from then on.

    It has no name, and nobody inherits its handle, which is closed with this object or with this process.

    Parameters
    ----------
    process : int
        The handle of the first one.
    kills_on_close : bool
        Whether they are ended when the handle is closed.

    Raises
    ------
    OSError
        If the system refuses, as where the process is in a job that takes none inside (before Windows 8).
    """

    def __init__(self, process: int, kills_on_close: bool) -> None:
        kernel = _kernel()
        self._handle = kernel.CreateJobObjectW(None, None)
        if not self._handle:
            _fail()
        self._close = weakref.finalize(self, kernel.CloseHandle, self._handle)
        try:
            if kills_on_close:
                self._let_closing_kill()
            if not kernel.AssignProcessToJobObject(self._handle, process):
                _fail()
        except OSError:
            self._close()
            raise

    def _let_closing_kill(self) -> None:
        limits = ExtendedLimits()
        limits.basic.limit_flags = KILL_ON_JOB_CLOSE
        size = ctypes.sizeof(limits)
        if not _kernel().SetInformationJobObject(self._handle, EXTENDED_LIMIT_INFORMATION, ctypes.byref(limits), size):
            _fail()

    def terminate(self) -> None:
        """End all of them at once; none is left is no error.

        Raises
        ------
        OSError
            If the system refuses.
        """
        if not _kernel().TerminateJobObject(self._handle, KILLED):
            _fail()


def of_this_process() -> JobObject:
    """A job object that ends what this process starts when this process has ended, however it has.

    Raises
    ------
    OSError
        If the system refuses.
    """
    return JobObject(_kernel().GetCurrentProcess(), kills_on_close=True)


def resume(process: int) -> None:
    """Let a process run that was started halted; `process` is its number.

    Raises
    ------
    OSError
        If the system refuses.
    """
    kernel = _kernel()
    snapshot = kernel.CreateToolhelp32Snapshot(SNAPSHOT_OF_THREADS, 0)
    if snapshot == INVALID_HANDLE:
        _fail()
    try:
        threads = [number for number, owner in _threads(snapshot) if owner == process]
    finally:
        kernel.CloseHandle(snapshot)
    if not threads:
        raise OSError(f"process {process} has no thread")
    for number in threads:
        _resume_thread(number)


def _threads(snapshot: int) -> Iterator[tuple[int, int]]:
    """The numbers of all threads, and of the processes to which they belong."""
    kernel = _kernel()
    entry = ThreadEntry(size=ctypes.sizeof(ThreadEntry))
    there_is_one = kernel.Thread32First(snapshot, ctypes.byref(entry))
    while there_is_one:
        yield entry.thread, entry.process
        there_is_one = kernel.Thread32Next(snapshot, ctypes.byref(entry))


def _resume_thread(number: int) -> None:
    kernel = _kernel()
    thread = kernel.OpenThread(SUSPEND_RESUME, False, number)
    if not thread:
        _fail()
    try:
        if kernel.ResumeThread(thread) == NOT_RESUMED:
            _fail()
    finally:
        kernel.CloseHandle(thread)


@lru_cache(maxsize=None)
def _kernel() -> Any:
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined, unused-ignore]
    for name, (result, arguments) in FUNCTIONS.items():
        function = getattr(kernel, name)
        function.restype, function.argtypes = result, arguments
    return kernel


def _fail() -> NoReturn:
    raise ctypes.WinError(ctypes.get_last_error())  # type: ignore[attr-defined, unused-ignore]
