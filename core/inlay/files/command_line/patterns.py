"""Names that stand for several files: patterns, and templates that are filled for each of them."""

from __future__ import annotations

import glob
import re
from pathlib import Path

from inlay.contract.language import _, enumerated, joined
from inlay.errors import FileError
from inlay.files.command_line.reference import exists
from inlay.system.saving import is_chunks

#: What templates may hold; for messages.
PLACES = joined(_(" or "), (enumerated(("{stem}", "{name}", "{suffix}")), "{index}"))
_PLACE = re.compile(r"\{(?:(stem|name|suffix|index)|index:(0?\d{1,2}))\}")


def is_pattern(path: Path) -> bool:
    """Whether a name stands for all files that match it; a file of that very name is itself."""
    return glob.has_magic(str(path)) and not exists(path)


def is_template(text: str) -> bool:
    """Whether a name has something to be filled in."""
    return _PLACE.search(text) is not None


def matching(path: Path) -> list[Path]:
    """The files that match a pattern, in the order of the numbers in their names.

    Raises
    ------
    FileError
        If there is none.
    """
    found = [Path(name) for name in glob.glob(str(path), recursive=True)]
    # Pipes and devices are left out, too, which may never end; a link that leads nowhere is told of later.
    files = sorted((file for file in found if file.is_file() or not file.exists() or is_chunks(file)), key=natural)
    if not files:
        hint = _(" [ ] stand for one of the characters between them; [[] is a bracket.") if "[" in str(path) else ""
        raise FileError(
            _("No file matches {path}.", path=path), _("Check the folder and the pattern.{hint}", hint=hint)
        )
    return files


def natural(path: Path) -> tuple[list[str | int], str]:
    """A key by which frame2 comes before frame10."""
    parts = re.split(r"(\d+)", str(path).casefold())
    return [int(part) if place % 2 else part for place, part in enumerate(parts)], str(path)


def filled(template: str, file: Path, number: int) -> str:
    """A template with the parts of a file's name, and its number, in their places."""
    stem, suffix = file.stem, file.suffix
    if suffix.lower() == ".zarr" and stem.lower().endswith(".ome"):
        stem, suffix = stem[:-4], stem[-4:] + suffix
    parts = {"stem": stem, "name": file.name, "suffix": suffix, "index": str(number)}

    def part(found: re.Match[str]) -> str:
        return parts[found[1]] if found[1] else format(number, found[2])

    return _PLACE.sub(part, template)
