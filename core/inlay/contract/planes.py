"""A plane: a picture as a file of pixels, and how a message speaks of it.

Rows are tightly packed, channels interleaved, in native byte order. Once a job has named a plane, its pixels stay as
they are; other pixels come in another plane.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from reprlib import repr as shown
from typing import Any, NamedTuple

from .boxes import Box
from .errors import InputError, ProtocolError
from .language import _
from .limits import LARGEST_OFFSET, LARGEST_SIDE, check_size
from .protocol import AGAIN

#: How many channels a pixel of each model has. ``BGRA`` is Krita's order of RGBA's integers.
CHANNELS = {
    "RGB": 3,
    "RGBA": 4,
    "BGRA": 4,
    "GRAY": 1,
    "GRAYA": 2,
    "CMYK": 4,
    "CMYKA": 5,
    "LAB": 3,
    "LABA": 4,
    "MASK": 1,
}
SAMPLE_BYTES = {"u8": 1, "u16": 2, "f16": 2, "f32": 4}
FLOATS = ("f16", "f32")
TRANSFERS = ("perceptual", "linear")


def with_alpha(model: str) -> str:
    """The same model with an opacity channel; ``MASK`` has none and stays."""
    return model if model.endswith("A") or model == "MASK" else model + "A"


class Profile(NamedTuple):
    """A colour profile: a file of ICC bytes beside the planes, or its name where the host knows no more."""

    file: str = ""
    name: str = ""

    def to_json(self) -> dict[str, str]:
        return {"file": self.file} if self.file else {"name": self.name}

    @classmethod
    def from_json(cls, record: object) -> Profile | None:
        """None stands for sRGB.

        Raises
        ------
        ProtocolError
        """
        if record is None:
            return None
        if isinstance(record, dict) and isinstance(record.get("name"), str):
            return cls(name=record["name"])
        if isinstance(record, dict) and isinstance(record.get("file"), str) and record["file"]:
            return cls(file=record["file"])
        raise ProtocolError(_("A colour profile is neither a name nor a file of ICC bytes."), AGAIN)


@dataclass(frozen=True)
class Encoding:
    """What the bytes of a picture mean.

    Attributes
    ----------
    model : str
        Channels in memory order, a key of `CHANNELS`.
    type : str
        Sample type, a key of `SAMPLE_BYTES`.
    transfer : str
        ``perceptual`` or ``linear``.
    profile : Profile or None
        None for sRGB.
    """

    model: str
    type: str
    transfer: str = "perceptual"
    profile: Profile | None = None

    @property
    def has_units(self) -> bool:
        """Whether colours are percent of ink, or L, a and b themselves: in floating point."""
        return self.type in FLOATS and self.model.startswith(("CMYK", "LAB"))

    @property
    def pixel_bytes(self) -> int:
        return CHANNELS[self.model] * SAMPLE_BYTES[self.type]

    def to_json(self) -> dict[str, Any]:
        profile = None if self.profile is None else self.profile.to_json()
        return {"model": self.model, "type": self.type, "transfer": self.transfer, "profile": profile}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Encoding:
        """
        Raises
        ------
        ProtocolError
            If it is none that is known.
        """
        model, sample_type, transfer = record.get("model"), record.get("type"), record.get("transfer", "perceptual")
        if str(model) not in CHANNELS or str(sample_type) not in SAMPLE_BYTES:
            raise ProtocolError(
                _(
                    "There are no pictures of {model} in {sample_type}.",
                    model=shown(model),
                    sample_type=shown(sample_type),
                ),
                AGAIN,
            )
        if transfer not in TRANSFERS:
            raise ProtocolError(
                _("{transfer} is not a transfer curve.", transfer=shown(transfer)), _("Give perceptual or linear.")
            )
        return cls(str(model), str(sample_type), str(transfer), Profile.from_json(record.get("profile")))


def mask_encoding(sample_type: str) -> Encoding:
    """That of masks and selections, which are linear in every host."""
    return Encoding("MASK", sample_type, "linear")


@dataclass(frozen=True)
class Plane:
    """A picture in a file.

    Attributes
    ----------
    file : str
        Its bare name in the private folder.
    box : Box
        The picture's place on the canvas.
    encoding : Encoding
    name : str
        The layer's name.
    opacity : float
        How opaque the layer as a whole is, from 0 to 1; its pixels stay as they are.
    mode : str
        Its blending mode: ``normal``, or any other one in the host's words.
    """

    file: str
    box: Box
    encoding: Encoding
    name: str = ""
    opacity: float = 1.0
    mode: str = "normal"

    @property
    def row_bytes(self) -> int:
        return self.box.width * self.encoding.pixel_bytes

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return self.box.height * self.row_bytes

    @property
    def is_mixed(self) -> bool:
        """Whether what lies below the layer shows through all of it, by its opacity or its mode."""
        return self.opacity < 1 or self.mode != "normal"

    def to_json(self) -> dict[str, Any]:
        layer = {"name": self.name, "opacity": self.opacity, "mode": self.mode}
        return {"file": self.file, **self.box._asdict(), **self.encoding.to_json(), **layer}

    @classmethod
    def from_json(cls, record: object) -> Plane:
        """
        Raises
        ------
        ProtocolError
            If it is no plane.
        InputError
            If its size or place is absurd.
        """
        if not isinstance(record, dict):
            raise ProtocolError(_("A plane is not an object."), AGAIN)
        encoding = Encoding.from_json(record)
        width, height = (whole(record, side, 1, LARGEST_SIDE) for side in ("width", "height"))
        x, y = (whole(record, side, -LARGEST_OFFSET, LARGEST_OFFSET) for side in ("x", "y"))
        check_size(width, height)
        name, opacity, mode = record.get("name", ""), record.get("opacity", 1.0), record.get("mode", "normal")
        if not isinstance(name, str):
            raise ProtocolError(_("A layer's name is not text."), AGAIN)
        if type(opacity) not in (int, float) or not 0 <= opacity <= 1 or not isinstance(mode, str):
            raise ProtocolError(_("A layer's opacity is not from 0 to 1, or its mode is not text."), AGAIN)
        return cls(file_name(record.get("file")), Box(x, y, width, height), encoding, name, float(opacity), mode)


def file_name(name: object) -> str:
    """The bare name of a file in the private folder.

    Raises
    ------
    ProtocolError
        If it leads out of it.
    """
    if not isinstance(name, str) or not name or name.startswith(".") or set(name) & set("/\\\0:"):
        raise ProtocolError(
            _("{name} is not the name of a plane.", name=shown(name)),
            _("Give a bare file name in the worker's folder."),
        )
    return name


def whole(record: Mapping[str, Any], key: str, least: int, most: int) -> int:
    """A whole number of a record.

    Raises
    ------
    InputError
    """
    value = record.get(key)
    if type(value) is not int or not least <= value <= most:
        raise InputError(
            _("A picture's {key} is {value}.", key=key, value=shown(value)),
            _("Give a whole number from {least} to {most}.", least=least, most=most),
        )
    return value
