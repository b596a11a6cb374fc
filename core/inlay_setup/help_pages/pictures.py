"""The pictures of the pages of help, as ``tools/gallery/effects.py`` leaves them in a folder."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

FOLDER, INDEX = "pictures", "index.json"
#: Width and height of the pictures before and after, and of those of settings.
LARGE, SMALL = (400, 300), (256, 192)


class Photograph(NamedTuple):
    """What is told of a photograph that others made."""

    title: str
    author: str
    licence: str
    address: str


class Shown(NamedTuple):
    """The pictures of one operation.

    Attributes
    ----------
    told : str
        What is to be seen before and after.
    photographs : tuple of str
        The titles of those that they are made from.
    files : frozenset of str
        Their names.
    given : mapping
        For a setting whose pictures are made with other settings besides: their values, as on a command line, by id.
    """

    told: str = ""
    photographs: tuple[str, ...] = ()
    files: frozenset[str] = frozenset()
    given: Mapping[str, Mapping[str, str]] = {}

    def default(self, setting: str) -> str:
        """The picture with a setting at its default."""
        own = f"{setting}.webp"
        return own if own in self.files else "default.webp"

    def values(self, setting: str) -> dict[str, str]:
        """The pictures at other values of a setting, by what stands on a command line."""
        named = ((re.fullmatch(rf"{re.escape(setting)}=(.*)\.webp", file), file) for file in self.files)
        return {found[1]: file for found, file in named if found}


class Pictures(NamedTuple):
    """All that there are, by the ids of operations, and the photographs by their titles."""

    shown: Mapping[str, Shown]
    photographs: Mapping[str, Photograph]

    @staticmethod
    def found(folder: Path) -> Pictures:
        """The pictures in a folder; none, if it is not there."""
        if not (folder / INDEX).is_file():
            return Pictures({}, {})
        index: dict[str, Any] = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        photographs = {title: Photograph(**told) for title, told in index["photographs"].items()}
        shown = {
            name: Shown(
                told["told"],
                tuple(told["photographs"]),
                frozenset(file.name for file in (folder / name).glob("*.webp")),
                told["given"],
            )
            for name, told in index["operations"].items()
        }
        return Pictures(shown, photographs)
