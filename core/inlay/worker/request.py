"""From a job as the host sends it to the job that an operation is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from reprlib import repr as shown
from typing import Any

import numpy as np

from inlay.contract import job as sent
from inlay.contract.language import _, known
from inlay.contract.limits import MOST_LAYERS
from inlay.contract.obstacles import missing
from inlay.contract.planes import Encoding, Plane, mask_encoding
from inlay.errors import InputError, ParameterError, ProtocolError
from inlay.operations import registry
from inlay.operations.declaration import Input, Operation
from inlay.operations.job import Document, Job, JobProgress
from inlay.operations.parameters import File
from inlay.picture import Picture, Space, with_alpha
from inlay.worker import planes
from inlay.worker.folder import Folder

MASK_KINDS = {"selection", "item"}
COLOUR_KINDS = {"layer", "layers", "item", "below", "visible"}
BAND_PIXELS = 1 << 19
READING = _("Reading")


@dataclass(frozen=True)
class Canvas:
    """The document, and how the planes that go into it are encoded."""

    document: Document
    layers: Encoding
    masks: Encoding


class Pictures:
    """Pictures of this job and of those it may refer to, so that planes are mapped and converted once."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._kept: dict[tuple[Plane, Encoding], Picture] = {}

    def get(self, plane: Plane, canvas: Canvas, progress: JobProgress) -> Picture:
        key = (plane, canvas.layers)
        if key not in self._kept:
            picture = planes.read(plane, self._folder, lambda _: progress(0.0, READING))
            self._kept[key] = _in_space(picture, canvas.document.space, progress)
        return self._kept[key]

    def keep(self, kept: Iterable[Plane]) -> None:
        """Let go of all but those of these planes."""
        named = set(kept)
        for key in list(self._kept):
            if key[0] not in named:
                self._kept.pop(key, None)


def find_operation(name: str) -> Operation:
    operation = registry.find(name)
    if operation is None:
        raise ProtocolError(
            _("There is no operation {name}.", name=shown(name)), _("Run inlay refresh, then start the editor again.")
        )
    return operation


def build(
    job: sent.Job, pictures: Pictures, folder: Folder, progress: JobProgress, paints: bool = False
) -> tuple[Operation, Job, Canvas]:
    """Check a job, whose planes are all named, against its operation's declaration and map its pictures.

    Where the artist `paints`, strokes may yet serve instead of a picture.

    Raises
    ------
    InlayError
        With what is wrong: an unknown operation, role or parameter, a value out of range, a plane that is not what
        it says.
    """
    operation = find_operation(job.operation)
    parameters = parameters_of(operation, job.parameters)
    canvas = _canvas(job.document, folder)
    unknown = sorted(set(job.images) - {entry.role for entry in operation.inputs})
    if unknown:
        roles = ", ".join(entry.role for entry in operation.inputs)
        raise ProtocolError(
            _("{operation} has no input {unknown}.", operation=known(operation.name), unknown=unknown[0]),
            _("It has: {roles}.", roles=roles),
        )

    def fetch(plane: Plane) -> Picture:
        return pictures.get(plane, canvas, progress)

    for entry in operation.inputs:
        if job.images.get(entry.role) is None and entry.needs_picture(paints):
            raise missing(operation.name, entry)
    found = {entry.role: _image(entry, job.images.get(entry.role), fetch) for entry in operation.inputs}
    return operation, Job(found, parameters, canvas.document, job.quality, progress=progress), canvas


def parameters_of(operation: Operation, values: Mapping[str, Any]) -> dict[str, Any]:
    """Every parameter of an operation, those that are not given with their defaults.

    Raises
    ------
    ParameterError
    """
    checked = operation.check(values)
    for parameter in operation.parameters:
        value = checked[parameter.id]
        if isinstance(parameter, File) and value and not Path(value).is_absolute():
            raise ParameterError(
                _("{parameter}: {value} is not a whole path.", parameter=known(parameter.label), value=repr(value)),
                _("Give it from the root on."),
            )
    return checked


def _canvas(document: sent.Document, folder: Folder) -> Canvas:
    space = planes.space_of(document.encoding, folder)
    layers = replace(document.encoding, model=with_alpha(document.encoding.model), transfer=space.transfer)
    return Canvas(Document(document.width, document.height, space), layers, mask_encoding(document.masks))


def _image(entry: Input, image: sent.Image | None, fetch: Callable[[Plane], Picture]) -> Any:
    if image is None:
        return None
    several = sent.planes_of(image)
    if ("layers" not in entry.kinds and isinstance(image, tuple)) or not 1 <= len(several) <= MOST_LAYERS:
        raise InputError(
            _("{entry} takes one picture, not {count}.", entry=known(entry.label), count=len(several)), _("Choose one.")
        )
    found = [_fitting(entry, fetch(plane)) for plane in several]
    return found if "layers" in entry.kinds else found[0]


def _fitting(entry: Input, picture: Picture) -> Picture:
    """The picture, if it is of a kind that the input takes."""
    accepted = MASK_KINDS if picture.space.model == "MASK" else COLOUR_KINDS
    if accepted.isdisjoint(entry.kinds):
        described = _("a mask") if picture.space.model == "MASK" else _("a colour picture")
        raise InputError(
            _("{entry} cannot be {described}.", entry=known(entry.label), described=described),
            _("It takes: {kinds}.", kinds=", ".join(entry.kinds)),
        )
    return picture


def _in_space(picture: Picture, space: Space, progress: JobProgress) -> Picture:
    """A colour picture in the document's space, converted in bands so that it can be cancelled."""
    if picture.space.model == "MASK" or picture.space == space:
        return picture
    from inlay import colour

    rows = max(BAND_PIXELS // picture.width, 1)
    pixels = None
    for top in range(0, picture.height, rows):
        progress(0.0, READING)
        band = replace(picture, pixels=picture.pixels[top : top + rows])
        converted = colour.convert(band, space).pixels
        if pixels is None:
            if np.may_share_memory(converted, band.pixels):
                return colour.convert(picture, space)
            pixels = np.empty((picture.height, *converted.shape[1:]), converted.dtype)
        pixels[top : top + rows] = converted
    assert pixels is not None
    return replace(picture, pixels=pixels, space=space)
