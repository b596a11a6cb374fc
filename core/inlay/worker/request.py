"""From a job as the host sends it to the job that an operation is given."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from reprlib import repr as shown
from typing import Any

import numpy as np

from inlay.errors import InputError, ParameterError, ProtocolError
from inlay.operations import registry
from inlay.operations.declaration import Input, Operation
from inlay.operations.job import Document, Job
from inlay.operations.parameters import File
from inlay.picture import Picture, Space, with_alpha
from inlay.worker import AGAIN, planes
from inlay.worker.folder import Folder

Images = Mapping[str, Any]
Progress = Callable[[float, str], None]

MASK_KINDS = {"selection", "item"}
COLOUR_KINDS = {"layer", "layers", "item", "below", "visible"}
MOST_LAYERS = 1000
BAND_PIXELS = 1 << 19
READING = "Reading"


@dataclass(frozen=True)
class Canvas:
    """The document, and how the host names the planes that go into it."""

    document: Document
    layers: planes.Record
    masks: planes.Record


class Pictures:
    """Pictures of this job and of those it may refer to, so that planes are mapped and converted once."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._kept: dict[tuple[str, str], Picture] = {}

    def get(self, record: planes.Record, canvas: Canvas, progress: Progress) -> Picture:
        key = (_named(record), _named(canvas.layers))
        if key not in self._kept:
            picture = planes.read(record, self._folder, lambda: progress(0.0, READING))
            self._kept[key] = _in_space(picture, canvas.document.space, progress)
        return self._kept[key]

    def keep(self, images: list[Images]) -> None:
        """Let go of all but those that are named here."""
        named = {_named(record) for pictures in images for record in each_plane(pictures)}
        for key in list(self._kept):
            if key[0] not in named:
                self._kept.pop(key, None)


def each_plane(images: Images) -> Iterator[planes.Record]:
    """Every plane of a job's images."""
    for image in images.values():
        yield from image if isinstance(image, list) else [image]


def find_operation(name: object) -> Operation:
    operation = registry.find(name) if isinstance(name, str) else None
    if operation is None:
        raise ProtocolError(f"There is no operation {shown(name)}.", "Run inlay refresh, then start the editor again.")
    return operation


def build(
    message: planes.Record,
    images: Images,
    pictures: Pictures,
    folder: Folder,
    progress: Progress,
) -> tuple[Operation, Job, Canvas]:
    """Check a job against its operation's declaration and map its pictures.

    Raises
    ------
    InlayError
        With what is wrong: an unknown operation, role or parameter, a value out of range, a plane that is not what
        it says.
    """
    operation = find_operation(message.get("operation"))
    parameters = _parameters(operation, message.get("parameters", {}))
    canvas = _canvas(message.get("document"), folder)
    quality = message.get("quality", "full")
    if quality not in ("full", "preview"):
        raise ProtocolError(f"{shown(quality)} is not a quality.", "Give full or preview.")
    unknown = sorted(set(images) - {entry.role for entry in operation.inputs})
    if unknown:
        known = ", ".join(entry.role for entry in operation.inputs)
        raise ProtocolError(f"{operation.name} has no input {unknown[0]}.", f"It has: {known}.")

    def fetch(record: planes.Record) -> Picture:
        return pictures.get(record, canvas, progress)

    found = {entry.role: _image(operation, entry, images.get(entry.role), fetch) for entry in operation.inputs}
    return operation, Job(found, parameters, canvas.document, quality, progress), canvas


def _parameters(operation: Operation, values: object) -> dict[str, Any]:
    if not isinstance(values, dict):
        raise ParameterError("The parameters are not an object.", "Give values by name.")
    checked = operation.check(values)
    for parameter in operation.parameters:
        value = checked[parameter.id]
        if isinstance(parameter, File) and value and not Path(value).is_absolute():
            raise ParameterError(f"{parameter.label}: {value!r} is not a whole path.", "Give it from the root on.")
    return checked


def _canvas(record: object, folder: Folder) -> Canvas:
    if not isinstance(record, dict):
        raise ProtocolError("The job does not describe its document.", AGAIN)
    width, height = (planes.whole(record, side, 1, planes.LARGEST_SIDE) for side in ("width", "height"))
    masks = str(record.get("masks", "u8"))
    if masks not in planes.SAMPLE_TYPES:
        raise ProtocolError(f"There are no masks in {masks!r}.", AGAIN)
    space = planes.read_space(record, folder)
    return Canvas(
        Document(width, height, space),
        {
            "model": with_alpha(record["model"]),
            "type": record["type"],
            "transfer": space.transfer,
            "profile": record.get("profile"),
        },
        {"model": "MASK", "type": masks, "transfer": "linear", "profile": None},
    )


def _image(operation: Operation, entry: Input, image: Any, fetch: Callable[[planes.Record], Picture]) -> Any:
    if image is None:
        if not entry.optional and "selection" not in entry.kinds:
            raise InputError(f"{operation.name} needs a {entry.label.lower()}.", f"Choose a {entry.label.lower()}.")
        return None
    several = image if isinstance(image, list) else [image]
    if ("layers" not in entry.kinds and isinstance(image, list)) or not 1 <= len(several) <= MOST_LAYERS:
        raise InputError(f"{entry.label} takes one picture, not {len(several)}.", "Choose one.")
    found = [_fitting(entry, fetch(record)) for record in several]
    return found if "layers" in entry.kinds else found[0]


def _fitting(entry: Input, picture: Picture) -> Picture:
    """The picture, if it is of a kind that the input takes."""
    accepted = MASK_KINDS if picture.space.model == "MASK" else COLOUR_KINDS
    if accepted.isdisjoint(entry.kinds):
        described = "a mask" if picture.space.model == "MASK" else "a colour picture"
        raise InputError(f"{entry.label} cannot be {described}.", "It takes: " + ", ".join(entry.kinds) + ".")
    return picture


def _in_space(picture: Picture, space: Space, progress: Progress) -> Picture:
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


def _named(record: planes.Record) -> str:
    return json.dumps(record, sort_keys=True)
