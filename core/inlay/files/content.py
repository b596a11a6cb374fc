"""The bytes of a file: all at once, or each as it is asked for."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType
from typing import Protocol

from inlay.system.refusals import reading


class Content(Protocol):
    """What can be asked for a part of its bytes; there are fewer where it ends."""

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice, /) -> bytes: ...


class OnDisk:
    """The bytes of a file that is too large to be read at once; a context manager, which closes it.

    They are read, never mapped: of a file that is cut off meanwhile there is an end, and not a signal.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with reading(path):
            self._file = path.open("rb")
            self._length = self._file.seek(0, 2)
        self._reading = threading.Lock()

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, part: slice, /) -> bytes:
        start, stop, _ = part.indices(self._length)
        with self._reading, reading(self._path):
            self._file.seek(start)
            return self._file.read(max(0, stop - start))

    def __enter__(self) -> OnDisk:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()
