"""How much memory something takes."""

from __future__ import annotations

import ctypes
import gc
from pathlib import Path
from typing import Any


class Peak:
    """The peak of resident memory inside a ``with`` block, in MB beyond what there was, as Linux counts it."""

    def __enter__(self) -> Peak:
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)  # pages that were freed but kept would be used again unseen
        Path("/proc/self/clear_refs").write_text("5")
        self._before = self._read("VmRSS")
        return self

    def __exit__(self, *error: object) -> None:
        self.megabytes = (self._read("VmHWM") - self._before) * 1.024e-3

    def _read(self, entry: str) -> float:
        line = next(each for each in Path("/proc/self/status").read_text().splitlines() if each.startswith(entry))
        return float(line.split()[1])


def size_of(result: Any) -> int:
    """Bytes of what a function gave back."""
    if isinstance(result, tuple):
        return sum(each.nbytes for each in result)
    if hasattr(result, "foreground") and not hasattr(result, "alpha"):
        return result.foreground.nbytes + result.background.nbytes
    return result.alpha.nbytes if hasattr(result, "alpha") else result.nbytes
