"""One call of an operation, from the image to the result in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Dict, List, NamedTuple, Tuple

from gi.repository import Gegl, Gimp

from inlay.contract.declaration import Operation
from inlay.contract.errors import InlayWarning
from inlay.contract.job import Job
from inlay.contract.language import told

from ..bridge import client, request
from ..bridge.planes import Folder
from . import arguments, inputs, insertion, keeping
from .document import Document

#: Kind and GIMP object of everything that was added, and the warnings.
Yielded = Tuple[List[Tuple[str, object]], Sequence[InlayWarning]]


class Reading(NamedTuple):
    """The pictures of a call as they were read, ready to be sent."""

    document: Document
    sources: Dict[str, inputs.Source]
    job: Job


def perform(
    operation: Operation, image: Gimp.Image, drawables: Sequence[Gimp.Drawable], config: Gimp.ProcedureConfig
) -> Yielded:
    """Read, solve, insert.

    Returns
    -------
    yielded : list of (str, object)
        Kind and GIMP object of everything that was added.
    warnings : sequence of InlayWarning

    Raises
    ------
    InlayError
        If it cannot be done; the image is then as it was.
    """
    Gegl.init(None)
    with progress(operation), start_worker(image, operation) as worker:
        # The worker loads while the pixels are read.
        reading = read(operation, image, drawables, config, worker.folder)
        return insert(reading, worker, worker.submit(reading.job))


def start_worker(image: Gimp.Image, operation: Operation, whole: bool = False) -> client.Worker:
    """A worker for one call, whose folder has room for the planes: `whole` ones, and what lies around them."""
    return keeping.worker(_room(image, operation, whole))


def read(
    operation: Operation,
    image: Gimp.Image,
    drawables: Sequence[Gimp.Drawable],
    config: Gimp.ProcedureConfig,
    folder: Folder,
    whole: bool = False,
) -> Reading:
    """Copy the pictures into planes: what the settings need of them, or the `whole` ones."""
    document = Document(image)
    values = arguments.values(operation, config, image)
    sources = inputs.find(document, operation, config, drawables)
    images, profile = inputs.gather(document, operation, sources, values, folder, whole)
    described = document.described(profile)
    return Reading(document, sources, request.job(operation, values, images, described, paints=whole))


def insert(reading: Reading, worker: client.Worker, number: int) -> Yielded:
    """Wait for what a job yields and put it into the image."""
    outcomes = client.wait(worker, number, Progress())
    reading.document.snapshot.check()
    changes = reading.document.snapshot.changes()
    yielded = insertion.insert(reading.document, outcomes.outputs, reading.sources, worker.folder)
    Gimp.displays_flush()
    return yielded, [*outcomes.warnings, *changes]


@contextmanager
def progress(operation: Operation) -> Iterator[None]:
    """GIMP shows how far the work is."""
    Gimp.progress_init(operation.name)
    try:
        yield
    finally:
        Gimp.progress_end()


class Progress:
    """Shows what the worker says; GIMP's Cancel needs nothing, it kills this process."""

    def __init__(self) -> None:
        self._doing = ""

    def __call__(self, fraction: float, doing: str) -> None:
        if doing and doing != self._doing:
            self._doing = doing
            Gimp.progress_set_text(told(doing))
        Gimp.progress_update(fraction)


def _room(image: Gimp.Image, operation: Operation, whole: bool) -> int:
    """Bytes that the planes of a call may need together."""
    _, some, left, top, right, bottom = Gimp.Selection.bounds(image)
    planes = len(operation.inputs) + len(operation.outputs)
    if some and not whole:
        return (right - left) * (bottom - top) * 16 * planes
    return image.get_width() * image.get_height() * 16 * (planes + 3 * whole)
