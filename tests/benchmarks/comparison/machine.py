"""The machine on which a comparison is made, and how fast its memory is."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

PACKAGES = (
    "numpy", "scipy", "numba", "pyamg", "pymatting", "scikit-image", "opencv-contrib-python-headless", "fpie",
)  # fmt: skip
PROGRAMS = {"G'MIC": ["gmic", "version"], "GEGL": ["gegl", "--version"]}
#: Bytes of what is copied: many times a cache.
COPIED = 1 << 28


def copy_bandwidth() -> float:
    """Bytes a second that one core reads and writes while it copies, the best of some runs."""
    source = np.ones(COPIED, np.uint8)
    target = np.zeros_like(source)
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        np.copyto(target, source)
        seconds.append(time.perf_counter() - start)
    return 2 * COPIED / min(seconds)


def description(bandwidth: float) -> list[tuple[str, str]]:
    """What the machine is, and the versions of what is installed."""
    lines = [
        ("Processor", f"{_processor()}, {os.cpu_count()} cores, one of them used"),
        ("Memory", f"{_memory() / 2**30:.0f} GiB, a copy reads and writes {bandwidth / 1e9:.1f} GB/s"),
        ("System", f"{_system()}, Python {platform.python_version()}"),
    ]
    for package in PACKAGES:
        try:
            lines.append((package, version(package)))
        except PackageNotFoundError:
            lines.append((package, "not installed"))
    for name, command in PROGRAMS.items():
        lines.append((name, _told_by(command)))
    return lines


def _system() -> str:
    """The system and the first two numbers of its version: what follows tells of one machine alone."""
    return " ".join([platform.system(), *re.findall(r"^\d+(?:\.\d+)?", platform.release())])


def _processor() -> str:
    try:
        entries = (line.partition(":") for line in Path("/proc/cpuinfo").read_text().splitlines())
        return next(value.strip() for key, _, value in entries if key.strip() == "model name")
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0


def _told_by(command: list[str]) -> str:
    if shutil.which(command[0]) is None:
        return "not installed"
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    told = re.search(r"\d+\.\d+[.\d]*", found.stdout + found.stderr)
    return told.group() if told else "installed"
