"""What stands on the command line for a picture: a file, one of its layers, and a position."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from inlay.contract.language import _
from inlay.errors import ParameterError
from inlay.system import streams

#: Stands for what the step before has made, in the place of a file.
RESULT = Path("{result}")
_POSITION = re.compile(r"(?P<rest>.+)@(?P<x>[+-]?\d{1,9}),(?P<y>[+-]?\d{1,9})", re.DOTALL)


@dataclass(frozen=True)
class Reference:
    """``path``, ``path#layer``, ``path@x,y`` or ``path#layer@x,y``.

    Attributes
    ----------
    path : Path
        The file; `streams.STREAM` for what comes through a pipe.
    layer : str
        Name, path of names or number of one layer; empty for what is visible of the whole file.
    position : tuple of int or None
        x, y of the top left pixel on the canvas, if it is given.
    """

    path: Path
    layer: str = ""
    position: tuple[int, int] | None = None


def parse(text: str) -> Reference:
    """Read a reference. A file whose name holds ``#`` or ``@`` is found by its full name first."""
    path = streams.named(text)
    if path == streams.STREAM or exists(path):
        return Reference(path)
    position = None
    found = _POSITION.fullmatch(text)
    if found:
        text, position = found["rest"], (int(found["x"]), int(found["y"]))
    path, layer = streams.named(text), ""
    if path != streams.STREAM and not exists(path):
        marks = [index for index, letter in enumerate(text) if letter == "#" and index]
        mark = next((index for index in marks if exists(Path(text[:index]))), marks[0] if marks else None)
        if mark is not None:
            path, layer = streams.named(text[:mark]), text[mark + 1 :]
    return Reference(path, layer, position)


def exists(path: Path) -> bool:
    """Whether there is a file of this name; a name that no file can have is none."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def position(text: str) -> tuple[int, int]:
    """Read ``x,y`` in whole pixels.

    Raises
    ------
    ParameterError
        If it is anything else.
    """
    found = re.fullmatch(r"\s*([+-]?\d{1,9})\s*,\s*([+-]?\d{1,9})\s*", text)
    if not found:
        raise ParameterError(
            _("“{text}” is no position.", text=text), _("Give x,y in whole pixels, such as --at=-30,40.")
        )
    return int(found[1]), int(found[2])
