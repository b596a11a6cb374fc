"""One call of an operation, from the image to the result in it."""

from __future__ import annotations

from collections.abc import Sequence

from gi.repository import Gegl, Gimp

from inlay.contract.declaration import Operation
from inlay.contract.errors import InlayWarning

from ..bridge import client, installation, request
from . import arguments, inputs, insertion
from .document import Document

# A worker serves one call and is not kept.
IDLE_SECONDS = 60


def perform(
    operation: Operation, image: Gimp.Image, drawables: Sequence[Gimp.Drawable], config: Gimp.ProcedureConfig
) -> tuple[list[tuple[str, object]], Sequence[InlayWarning]]:
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
    document = Document(image)
    values = arguments.values(operation, config, image)
    sources = inputs.find(document, operation, config, drawables)
    Gimp.progress_init(operation.name)
    try:
        # The worker loads while the pixels are read.
        host, room = f"gimp {Gimp.version()}", _room(document, operation)
        with client.start(installation.load(), host, room, IDLE_SECONDS) as worker:
            images, profile = inputs.gather(document, operation, sources, values, worker.folder)
            job = request.job(operation, values, images, document.described(profile))
            outcomes = client.run(worker, job, Progress())
            document.snapshot.check()
            changes = document.snapshot.changes()
            yielded = insertion.insert(document, outcomes.outputs, sources, worker.folder)
    finally:
        Gimp.progress_end()
    Gimp.displays_flush()
    return yielded, [*outcomes.warnings, *changes]


class Progress:
    """Shows what the worker says; GIMP's Cancel needs nothing, it kills this process."""

    def __init__(self) -> None:
        self._doing = ""

    def __call__(self, fraction: float, doing: str) -> None:
        if doing and doing != self._doing:
            self._doing = doing
            Gimp.progress_set_text(doing)
        Gimp.progress_update(fraction)


def _room(document: Document, operation: Operation) -> int:
    """Bytes that the planes of a call may need together."""
    area = (document.selection_box() or document.box).area
    return area * 16 * (len(operation.inputs) + len(operation.outputs))
