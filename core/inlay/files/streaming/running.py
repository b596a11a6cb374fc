"""An operation on pictures that do not fit into memory, from files to a file: strip by strip if it is local."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Hashable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from inlay.arrays.rows import pieces
from inlay.arrays.warning import distinct
from inlay.contract.boxes import Box
from inlay.contract.language import _
from inlay.errors import InputError, RegionError
from inlay.files import outputs, windows
from inlay.files.command_line.options import Request
from inlay.files.document import Document, Metadata
from inlay.files.inputs import roles
from inlay.files.inputs.roles import Scene
from inlay.files.outputs import Written
from inlay.files.streaming import inputs, large
from inlay.files.streaming.inputs import Inputs
from inlay.files.streaming.limits import COPIES, MORE
from inlay.files.windows import NewPicture, Writer
from inlay.operations import job
from inlay.operations.declaration import Operation
from inlay.operations.job import Job, JobProgress, Result
from inlay.picture import Picture, Space, with_alpha
from inlay.system import memory
from inlay.system.saving import Saving

#: Bytes of a strip without what lies around it.
_STRIP = 1 << 26
_FEWEST_ROWS = 16


def run(
    operation: Operation, request: Request, limit: float, saving: Saving, progress: JobProgress
) -> tuple[list[Written], list[Result]]:
    """Do an operation in parts and write what comes of it; `saving` is committed.

    One that is local is done in strips, each with the ring around it.

    Parameters
    ----------
    limit : float
        Bytes of memory that may be used.

    Returns
    -------
    list of Written
    list of Result
        One without outputs: what is to be said of all of it.

    Raises
    ------
    InlayError
        If that does not work; nothing is written then.
    """
    if operation.large_function is not None:
        return large.run(operation, request, limit, saving, progress)
    with ExitStack() as files:
        progress(0, _("Reading"))
        work = _Work(operation, request, inputs.opened(operation, request, limit, files), limit)
        done = work.done(saving, progress)
    progress(1, _("Writing"))
    saving.commit()
    return done


class _Work:
    """An operation on a large picture."""

    def __init__(self, operation: Operation, request: Request, given: Inputs, limit: float) -> None:
        self.operation = operation
        self.request = request
        self.given = given
        source = given.source
        longer = max(source.width, source.height)
        self.ring = operation.reach(request.values, longer)
        model = with_alpha(source.space.model)
        self.canvas = job.Document(source.width, source.height, replace(source.space, model=model), longer)
        self.rows = self._strip_rows(limit)

    def _strip_rows(self, limit: float) -> int:
        """Rows of a strip: whole chunks, and not much less than the ring, as far as memory allows."""
        source = self.given.source
        row = source.width * source.channels * source.dtype.itemsize
        least = COPIES * row * (_FEWEST_ROWS + 2 * self.ring)
        memory.demand(
            least,
            limit,
            _("Every strip of {path} with what lies around it", path=source.path),
            _("Choose a smaller radius, {more}", more=MORE),
        )
        rows = max(_STRIP // row, self.ring)
        rows = int(max(_FEWEST_ROWS, min(rows, limit / (COPIES * row) - 2 * self.ring)))
        return rows // source.chunk_rows * source.chunk_rows or rows

    def done(self, saving: Saving, progress: JobProgress) -> tuple[list[Written], list[Result]]:
        """Every strip, written; and what is to be said of them, where a report is that of the first."""
        output, about = _Output(self, saving), Result([])
        found = self.operation.found_before_strips(partial(self._jobs, progress))
        nothing: RegionError | None = None
        strips = pieces(self.canvas.height, self.rows)
        for number, (top, bottom) in enumerate(strips):
            step = _among(progress, number, len(strips))
            scene = self._scene(max(0, top - self.ring), min(self.canvas.height, bottom + self.ring))
            try:
                result = self._performed(scene, found, step)
            except RegionError as error:
                # Nothing is selected there, or all is transparent.
                nothing = error
                output.write_nothing(top, bottom, scene)
                continue
            warnings = distinct((*about.warnings, *result.warnings))
            about = replace(about, report=about.report or result.report, warnings=tuple(warnings))
            output.write(top, bottom, scene, result)
        if output.kind is None and nothing is not None:
            raise nothing
        return [output.finish()], [about]

    def _scene(self, top: int, bottom: int) -> _Strip:
        """The job's pictures in some rows, on a canvas of these rows."""
        canvas = replace(self.canvas, height=bottom - top)
        images: dict[str, Any] = {entry.role: None for entry in self.operation.inputs}
        for role, rows in self.given.pictures.items():
            picture = roles.in_space(rows(top, bottom), canvas)
            images[role] = replace(picture, y=picture.y - top)
        source = self.given.source
        covers = any(each.covers == self.given.role and not each.fills for each in self.operation.outputs)
        document = Document(canvas.width, canvas.height, canvas.space, (), source.metadata)
        base, is_composed = images[self.given.role], roles.is_composed(self.operation)
        return _Strip(Scene(images, canvas, base, document, {}, is_composed, covers), top)

    def _jobs(self, progress: JobProgress) -> Iterator[Job]:
        """The jobs of all strips without what lies around them."""
        for top, bottom in pieces(self.canvas.height, self.rows):
            progress(0, _("Looking"))
            scene = self._scene(top, bottom).scene
            yield Job(scene.images, self.request.values, scene.canvas)

    def _performed(self, strip: _Strip, found: Mapping[Hashable, Any], progress: JobProgress) -> Result:
        scene = strip.scene
        job = Job(scene.images, self.request.values, scene.canvas, progress=progress, shared=dict(found) or None)
        # Standard output is for our own words: a script may read it.
        with contextlib.redirect_stdout(sys.stderr):
            return self.operation.perform(job)


@dataclass(frozen=True)
class _Strip:
    """A scene of some rows, and the first of these."""

    scene: Scene
    top: int


class _Output:
    """The file that is written, in whose space the first strip of a result says."""

    def __init__(self, work: _Work, saving: Saving) -> None:
        self.kind: str | None = None
        self._work = work
        self._saving = saving
        self._writer: Writer | None = None
        #: Rows of which nothing is known but that they hold nothing.
        self._empty = 0

    def write(self, top: int, bottom: int, strip: _Strip, result: Result) -> None:
        """Write the rows of a result."""
        if len(result.outputs) != 1:
            raise InputError(
                _(
                    "{operation} yields {count} results, which are not written in strips.",
                    operation=self._work.operation.name,
                    count=len(result.outputs),
                ),
                _("Choose one result."),
            )
        (found,) = result.outputs
        self.kind = outputs.kind_of(found)
        self._put(top, bottom, strip, self._picture(found, strip.scene))

    def write_nothing(self, top: int, bottom: int, strip: _Strip) -> None:
        """Write rows of which the operation makes nothing: what lies there, or nothing."""
        scene = strip.scene
        if scene.composed and not self._work.request.layer_only:
            self._put(top, bottom, strip, scene.base)
        elif self._writer is None:
            self._empty = bottom
        else:
            self._writer.write(top, np.zeros((bottom - top, *self._writer.shape[1:]), self._writer.space.dtype))

    def _picture(self, found: Any, scene: Scene) -> Picture:
        if not isinstance(found, job.Layer | job.Group):
            return outputs.mask(found, scene)
        return outputs.alone(found, scene) if self._work.request.layer_only else outputs.composed(found, scene)

    def _put(self, top: int, bottom: int, strip: _Strip, picture: Picture) -> None:
        picture = picture.crop(Box(0, top - strip.top, self._work.canvas.width, bottom - top))
        writer = self._writer = self._writer or self._begun(picture.space)
        pixels = picture.pixels.reshape(bottom - top, *writer.shape[1:])
        writer.write(top, pixels)

    def _begun(self, space: Space) -> Writer:
        source, canvas = self._work.given.source, self._work.canvas
        metadata = source.metadata if space.model != "MASK" else Metadata(resolution=source.metadata.resolution)
        assert self._work.request.output is not None
        new = NewPicture(self._work.request.output, canvas.width, canvas.height, space, metadata, source.position)
        writer = windows.create(self._saving, new)
        for top, bottom in pieces(self._empty, self._work.rows):
            writer.write(top, np.zeros((bottom - top, *writer.shape[1:]), space.dtype))
        return writer

    def finish(self) -> Written:
        assert self._writer is not None
        assert self.kind is not None
        assert self._work.request.output is not None
        self._writer.finish()
        return Written(self.kind, self._work.request.output, inputs.name_of(self._work.given.source.path))


def _among(progress: JobProgress, number: int, total: int) -> JobProgress:
    """The progress of one strip as that of all."""
    return lambda fraction, doing: progress((number + min(1.0, fraction)) / total, doing)
