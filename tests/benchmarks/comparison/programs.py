"""Image editors' own operations on the command line: G'MIC and GEGL, given files and timed without reading them."""

from __future__ import annotations

import resource
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image


class Program:
    """A program that reads pictures, works, and writes one.

    Parameters
    ----------
    pictures : sequence of ndarray
    """

    def __init__(self, pictures: Sequence[np.ndarray]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="inlay-comparison-")
        self.files = [Path(self._folder.name) / f"{number}.png" for number in range(len(pictures))]
        self.result = Path(self._folder.name) / "result.png"
        for file, picture in zip(self.files, pictures, strict=True):
            Image.fromarray(picture).save(file, compress_level=1)

    def gmic(self, *words: str) -> np.ndarray:
        """What G'MIC makes of the pictures."""
        return self._made(["gmic", *map(str, self.files), *words, "output", str(self.result)])

    def gegl(self, *words: str) -> np.ndarray:
        """What GEGL makes of the first picture."""
        return self._made(["gegl", str(self.files[0]), "-o", str(self.result), "--", *words])

    def _made(self, command: list[str]) -> np.ndarray:
        self.result.unlink(missing_ok=True)
        subprocess.run(command, capture_output=True, check=True)
        return np.asarray(Image.open(self.result))


def seconds_of_children() -> float:
    """Seconds of CPU of all processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
