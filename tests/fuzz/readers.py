"""Reading a damaged file, looking at all that is in it, and writing it again."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from inlay.errors import InlayError, InlayWarning
from inlay.files import formats, openraster, rendering, windows
from inlay.files.document import Document, Layer
from inlay.picture import Picture
from tests.fuzz.formats import Format
from tests.fuzz.trial import Outcome

#: A larger picture is looked at, not written: writing it takes its time with good reason.
MOST_WRITTEN = 1 << 20
FLAT = ("a.png", "a.tif", "a.jpg", "a.webp")


@dataclass(frozen=True)
class Reader:
    """The trials of one format's reader."""

    format: Format
    seeds: Sequence[bytes]

    def input(self, random: Random) -> bytes:
        return self.format.mutate(self.seeds, random)

    def __call__(self, random: Random, folder: Path) -> Outcome:
        return attempt(self.input(random), folder / f"input{self.format.suffix}", random)


def attempt(content: bytes, path: Path, random: Random) -> Outcome:
    """Read a file, every layer of it and all of it composed, and write that in some format."""
    path.write_bytes(content)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            document = formats.read(path)
            refused = [words for layer in _layers(document) if (words := _look_at(layer))]
            visible = rendering.visible(document)
            if (words := _compare(path, visible)) is not None:
                return Outcome("other in parts", words, is_fault=True)
            if visible.pixels.size <= MOST_WRITTEN:
                _write(document, visible, random)
        except InlayError as error:
            return Outcome("refused", error.message)
        except MemoryError:
            return Outcome("out of memory", is_fault=True)
    told = [entry.message for entry in caught if isinstance(entry.message, InlayWarning)]
    foreign = [entry.message for entry in caught if not isinstance(entry.message, InlayWarning)]
    if foreign:
        return Outcome("foreign warning", str(foreign[0])[:200], is_fault=True)
    said = [*(warning.message for warning in told), *refused]
    return Outcome("read with a warning", said[0]) if said else Outcome("read")


def _layers(document: Document) -> list[Layer]:
    return [node for _, node in document.walk() if isinstance(node, Layer)]


def _look_at(layer: Layer) -> str:
    """Decode one layer; the words if that is refused."""
    try:
        assert layer.picture.pixels.ndim == 3
    except InlayError as error:
        return error.message
    return ""


def _compare(path: Path, visible: Picture) -> str | None:
    """What is other where a file is read in parts; None where that is refused or the same."""
    if not windows.readable(path) or visible.pixels.size > MOST_WRITTEN:
        return None
    try:
        with windows.open_picture(path) as reader:
            pixels = reader.rows(0, reader.height)
    except InlayError:
        return None
    if pixels.shape != visible.pixels.shape:
        return f"{pixels.shape} and {visible.pixels.shape}"
    return None if np.array_equal(pixels, visible.pixels, equal_nan=True) else "other pixels"


def _write(document: Document, visible: object, random: Random) -> None:
    if random.random() < 0.3:
        space = openraster.space_for(document.space)
        openraster.encode(Document(**{**vars(document), "space": space}), visible)
    else:
        name = random.choice(FLAT)
        formats.encode(visible, document.metadata, Path(name))
