"""A job as it is sent: an operation, its parameters, its pictures, and the document that they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from reprlib import repr as shown
from typing import Any, NamedTuple, Tuple, Union

from .boxes import Box
from .errors import ParameterError, ProtocolError
from .language import _
from .limits import LARGEST_SIDE
from .planes import SAMPLE_BYTES, Encoding, Plane, whole
from .protocol import AGAIN

QUALITIES = ("full", "preview")


class Earlier(NamedTuple):
    """The picture that served the same role of an earlier job."""

    of: Any


#: What serves a role.
Image = Union[Plane, Tuple[Plane, ...], Earlier]


@dataclass(frozen=True)
class Document:
    """The canvas: its size, the encoding of new layers, the sample type of masks."""

    width: int
    height: int
    encoding: Encoding
    masks: str = "u8"

    @property
    def box(self) -> Box:
        return Box(0, 0, self.width, self.height)

    def to_json(self) -> dict[str, Any]:
        return {"width": self.width, "height": self.height, **self.encoding.to_json(), "masks": self.masks}

    @classmethod
    def from_json(cls, record: object) -> Document:
        """
        Raises
        ------
        ProtocolError, InputError
            If it is no document, or an absurd one.
        """
        if not isinstance(record, dict):
            raise ProtocolError(_("The job does not describe its document."), AGAIN)
        width, height = (whole(record, side, 1, LARGEST_SIDE) for side in ("width", "height"))
        masks = str(record.get("masks", "u8"))
        if masks not in SAMPLE_BYTES:
            raise ProtocolError(_("There are no masks in {masks}.", masks=shown(masks)), AGAIN)
        return cls(width, height, Encoding.from_json(record), masks)


@dataclass(frozen=True)
class Job:
    """What is asked of the worker.

    Attributes
    ----------
    operation : str
        Its id.
    parameters : mapping
        Values by id.
    images : mapping of str to Image
        What serves each role; a role that nothing serves is not named.
    document : Document
    quality : str
        ``full`` or ``preview``.
    """

    operation: str
    parameters: Mapping[str, Any]
    images: Mapping[str, Image]
    document: Document
    quality: str = "full"

    def planes(self) -> Iterator[Plane]:
        """Every plane that it brings along."""
        for image in self.images.values():
            yield from planes_of(image)

    def to_json(self) -> dict[str, Any]:
        return {
            "operation": self.operation,
            "quality": self.quality,
            "parameters": dict(self.parameters),
            "images": {role: _image_json(image) for role, image in self.images.items()},
            "document": self.document.to_json(),
        }

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Job:
        """
        Raises
        ------
        InlayError
            With what is wrong.
        """
        named = record.get("images", {})
        if not isinstance(named, dict):
            raise ProtocolError(_("A job's images are not an object."), AGAIN)
        images = {role: _image(image) for role, image in named.items() if image is not None}
        operation, quality = record.get("operation"), record.get("quality", "full")
        if not isinstance(operation, str):
            raise ProtocolError(_("{operation} is not the name of an operation.", operation=shown(operation)), AGAIN)
        parameters = record.get("parameters", {})
        if not isinstance(parameters, dict):
            raise ParameterError(_("The parameters are not an object."), _("Give values by name."))
        if quality not in QUALITIES:
            raise ProtocolError(_("{quality} is not a quality.", quality=shown(quality)), _("Give full or preview."))
        return cls(operation, parameters, images, Document.from_json(record.get("document")), quality)


def planes_of(image: Image) -> tuple[Plane, ...]:
    """The planes of a role that are brought along."""
    if isinstance(image, Earlier):
        return ()
    return (image,) if isinstance(image, Plane) else image


def _image(record: object) -> Image:
    if isinstance(record, list):
        return tuple(Plane.from_json(each) for each in record)
    if isinstance(record, dict) and "of" in record:
        return Earlier(record["of"])
    return Plane.from_json(record)


def _image_json(image: Image) -> Any:
    if isinstance(image, Earlier):
        return {"of": image.of}
    return image.to_json() if isinstance(image, Plane) else [plane.to_json() for plane in image]
