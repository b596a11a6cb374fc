"""The result becomes part of the image: everything is prepared first, then inserted in one undo group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

from gi.repository import Gimp

from inlay.contract.outcomes import Outcome

from ..bridge.planes import Folder
from . import outputs
from .document import Document
from .inputs import Source


def insert(
    document: Document, outcomes: Sequence[Outcome], sources: Mapping[str, Source], folder: Folder
) -> list[tuple[str, object]]:
    """Put every outcome into the image.

    Parameters
    ----------
    document : document.Document
    outcomes : sequence of outcomes.Outcome
    sources : dict of str to inputs.Source
        What stood behind every role: outcomes are placed by it.
    folder : planes.Folder
        Where the planes lie; also a private place for temporary files.

    Returns
    -------
    list of (str, object)
        The kind and GIMP's object of each outcome, in order.

    Raises
    ------
    InlayError
        If the result does not fit any more or an outcome cannot be inserted; the image is then as it was.
    """
    with ExitStack() as rollback:
        prepared = [outputs.prepare(entry, document, sources, folder, rollback) for entry in outcomes]
        document.snapshot.check()
        attached = [output for output in prepared if output.joins_the_image]
        if attached:
            _attach(document.image, attached, rollback)
        rollback.pop_all()
    return [(output.kind, output.item) for output in prepared]


def _attach(image: Gimp.Image, prepared: Sequence[outputs.Output], rollback: ExitStack) -> None:
    with _undo_group(image):
        selected = image.get_selected_layers()
        # What takes the place of something comes last, when hardly anything can go wrong any more.
        for output in sorted(prepared, key=lambda output: output.replaces):
            output.attach(rollback)
        if any(output.deselects for output in prepared):
            Gimp.Selection.none(image)
        if not any(output.is_layer for output in prepared):
            image.set_selected_layers(selected)


@contextmanager
def _undo_group(image: Gimp.Image) -> Iterator[None]:
    image.undo_group_start()
    try:
        yield
    finally:
        image.undo_group_end()
