"""The list of photographs, and each as an array."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from inlay_setup.locations import locate

PURPOSES = "choosing", "judging", "training"
#: Origins that are no Debian packages.
WHEEL, FOLDER = "scikit-image", "INLAY_TEST_PICTURES"


@dataclass(frozen=True)
class Photograph:
    """A row of the list.

    Attributes
    ----------
    name, purpose : str
        What it is called here, and one of `PURPOSES`.
    origin, path : str
        A Debian package, or `WHEEL` or `FOLDER`, and where in it the file lies.
    licence : str
        As its origin states it.
    """

    name: str
    purpose: str
    origin: str
    path: str
    licence: str

    @property
    def file(self) -> Path | None:
        """Where it lies on this machine; None where the folder is not set."""
        if self.origin == WHEEL:
            import skimage

            return Path(skimage.__file__).parent / "data" / self.path
        if self.origin == FOLDER:
            folder = os.environ.get(FOLDER)
            return Path(folder) / self.path if folder else None
        return cached() / self.origin / self.path.lstrip("/")


@cache
def listed() -> tuple[Photograph, ...]:
    """All of the list."""
    with (Path(__file__).parent / "photographs.csv").open(newline="", encoding="utf-8") as rows:
        return tuple(Photograph(**row) for row in csv.DictReader(rows))


def cached() -> Path:
    """The folder that Debian's packages are unpacked into."""
    return locate().cache / "photographs"


def names(purpose: str, origins: Sequence[str] = ()) -> list[str]:
    """The photographs of a purpose, in alphabetical order, that are on this machine.

    Parameters
    ----------
    purpose : str
        One of `PURPOSES`.
    origins : sequence of str
        Only these; all without.

    Raises
    ------
    FileNotFoundError
        If Debian's are missing: a table of fewer photographs would be another table.
    """
    wanted = [each for each in listed() if each.purpose == purpose and (not origins or each.origin in origins)]
    files = {each.name: each.file for each in wanted}
    missing = [name for name, file in files.items() if file is not None and not file.is_file()]
    if missing:
        raise FileNotFoundError(f"{', '.join(missing)}: run `python -m tools.photographs` first.")
    return sorted(name for name, file in files.items() if file is not None)


@lru_cache(maxsize=8)
def photograph(name: str, largest: int = 1600) -> np.ndarray:
    """A whole photograph.

    Parameters
    ----------
    name : str
        From `names`.
    largest : int
        Its longer side is at most so many pixels.

    Returns
    -------
    ndarray of uint8, (height, width, 3)
        Not to be written to.
    """
    from PIL import Image

    file = next(each.file for each in listed() if each.name == name)
    if file is None:
        raise FileNotFoundError(f"{name}: {FOLDER} is not set.")
    with Image.open(file) as picture:
        picture.draft("RGB", (largest, largest))
        colours = picture.convert("RGB")
    colours.thumbnail((largest, largest), Image.Resampling.LANCZOS)
    pixels = np.array(colours)
    pixels.flags.writeable = False
    return pixels
