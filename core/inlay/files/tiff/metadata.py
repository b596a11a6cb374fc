"""What a TIFF file says besides its pixels."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import InlayWarning
from inlay.files import unpacking
from inlay.files.document import Metadata
from inlay.files.metadata import exif, turned, xmp
from inlay.files.tiff import directories, tags
from inlay.files.tiff.directories import Directory
from inlay.files.tiff.tags import (
    IPTC,
    ORIENTATION,
    RESOLUTION_UNIT,
    X_POSITION,
    X_RESOLUTION,
    XMP,
    Y_POSITION,
    Y_RESOLUTION,
)
from inlay.files.words import CREDENTIALS, listed, warn_of_unkept

_INCHES = {2: 1.0, 3: 2.54}
#: Dots an inch, of microscopes: a hundredth of a micrometre.
_LARGEST_RESOLUTION = 2.54e6
_POINTERS = (0x8769, 0x8825, 0xA005)
_LONG, _LAST_TYPE = 4, 13
_NAMES = {
    ORIENTATION: "orientation",
    X_RESOLUTION: "resolution",
    Y_RESOLUTION: "resolution",
    RESOLUTION_UNIT: _("unit of resolution"),
}
_UNKEPT = {
    37724: _("the layers of Photoshop"),
    52545: CREDENTIALS,
    34735: _("the place on the map"),
    33550: _("the place on the map"),
    42113: _("the value that means “no data”"),
}
_SRGB_PRIMARIES = (0.64, 0.33, 0.3, 0.6, 0.15, 0.06)


def orientation(first: Directory, page: Directory) -> int:
    """How the picture was held, 1 to 8."""
    value = _saying(ORIENTATION, page, first).number(ORIENTATION, 1)
    return value if 1 <= value <= 8 else 1


def position(page: Directory) -> tuple[float, float] | None:
    """Where the picture says that it lies on a larger page: x and y in pixels; None where it says nothing."""
    found = []
    for place, resolution in ((X_POSITION, X_RESOLUTION), (Y_POSITION, Y_RESOLUTION)):
        # In units, of which the resolution says how many pixels each has.
        value = [page.numbers(tag, 1).astype(np.float64) for tag in (place, resolution)]
        if not all(each.size for each in value):
            return None
        found.append(float(value[0][0] * value[1][0]))
    return (found[0], found[1]) if all(map(math.isfinite, found)) else None


def read(first: Directory, page: Directory, path: Path) -> Metadata:
    """What the picture's page says; where that is silent, what the first page does."""
    exif_block, too_long = _exif((first, page))
    blocks = {tag: _saying(tag, page, first).raw(tag, unpacking.LARGEST_TEXT) for tag in (XMP, IPTC)}
    lost = dict.fromkeys(words for tag, words in _UNKEPT.items() if page.find(tag))
    lost |= dict.fromkeys(
        words
        for words, missing in (
            (_("Exif data that are too long"), too_long),
            (_("XMP data that are too long"), first.find(XMP) and not blocks[XMP]),
            (_("IPTC data that are too long"), first.find(IPTC) and not blocks[IPTC]),
            (_("its own primary colours"), _has_own_colours(page)),
        )
        if missing
    )
    warn_of_unkept(path, lost)
    resolution = turned(_resolution(first, page, path), orientation(first, page))
    metadata = Metadata(exif_block, resolution, xmp.upright(blocks[XMP].rstrip(b"\0")), blocks[IPTC])
    odd = dict.fromkeys(_NAMES.get(tag, _("tag {tag}", tag=tag)) for tag in sorted(first.odd | page.odd))
    if odd:
        warn(InlayWarning("metadata", _("{path}: its {odd} is no number and ignored.", path=path, odd=listed(odd))))
    return metadata


def _saying(tag: int, page: Directory, first: Directory) -> Directory:
    return page if page.find(tag) else first


def _exif(pages: Iterable[Directory]) -> tuple[bytes, bool]:
    """The descriptive tags as an Exif block, and whether some were too long for it."""
    budget = _Budget()
    entries: dict[int, exif.Entry] = {}
    for page in pages:
        entries |= _entries(page, exif.DESCRIPTIVE, budget)
    return (exif.write(entries) if entries else b""), budget.left < 0


class _Budget:
    """Bytes of Exif that may still be read, and the directories that have been."""

    def __init__(self) -> None:
        self.left = unpacking.LARGEST_EXIF
        self.visited: set[int] = set()


def _entries(directory: Directory, wanted: Iterable[int], budget: _Budget) -> dict[int, exif.Entry]:
    found: dict[int, exif.Entry] = {}
    for tag in wanted:
        field = directory.find(tag)
        if field is not None and tag in _POINTERS:
            below = _below(directory, tag, budget)
            if below:
                found[tag] = exif.Entry(_LONG, 1, b"", below)
            continue
        if field is None or field.type > _LAST_TYPE:
            continue
        value = directory.little_endian(tag, max(0, budget.left))
        budget.left -= field.size
        if value:
            found[tag] = exif.Entry(field.type, field.count, value)
    return found


def _below(directory: Directory, tag: int, budget: _Budget) -> dict[int, exif.Entry]:
    """The entries of a directory to which a tag points, unless it has been visited."""
    place = directory.number(tag, 0)
    if place in budget.visited:
        return {}
    budget.visited.add(place)
    try:
        below = directories.read(directory.content, place)
    except ValueError:
        return {}
    return _entries(below, dict.fromkeys(below.entries["tag"].tolist()), budget)


def _resolution(first: Directory, page: Directory, path: Path) -> tuple[float, float] | None:
    """Dots an inch; None where the file says nothing, or something impossible."""
    scale = _INCHES.get(_saying(RESOLUTION_UNIT, page, first).number(RESOLUTION_UNIT, 2))
    values = [_saying(tag, page, first).numbers(tag, 1) for tag in (X_RESOLUTION, Y_RESOLUTION)]
    if scale is None or not all(value.size for value in values):
        return None
    across, down = (float(value[0]) * scale for value in values)
    if 0 < across <= _LARGEST_RESOLUTION and 0 < down <= _LARGEST_RESOLUTION:
        return across, down
    if not (math.isnan(across) or across == 0):
        warn(
            InlayWarning(
                "metadata",
                _(
                    "{path}: a resolution of {across} x {down} dots an inch is impossible and left out.",
                    path=path,
                    across=f"{across:g}",
                    down=f"{down:g}",
                ),
            )
        )
    return None


def _has_own_colours(page: Directory) -> bool:
    """Whether other primaries than those of sRGB are named without a profile."""
    primaries = page.numbers(tags.PRIMARIES, 6)
    if page.find(tags.PROFILE) or primaries.size != 6:
        return False
    return not np.allclose(primaries.astype(np.float64), _SRGB_PRIMARIES, atol=0.01)
