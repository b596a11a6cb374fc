"""The ways in which an operation is called: on arrays, by a job, and through the worker."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from plugins.bridge import client, planes

from inlay.contract import job as sent
from inlay.contract import outcomes
from inlay.contract.planes import Encoding
from inlay.errors import InlayError
from inlay.matting import Matte
from inlay.operations import job
from inlay.operations.array_input import DTYPES
from inlay.operations.declaration import Operation
from inlay.picture import CHANNELS, Picture, Space, with_alpha
from inlay.worker import words
from tests.bridge.fake_host import installed
from tests.random_jobs.drawing import EXTREMES, NOT_FINITE, Drawing
from tests.random_jobs.jobs import Drawn

TYPES = {"uint8": "u8", "uint16": "u16", "float16": "f16", "float32": "f32"}
#: Results of which all that no region covers is a picture that was given.
LAID_OVER = {
    "copy-paste": "destination",
    "seamless-clone": "destination",
    "harmonise": "destination",
    **dict.fromkeys(
        (
            *("convolve", "gaussian-blur", "grayscale", "guided-filter", "mean-blur", "median-blur", "normalise"),
            *("painted-edges", "rotate-colours", "sobel", "flatten-texture", "heal-selection", "recolour", "relight"),
            *("sharpen-gradients", "tone-gradients"),
        ),
        "source",
    ),
}
MASKS = ("region", "edge", "trimap", "object", "prior")
PICTURES = ("image", "source", "destination", "first", "second", "across", "down", "colours", "shape", "guide")


@dataclass
class Ending:
    """How a call ended.

    Attributes
    ----------
    arrays : mapping
        What of the result is an array, by its name; empty if it was refused.
    refusal : str
        The words with which it was refused.
    faults : list of str
        What must not be.
    """

    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    refusal: str = ""
    faults: list[str] = field(default_factory=list)


def by_job(drawn: Drawn) -> Ending:
    """Call the operation's own function."""
    ending = Ending()
    kept = [picture.pixels.copy() for picture in drawn.pictures]
    try:
        values = drawn.operation.check(drawn.values)
        result = drawn.operation.perform(job.Job(drawn.images, values, drawn.document))
        for number, output in enumerate(result.outputs):
            _collect(output, f"{number}", ending)
            _check_selected(output, drawn, ending)
    except InlayError as error:
        ending.refusal = error.message
    for before, picture in zip(kept, drawn.pictures, strict=True):
        if not np.array_equal(before.view(np.uint8), np.ascontiguousarray(picture.pixels).view(np.uint8)):
            ending.faults.append("a picture was written to")
    space = drawn.document.space
    for name, pixels in ending.arrays.items():
        if name.endswith(("layer", "mask")):
            _check_samples(name, pixels, drawn.is_finite, ending)
        if name.endswith("layer") and pixels.dtype != space.dtype:
            ending.faults.append(f"{name} is {pixels.dtype} in a document of {space.dtype}")
        if name.endswith("layer") and pixels.shape[2:] != (CHANNELS[with_alpha(space.model)],):
            ending.faults.append(f"{name} has {pixels.shape[2:]} channels in a document of {space.model}")
    return ending


def _collect(output: job.Outcome, name: str, ending: Ending) -> None:
    if isinstance(output, job.Group):
        for number, child in enumerate(output.children):
            _collect(child, f"{name}.{number}", ending)
    if isinstance(output, job.Layer):
        ending.arrays[f"{name} layer"] = output.part.pixels
        if output.mask is not None:
            ending.arrays[f"{name} mask"] = output.mask.pixels
    elif isinstance(output, job.LayerMask | job.Selection | job.Channel):
        ending.arrays[f"{name} mask"] = output.picture.pixels
    elif isinstance(output, job.Path):
        for number, stroke in enumerate(output.strokes):
            ending.arrays[f"{name} stroke {number}"] = np.asarray(stroke.anchors)
    elif isinstance(output, job.Vector):
        ending.arrays[f"{name} vector"] = np.frombuffer(output.svg.encode(), np.uint8)
    elif isinstance(output, job.File):
        ending.arrays[f"{name} file"] = np.frombuffer(output.content, np.uint8)


def _check_selected(output: job.Outcome, drawn: Drawn, ending: Ending) -> None:
    """A layer made of the selection shows nothing beyond it."""
    region = drawn.images.get("region")
    if LAID_OVER.get(drawn.operation.id) != "source" or region is None or not isinstance(output, job.Layer):
        return
    picture = output.picture
    inside = picture.box.intersect(region.box)
    selected = region.pixels[inside.shift(-region.x, -region.y).slices]
    if inside != picture.box or (picture.alpha[~(selected > 0)] > 0).any():
        ending.faults.append("the layer shows what is not selected")


def _check_samples(name: str, pixels: np.ndarray, finite: bool, ending: Ending) -> None:
    if pixels.size == 0:
        ending.faults.append(f"{name} is empty")
    if pixels.dtype.kind != "f":
        return
    if finite and not np.isfinite(pixels).all():
        ending.faults.append(f"{name} has {np.count_nonzero(~np.isfinite(pixels))} samples that are not finite")
    alpha = pixels if pixels.ndim == 2 else pixels[..., -1]
    if not ((alpha >= 0) & (alpha <= 1)).all():
        ending.faults.append(f"{name} has an opacity beyond 0 to 1")


def has_units(drawn: Drawn) -> bool:
    """Whether a host has other units than operations: each way is then rounded, and thresholds fall otherwise."""
    return _encoding(drawn.document.space).has_units


def _encoding(space: Space) -> Encoding:
    return Encoding(space.model, TYPES[space.dtype.name], space.transfer)


class ByWorker:
    """Calls through a real worker, over pipes, with the pictures in planes."""

    def __init__(self, folder: Path) -> None:
        self._installation = installed(folder)
        self._worker: client.Worker | None = None

    def __enter__(self) -> ByWorker:
        return self

    def __exit__(self, *reason: object) -> None:
        if self._worker is not None:
            self._worker.close()

    def __call__(self, drawn: Drawn) -> Ending:
        self._worker = worker = client.ready(self._worker, self._installation, "random jobs", room=0)
        ending = Ending()
        images = {role: self._planes(image) for role, image in drawn.images.items() if image is not None}
        space = drawn.document.space
        document = sent.Document(
            drawn.document.width,
            drawn.document.height,
            _encoding(space),
        )
        message = sent.Job(drawn.operation.id, dict(drawn.values), images, document)
        try:
            found = client.run(worker, message)
        except InlayError as error:
            ending.refusal = error.message
            if error.code in ("failed", "protocol"):
                ending.faults.append(f"the worker: {error}")
        else:
            for number, output in enumerate(found.outputs):
                _collect_planes(output, worker.folder, f"{number}", ending)
            worker.folder.discard(found.planes())
        worker.folder.discard(message.planes())
        return ending

    def _planes(self, image: Any) -> sent.Image:
        if isinstance(image, list):
            return tuple(self._plane(each) for each in image)
        return self._plane(image)

    def _plane(self, image: Picture) -> planes.PlaneFile:
        assert self._worker is not None
        encoding = _encoding(image.space)
        plane = self._worker.folder.create(image.box, encoding, image.name)
        plane.write(0, np.ascontiguousarray(words.as_host(image.pixels, encoding)))
        return plane


def _collect_planes(output: outcomes.Outcome, folder: planes.Folder, name: str, ending: Ending) -> None:
    if isinstance(output, outcomes.Group):
        for number, child in enumerate(output.children):
            _collect_planes(child, folder, f"{name}.{number}", ending)
    elif isinstance(output, outcomes.Layer):
        ending.arrays[f"{name} layer"] = _samples(folder.open(output.plane))
    elif isinstance(output, outcomes.Vector):
        ending.arrays[f"{name} vector"] = np.frombuffer(output.svg.encode(), np.uint8)


def _samples(plane: planes.PlaneFile) -> np.ndarray:
    dtype = {kind: np.dtype(name) for name, kind in TYPES.items()}[plane.encoding.type]
    return words.as_operations(np.frombuffer(plane.read(), dtype).reshape(*plane.box.shape, -1), plane.encoding)


def by_arrays(drawn: Drawn) -> Ending:
    """Call the function on arrays, with pictures of its own."""
    drawing = Drawing(np.random.default_rng((drawn.number, 1)))
    function = drawn.operation.array_function
    arguments = _arguments(drawing, drawn.operation, function, drawn.values)
    kept = {name: np.array(value) for name, value in arguments.items() if isinstance(value, np.ndarray)}
    ending = Ending()
    try:
        found = function(**arguments)
    except InlayError as error:
        ending.refusal = error.message
        return ending
    finite = all(np.isfinite(value).all() for value in _arrays_in(arguments))
    for number, array in enumerate(_results(found)):
        ending.arrays[f"{number}"] = array
        if finite and array.dtype.kind == "f" and not np.isfinite(array).all():
            ending.faults.append(f"result {number} of {array.dtype} has samples that are not finite")
    for name, before in kept.items():
        if not np.array_equal(before.view(np.uint8), np.ascontiguousarray(arguments[name]).view(np.uint8)):
            ending.faults.append(f"{name} was written to")
    _check_laid_over(drawn.operation, arguments, ending)
    return ending


def _check_laid_over(operation: Operation, arguments: Mapping[str, Any], ending: Ending) -> None:
    """What no region covers is bit for bit what was given."""
    name = LAID_OVER.get(operation.id)
    if name is None:
        return
    below, result = arguments[name], ending.arrays["0"]
    if (result.shape, result.dtype) != (below.shape, below.dtype):
        ending.faults.append(f"the result is {result.shape} {result.dtype} for {below.shape} {below.dtype}")
    region = arguments.get("region")
    stays = {"at": 0, "x": 0, "y": 0, "scale": 100, "rotate": 0}
    is_moved = any(np.any(np.asarray(arguments.get(each, still)) != still) for each, still in stays.items())
    if region is None or region.shape != below.shape[:2] or is_moved:
        return
    outside = ~(region > 0)
    if not np.array_equal(result[outside].view(np.uint8), below[outside].view(np.uint8)):
        ending.faults.append("pixels outside the region have changed")


def _arrays_in(arguments: Mapping[str, Any]) -> Iterator[np.ndarray]:
    for value in arguments.values():
        found = value if isinstance(value, list) else [value]
        yield from (each for each in found if isinstance(each, np.ndarray))


def _results(found: Any) -> Iterator[np.ndarray]:
    if isinstance(found, np.ndarray):
        yield found
    elif isinstance(found, tuple):
        yield from found
    elif isinstance(found, Matte):
        yield found.alpha
        yield found.foreground
        yield found.background
        yield found.uncertainty


def _arguments(
    drawing: Drawing, operation: Operation, function: Callable[..., Any], values: Mapping[str, Any]
) -> dict[str, Any]:
    """A value for every picture that the function takes, and for its parameters of the operation's names."""
    height, width = drawing.side(), drawing.side()
    dtype = drawing.one_of(DTYPES)
    odd = drawing.one_of(((), (), EXTREMES, (*EXTREMES, *NOT_FINITE)))
    arguments: dict[str, Any] = {}
    channels = drawing.one_of((0, 1, 2, 3, 4))
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is parameter.KEYWORD_ONLY:
            key = name.replace("_", "-")
            if key in values:
                arguments[name] = values[key]
            elif name == "at" and drawing.chance(0.3):
                arguments[name] = tuple(int(each) for each in drawing.random.integers(-5, 8, 2))
            continue
        if parameter.default is not parameter.empty and drawing.chance(0.3):
            continue
        if name == "layers":
            sizes = [(drawing.side(), drawing.side()) for _ in range(drawing.random.integers(1, 4))]
            arguments[name] = [_array(drawing, *size, channels, dtype, odd) for size in sizes]
        elif name == "scribbles" and operation.id == "select-scribbles":
            arguments[name] = drawing.labels(height, width)
        elif name == "scribbles":
            arguments[name] = drawing.samples(drawing.strokes(height, width, 4), dtype, odd)
        elif name in MASKS:
            plane = (drawing.trimap if name == "trimap" else drawing.plane)(height, width)
            kind = drawing.one_of((None, None, *DTYPES[2:], dtype))
            arguments[name] = plane > 0.5 if kind is None else drawing.samples(plane, kind, odd)
        elif name in PICTURES:
            arguments[name] = _array(drawing, height, width, channels, dtype, odd)
    return arguments


def _array(
    drawing: Drawing, height: int, width: int, channels: int, dtype: np.dtype, odd: tuple[float, ...]
) -> np.ndarray:
    """A picture of so many channels, opacity the last of two or four; 0 for none but its rows and columns."""
    values = drawing.colours(height, width, max(channels, 1))
    if channels in (2, 4):
        values[..., -1] = drawing.opacity(height, width)
    if dtype.kind == "f" and drawing.chance(0.2):
        values *= drawing.one_of((4.0, 100.0, -1.0))
    return drawing.samples(values if channels else values[..., 0], dtype, odd)
