"""A job as it was drawn: an operation, its pictures, its parameters and the canvas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from inlay.operations import registry
from inlay.operations.declaration import Input, Operation
from inlay.operations.job import Document
from inlay.picture import CHANNELS, Picture, Space
from tests.random_jobs.drawing import EXTREMES, NOT_FINITE, Drawing

TYPES = tuple(np.dtype(name) for name in ("uint8", "uint16", "float16", "float32"))
MODELS = ("RGBA", "RGBA", "RGBA", "GRAYA", "RGB", "GRAY", "CMYKA", "LABA")
STROKES = ("scribbles",)


@dataclass(frozen=True)
class Drawn:
    """A random job.

    Attributes
    ----------
    number : int
        From which it was drawn.
    images : mapping
        A picture, a list of pictures or None for every role.
    values : mapping
        Some of the parameters, maybe of values that they do not take.
    """

    number: int
    operation: Operation
    images: Mapping[str, Any]
    values: Mapping[str, Any]
    document: Document

    @property
    def pictures(self) -> Iterator[Picture]:
        for image in self.images.values():
            yield from image if isinstance(image, list) else [] if image is None else [image]

    @property
    def is_finite(self) -> bool:
        """Whether every sample of every picture is a number."""
        return all(np.isfinite(picture.pixels).all() for picture in self.pictures)

    def __str__(self) -> str:
        shown = ", ".join(f"{role} {_described(image)}" for role, image in self.images.items())
        canvas = f"{self.document.width} x {self.document.height} {self.document.space.model}"
        return f"{self.operation.id} on {canvas} {self.document.space.dtype}: {shown}; {dict(self.values)}"


def own_operations() -> list[Operation]:
    """Those that come with Inlay."""
    return list(registry.own())


def draw(number: int, operations: list[Operation], file: str) -> Drawn:
    """The job of a number."""
    drawing = Drawing(np.random.default_rng(number))
    operation = drawing.one_of(operations)
    space = Space(drawing.one_of(MODELS), drawing.one_of(TYPES))
    if space.dtype.kind == "f" and drawing.chance(0.5) and not space.model.startswith(("CMYK", "LAB")):
        space = Space(space.model, space.dtype, "linear")
    document = Document(drawing.side(), drawing.side(), space)
    odd = drawing.one_of(((), (), (), EXTREMES, (*EXTREMES, *NOT_FINITE)))
    images: dict[str, Any] = {}
    for entry in operation.inputs:
        count = drawing.random.integers(1, 4) if "layers" in entry.kinds else 1
        found = [_picture(drawing, entry, document, odd) for _ in range(count)]
        left_out = (entry.optional or "selection" in entry.kinds) and drawing.chance(0.3)
        images[entry.role] = None if left_out else found if "layers" in entry.kinds else found[0]
    values = {each.id: drawing.value(each, file) for each in operation.parameters if drawing.chance(0.7)}
    return Drawn(number, operation, images, values, document)


def _picture(drawing: Drawing, entry: Input, document: Document, odd: tuple[float, ...]) -> Picture:
    height, width, x, y = document.height, document.width, 0, 0
    if drawing.chance(0.15):
        height, width = drawing.side(), drawing.side()
        x, y = int(drawing.random.integers(-width, document.width + 1)), int(drawing.random.integers(-height, height))
    odd = odd if drawing.chance(0.5) else ()
    is_mask = "selection" in entry.kinds or ("item" in entry.kinds and drawing.chance(0.5))
    if is_mask:
        space = Space("MASK", drawing.one_of(TYPES), "linear")
        plane = (drawing.trimap if entry.role == "trimap" else drawing.plane)(height, width)
        return Picture(drawing.samples(plane, space.dtype, odd), x, y, space)
    channels = CHANNELS[document.space.model]
    if entry.role in STROKES and document.space.model.endswith("A"):
        values = drawing.strokes(height, width, channels)
    else:
        values = drawing.colours(height, width, channels)
        if document.space.model.endswith("A"):
            values[..., -1] = drawing.opacity(height, width)
    if document.space.dtype.kind == "f" and drawing.chance(0.2):
        values *= drawing.one_of((4.0, 100.0, -1.0))
    return Picture(drawing.samples(values, document.space.dtype, odd), x, y, document.space, drawing.one_of(("", "A")))


def _described(image: Any) -> str:
    if image is None:
        return "none"
    if isinstance(image, list):
        return "[" + ", ".join(_described(each) for each in image) + "]"
    finite = "" if np.isfinite(image.pixels).all() else " not finite"
    place = f"{image.width} x {image.height} at {image.x},{image.y}"
    return f"{place} {image.space.model} {image.space.dtype}{finite}"
