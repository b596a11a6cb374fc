"""The pictures of an operation, of which rows are read as they are needed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from inlay.contract.boxes import Box
from inlay.contract.language import _, known
from inlay.errors import InputError, ParameterError
from inlay.files import windows
from inlay.files.command_line.options import Request
from inlay.files.command_line.reference import Reference
from inlay.files.inputs import masks, sizes
from inlay.files.inputs.opening import Files
from inlay.files.inputs.roles import role_of_active
from inlay.files.streaming import selection
from inlay.files.windows import Reader
from inlay.files.windows.reading import REMEMBERED
from inlay.operations.declaration import Input, Operation
from inlay.picture import Picture

#: The part of the memory that may be used which the unpacked chunks of all files may take.
_SHARE = 1 / 8


class Rows(Protocol):
    """A picture on the canvas, of which rows can be had."""

    def __call__(self, top: int, bottom: int, /) -> Picture:
        """What lies in rows `top` to before `bottom` of the canvas."""


@dataclass(frozen=True)
class Inputs:
    """What an operation is given.

    Attributes
    ----------
    source : Reader
        The picture that is worked on; it gives the canvas.
    role : str
        Its role.
    pictures : mapping
        Every role that was given.
    """

    source: Reader
    role: str
    pictures: dict[str, Rows]


def opened(operation: Operation, request: Request, limit: float, files: ExitStack) -> Inputs:
    """Open the pictures of an operation; `files` closes them.

    Parameters
    ----------
    limit : float
        Bytes of memory that may be used.

    Raises
    ------
    ParameterError, InputError
        If one is missing, or not of the size of the source.
    FileError
        If one cannot be read.
    """
    role = role_of_active(operation)
    given = {entry: request.references[entry.role] for entry in operation.inputs if request.references[entry.role]}
    entry = operation.input(role)
    assert entry is not None
    if entry not in given:
        raise ParameterError(_("There is no {role}.", role=known(role)), _("Give a file: --{role} FILE.", role=role))
    reference = _plain(given.pop(entry)[0], role)
    remembered = remembered_bytes(limit, len(given) + 1)
    source = files.enter_context(windows.open_picture(reference.path, remembered))
    pictures: dict[str, Rows] = {role: _rows(source, lambda picture: picture)}
    for other, (found, *_others) in given.items():
        pictures[other.role] = picture(other, found, source, remembered, files)
    return Inputs(source, role, pictures)


def remembered_bytes(limit: float, files: int) -> int:
    """Bytes of unpacked chunks that each of so many files remembers, where `limit` bytes may be used."""
    return int(min(REMEMBERED, _SHARE * limit) / max(1, files))


def name_of(path: Path) -> str:
    """What a layer of a picture is called."""
    return path.stem.removesuffix(".ome")


def _plain(reference: Reference, role: str) -> Reference:
    if reference.layer or reference.position not in (None, (0, 0)):
        raise ParameterError(
            _("A {role} this large is a file without layers at the canvas's corner.", role=known(role)),
            _("Leave out what follows its name."),
        )
    return reference


def picture(entry: Input, reference: Reference, source: Reader, remembered: int, files: ExitStack) -> Rows:
    """A further picture of an operation, by rows of the source on which it lies."""
    if reference.position is None and not reference.layer and windows.readable(reference.path):
        reader = files.enter_context(windows.open_picture(reference.path, remembered))
        if reader.shape[:2] != source.shape[:2]:
            raise InputError(
                _(
                    "The {role} is {width} x {height}, the {other} is {source_width} x {source_height}.",
                    role=known(entry.role),
                    width=reader.width,
                    height=reader.height,
                    other=sizes.name_of("source"),
                    source_width=source.width,
                    source_height=source.height,
                ),
                _("Scale it to that size, or say where it lies: --{role} FILE@X,Y.", role=entry.role),
            )
        if entry.kinds[0] == "selection" or entry.content == "coverage":
            return _rows(reader, selection.meaning(reader, entry))
        return _rows(reader, lambda picture: masks.read(entry, picture, lossy=False))
    return _kept(entry, reference, source)


def _kept(entry: Input, reference: Reference, source: Reader) -> Rows:
    """A smaller picture, which is read at once."""
    one = Files().open(reference)
    picture, canvas = one.picture(), Box(0, 0, source.width, source.height)
    if one.origin is None and one.node is None:
        picture = sizes.laid(picture, entry.role, [sizes.Place("source", canvas)])
    picture = masks.read(entry, picture, lossy=one.document.lossy)

    def rows(top: int, bottom: int) -> Picture:
        inside = picture.box.intersect(Box(0, top, source.width, bottom - top))
        # Beyond its border there is nothing: a pixel of it says so.
        return picture.crop(Box(0, top, 1, 1) if inside.is_empty else inside)

    return rows


def _rows(reader: Reader, meaning: Callable[[Picture], Picture]) -> Rows:
    name = name_of(reader.path)
    return lambda top, bottom: meaning(Picture(reader.rows(top, bottom), 0, top, reader.space, name))
