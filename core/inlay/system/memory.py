"""How much memory there is, and refusing what needs more before it starts."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

from inlay.contract.language import _, decimal
from inlay.errors import ResourceError

_CONTROL_GROUP = Path("/sys/fs/cgroup")


def demand(needed: float, available: float | None, doing: str, hint: str) -> None:
    """Refuse work that needs more memory than there is.

    Parameters
    ----------
    needed : float
        Bytes that the work needs at its peak.
    available : float or None
        Bytes that there are; None measures them. Where they cannot be measured the work is tried.
    doing, hint : str
        Start of the message, and what to do about it.

    Raises
    ------
    ResourceError
        If there is too little.
    """
    if available is None:
        available = available_bytes()
    if available is not None and needed > available:
        raise ResourceError(
            _(
                "{doing} takes {size} of memory, and {free} are free.",
                doing=doing,
                size=size(needed),
                free=size(available),
            ),
            hint,
        )


def available_bytes() -> int | None:
    """Memory that this process can still use without swapping, in bytes; None if the system does not say."""
    try:
        if sys.platform == "win32":
            return _of_windows()
        if sys.platform == "darwin":
            return _of_macos()
        return _of_linux()
    except (OSError, ValueError, AttributeError):
        return None


def _of_linux() -> int | None:
    found = [_of_system(), _of_process()]
    return min((each for each in found if each is not None), default=None)


def _of_process() -> int | None:
    """What a limit on the process's addresses (``ulimit -v``) leaves; None without one."""
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return None
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return max(0, limit - pages * resource.getpagesize())


def _of_system() -> int | None:
    free = _entry(Path("/proc/meminfo"), "MemAvailable:")
    available = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if free is None else free * 1024
    limit = _CONTROL_GROUP / "memory.max"
    if not limit.exists() or limit.read_text().strip() == "max":
        return available
    used = int((_CONTROL_GROUP / "memory.current").read_text())
    dropped_on_demand = _entry(_CONTROL_GROUP / "memory.stat", "inactive_file") or 0
    return min(available, max(0, int(limit.read_text()) - used + dropped_on_demand))


def _entry(path: Path, name: str) -> int | None:
    for line in path.read_text().splitlines():
        words = line.split()
        if words and words[0] == name:
            return int(words[1])
    return None


class _MemoryStatus(ctypes.Structure):
    """``MEMORYSTATUSEX`` of the Windows interface."""

    _fields_ = [
        ("length", ctypes.c_ulong),
        ("load", ctypes.c_ulong),
        *[
            (name, ctypes.c_ulonglong)
            for name in ("total", "available", "total_page", "free_page", "total_virtual", "free_virtual", "extended")
        ],
    ]


def _of_windows() -> int | None:
    status = _MemoryStatus()
    status.length = ctypes.sizeof(status)
    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined, unused-ignore]
    return int(status.available) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None


def _of_macos() -> int | None:
    """Half of the machine's memory: what the system calls free there is not what a process can get."""
    library = ctypes.CDLL(None)
    size, length = ctypes.c_uint64(), ctypes.c_size_t(8)
    failed = library.sysctlbyname(b"hw.memsize", ctypes.byref(size), ctypes.byref(length), None, ctypes.c_size_t(0))
    return None if failed else size.value // 2


def size(count: float) -> str:
    """A number of bytes in words."""
    if count >= 1e9:
        return decimal(f"{count / 1e9:,.1f} GB")
    if count >= 1e6:
        return f"{count / 1e6:.0f} MB"
    return f"{count / 1e3:.0f} KB" if count >= 1e3 else f"{count:.0f} bytes"
