"""The files of a command line, each read once."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from inlay.contract.boxes import Box
from inlay.files import formats, rendering
from inlay.files.command_line.reference import RESULT, Reference
from inlay.files.document import Document, Node
from inlay.picture import Picture
from inlay.system import streams


@dataclass(frozen=True)
class Opened:
    """One file of one role, or one of its layers, and the position that was given for it."""

    document: Document
    node: Node | None
    origin: tuple[int, int] | None

    @property
    def box(self) -> Box:
        """The whole file on the canvas."""
        return self.document.box.shift(*(self.origin or (0, 0)))

    def picture(self) -> Picture:
        """What is visible of the file, or its one layer, at its place on the canvas."""
        if self.node is None:
            picture = rendering.visible(self.document)
            name, opacity, mode = self.document.path.stem, 1.0, "normal"
        else:
            picture = rendering.alone(self.document, self.node)
            name, opacity, mode = picture.name or self.node.name, self.node.opacity, self.node.mode
        x, y = picture.x + self.box.x, picture.y + self.box.y
        mode = "normal" if mode == "svg:src-over" else mode
        return replace(picture, x=x, y=y, name=name, opacity=opacity, mode=mode)


class Files:
    """Reads every file once.

    Parameters
    ----------
    result : Document, optional
        What `RESULT` stands for.
    """

    def __init__(self, result: Document | None = None) -> None:
        self._read: dict[Path, Document] = {} if result is None else {RESULT: result}

    def open(self, reference: Reference) -> Opened:
        is_file = reference.path not in (streams.STREAM, RESULT)
        key = Path(os.path.realpath(reference.path)) if is_file else reference.path
        if key not in self._read:
            self._read[key] = formats.read(reference.path)
        document = self._read[key]
        return Opened(document, document.find(reference.layer) if reference.layer else None, reference.position)
