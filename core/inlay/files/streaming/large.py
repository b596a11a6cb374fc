"""An operation on pictures larger than memory, by a function of its own that reads windows and gives rows."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.rows import pieces
from inlay.arrays.windows import Windows
from inlay.colour import convert
from inlay.contract.language import _, known
from inlay.errors import ParameterError
from inlay.files import windows
from inlay.files.command_line.options import Request
from inlay.files.command_line.reference import Reference
from inlay.files.inputs.roles import role_of_active
from inlay.files.outputs import Written
from inlay.files.streaming import inputs
from inlay.files.windows import NewPicture, Reader
from inlay.operations.declaration import Operation
from inlay.operations.job import Document, JobProgress, Result
from inlay.operations.large import LargeJob, LargePicture, LargeResult, Selected
from inlay.picture import CHANNELS, Picture, Space, with_alpha
from inlay.system.saving import Saving

#: Bytes of the rows that are written together.
STRIP = 1 << 25
#: Where the rows begin to be written.
SOLVED = 0.6


def run(
    operation: Operation, request: Request, limit: float, saving: Saving, progress: JobProgress
) -> tuple[list[Written], list[Result]]:
    """Do an operation on pictures that are read by windows, and write the rows of the result; `saving` is committed.

    Parameters
    ----------
    limit : float
        Bytes of memory that may be used.

    Raises
    ------
    InlayError
        If that does not work; nothing is written then.
    """
    assert operation.large_function is not None
    assert request.output is not None
    with ExitStack() as files:
        progress(0, _("Reading"))
        job, reader = _job(operation, request, limit, files, progress)
        result = operation.large_function(job)
        # A result of another size lies elsewhere.
        position = reader.position if (result.height, result.width) == reader.shape[:2] else None
        new = NewPicture(request.output, result.width, result.height, result.space, reader.metadata, position)
        writer = windows.create(saving, new)
        for top, bottom in _strips(result):
            writer.write(top, result.read(top, bottom))
            progress(SOLVED + (1 - SOLVED) * bottom / result.height, _("Writing"))
        writer.finish()
    saving.commit()
    return [Written("layer", request.output, result.name)], [Result([], result.report)]


def _strips(result: LargeResult) -> list[tuple[int, int]]:
    row = result.width * CHANNELS[result.space.model] * result.space.dtype.itemsize
    step = max(result.rows, STRIP // row // result.rows * result.rows)
    return pieces(result.height, step)


def _job(
    operation: Operation, request: Request, limit: float, files: ExitStack, progress: JobProgress
) -> tuple[LargeJob, Reader]:
    """The pictures of an operation, opened, on a canvas that the destination gives, or that holds all of them."""
    opened: dict[str, list[tuple[Reference, Reader]]] = {}
    remembered = inputs.remembered_bytes(limit, sum(map(len, request.references.values())))
    for entry in operation.inputs:
        references = request.references[entry.role]
        if "selection" in entry.kinds:
            continue
        if not references and not entry.optional:
            raise ParameterError(
                _("There is no {role}.", role=known(entry.role)), _("Give a file: --{role} FILE.", role=entry.role)
            )
        if references and entry.optional:
            raise ParameterError(
                _("The {role} of pictures this large is not looked at.", role=known(entry.role)),
                _("Leave out --{role}.", role=entry.role),
            )
        opened[entry.role] = [(each, _opened(each, entry.role, remembered, files)) for each in references]
    active = role_of_active(operation)
    canvas_role = "destination" if "destination" in opened else active
    given = opened[canvas_role][0][1]
    places = {role: [each.position or (0, 0) for each, _ in found] for role, found in opened.items()}
    if canvas_role == active:
        places[active], height, width = _around(places[active], [each for _, each in opened[active]])
    else:
        height, width = given.shape[:2]
        places[canvas_role] = [(0, 0)]
    space = given.space
    layers = {
        role: [_layer(reader, *place, space) for (_, reader), place in zip(found, places[role], strict=True)]
        for role, found in opened.items()
    }
    document = Document(width, height, replace(space, model=with_alpha(space.model)))
    selection = _selection(operation, request, opened[active][0][1], remembered, files)
    large = LargeJob(
        layers,
        selection,
        request.values,
        document,
        Effort(),
        lambda fraction, doing: progress(SOLVED * fraction, doing),
    )
    return large, given


def _opened(reference: Reference, role: str, remembered: int, files: ExitStack) -> Reader:
    if reference.layer:
        raise ParameterError(
            _("A {role} this large is a file without layers.", role=known(role)), _("Leave out what follows its name.")
        )
    return files.enter_context(windows.open_picture(reference.path, remembered))


def _around(places: Sequence[tuple[int, int]], readers: Sequence[Reader]) -> tuple[list[tuple[int, int]], int, int]:
    """The same places on the smallest canvas that holds all pictures, its height and its width."""
    left, top = min(x for x, _ in places), min(y for _, y in places)
    right = max(x + reader.width for (x, _), reader in zip(places, readers, strict=True))
    bottom = max(y + reader.height for (_, y), reader in zip(places, readers, strict=True))
    return [(x - left, y - top) for x, y in places], bottom - top, right - left


def _layer(reader: Reader, x: int, y: int, space: Space) -> LargePicture:
    model = space.model.removesuffix("A")
    own = replace(space, model=with_alpha(model) if reader.space.model.endswith("A") else model)
    found: Windows = reader if reader.space == own else _Converted(reader, own)
    return LargePicture(found, own, x, y, inputs.name_of(reader.path), reader.chunk_rows)


@dataclass(frozen=True)
class _Converted:
    """A picture in other colours, converted as it is read."""

    reader: Reader
    space: Space

    @property
    def shape(self) -> tuple[int, int, int]:
        height, width, _ = self.reader.shape
        return height, width, CHANNELS[self.space.model]

    @property
    def dtype(self) -> np.dtype:
        return self.space.dtype

    def window(self, top: int, bottom: int, left: int, right: int) -> np.ndarray:
        pixels = self.reader.window(top, bottom, left, right)
        return convert(Picture(pixels, space=self.reader.space), self.space).pixels


def _selection(
    operation: Operation, request: Request, source: Reader, remembered: int, files: ExitStack
) -> Selected | None:
    entry = operation.selection_input
    if entry is None or not request.references[entry.role]:
        return None
    return inputs.picture(entry, request.references[entry.role][0], source, remembered, files)
