"""How much memory a worker needs, and how many of them there is room for."""

from __future__ import annotations

import contextlib
import heapq
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from inlay.arrays.pool import processors
from inlay.batch import fingerprint
from inlay.batch.task import Task
from inlay.system import memory

#: Of a worker that has done nothing yet, and of a pixel, before any has been measured: rather too much.
PROCESS = 350e6
BYTES_PER_PIXEL = 500.0
#: Of the memory that is free.
_SHARE = 0.8
#: Pictures whose headers are read: the largest files.
_LOOKED_AT = 200
_MOST_THREADS = 4
#: A picture as large as this part of the largest says what that will take.
_TELLING = 4


class Layout(NamedTuple):
    """Workers, each a process, and the threads on which each of them does one picture at a time."""

    workers: int
    threads: int


def layout(
    need: float, pictures: float, workers: int | None = None, threads: int | None = None, available: float | None = None
) -> Layout:
    """As many workers as memory and processors have room for; what is asked for is taken as it is.

    Parameters
    ----------
    need : float
        Bytes that one of them takes.
    pictures : float
        That wait for them.
    available : float, optional
        Bytes that there are; None measures them.
    """
    there = processors()
    if workers is None:
        free = memory.available_bytes() if available is None else available
        room = there if free is None else int(_SHARE * free / need)
        workers = int(max(1, min(there // (threads or 1), room, pictures)))
    return Layout(workers, threads or max(1, min(_MOST_THREADS, there // workers)))


class Need:
    """Bytes that a worker takes for the largest picture of many: foreseen, then measured.

    Attributes
    ----------
    largest : int
        Its pixels.
    """

    def __init__(self, largest: int) -> None:
        self.largest = largest
        self._measured = 0.0

    @property
    def bytes(self) -> float:
        return self._measured or PROCESS + BYTES_PER_PIXEL * self.largest

    def learn(self, pixels: int, peak: float) -> bool:
        """Whether a picture has shown that more or less is needed. Small ones say nothing of large ones."""
        if not peak or pixels < self.largest / _TELLING:
            return False
        found = PROCESS + max(0.0, peak - PROCESS) * max(1.0, self.largest / pixels)
        if found <= self._measured:
            return False
        self._measured = found
        return True


def largest(tasks: Iterable[Task]) -> int:
    """Pixels of the largest picture of many, as headers say it; only those of the largest files are looked at."""
    files = {path for task in tasks for path in task.sources}
    return max((_pixels(path) for path in heapq.nlargest(_LOOKED_AT, files, key=_size)), default=0)


def _pixels(path: Path) -> int:
    """By the header where that is known without reading it all, else as many as its bytes."""
    from PIL import Image

    from inlay.files import windows

    try:
        if windows.readable(path):
            with windows.open_picture(path) as picture:
                return picture.width * picture.height
        with Image.open(path) as image:
            return image.width * image.height
    except Exception:  # whatever a damaged header leads to: it is read again, and refused, by its worker
        return _size(path)


def _size(path: Path) -> int:
    try:
        return fingerprint.state(path)[0]
    except OSError:
        return 0


class Peak:
    """The peak of the memory that this process takes, from now on; as Linux counts it, elsewhere unknown."""

    def __init__(self) -> None:
        self._status = Path("/proc/self/status")
        with contextlib.suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")

    def bytes(self) -> float:
        """How many; 0 where that is unknown."""
        try:
            lines = self._status.read_text().splitlines()
        except OSError:
            return 0.0
        return next((float(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0.0)
