"""What the attributes of an OME-Zarr group say (https://ngff.openmicroscopy.org/0.4, 0.5): axes, levels, scales.

What OME-Zarr has no place for, such as a colour profile and Exif, stands beside it under ``inlay``.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inlay.contract.language import _
from inlay.errors import FileError
from inlay.files import damage, unpacking
from inlay.files.document import Metadata
from inlay.files.windows.writing import NewPicture
from inlay.files.words import AGAIN, listed
from inlay.picture import Space

VERSION = "0.4"
_OWN = "inlay"
_BYTES = ("exif", "xmp", "iptc")
#: How many of a unit an inch has.
_INCH = {
    "nanometer": 2.54e7,
    "micrometer": 2.54e4,
    "millimeter": 25.4,
    "centimeter": 2.54,
    "meter": 0.0254,
    "inch": 1.0,
}
_UNIT = "micrometer"
#: Digits to which resolution and position are known that were stored by the size of pixels.
_DIGITS = 6
_COLOURS = {
    "GRAY": ("FFFFFF",),
    "RGB": ("FF0000", "00FF00", "0000FF"),
    "CMYK": ("00FFFF", "FF00FF", "FFFF00", "000000"),
}


@dataclass(frozen=True)
class Description:
    """What is said of the largest level.

    Attributes
    ----------
    dataset : str
        Its path in the group.
    axes : tuple of str
        Names of its axes, in order.
    position : tuple of float or None
        Of its corner, x and y in pixels.
    resolution : tuple of float or None
        Dots an inch, across and down.
    """

    dataset: str
    axes: tuple[str, ...]
    position: tuple[float, float] | None
    resolution: tuple[float, float] | None


def read(attributes: Mapping[str, Any], path: Path) -> Description:
    """The first picture of a group.

    Raises
    ------
    FileError
        If it is no picture of OME-Zarr, or a damaged one.
    """
    found = attributes.get("ome", attributes).get("multiscales")
    if not found:
        raise FileError(
            _("{path} does not say which of its axes are height and width.", path=path),
            _("Save it as OME-Zarr, version 0.4 or 0.5, or name the picture's folder inside it."),
        )
    with damage.as_file_error(path):
        picture = found[0]
        # Version 0.3 has names alone.
        axes = [axis if isinstance(axis, dict) else {"name": axis} for axis in picture["axes"]]
        names = tuple(str(axis["name"]) for axis in axes)
        if {"y", "x"} - set(names):
            raise FileError(_("{path} has the axes {names}, and no x and y.", path=path, names=listed(names)), AGAIN)
        dataset = picture["datasets"][0]
        scale, shift = _transformed(len(names), dataset, picture)
        x, y = names.index("x"), names.index("y")
        sizes = [abs(scale[axis]) / _INCH.get(str(axes[axis].get("unit")), math.nan) for axis in (x, y)]
        across, down = (round(1 / size, _DIGITS) if size > 0 else math.nan for size in sizes)
        place = None if shift is None else (round(shift[x] / scale[x], _DIGITS), round(shift[y] / scale[y], _DIGITS))
        return Description(
            str(dataset["path"]),
            names,
            place if place is not None and all(map(math.isfinite, place)) else None,
            (across, down) if across > 0 and down > 0 else None,
        )


def _transformed(
    number: int, dataset: Mapping[str, Any], picture: Mapping[str, Any]
) -> tuple[list[float], list[float] | None]:
    """Scale and translation of a dataset: its own steps, and then those of all levels."""
    scale, shift = [1.0] * number, None
    for step in (*dataset.get("coordinateTransformations", ()), *picture.get("coordinateTransformations", ())):
        if step["type"] == "scale":
            scale = [a * float(b) for a, b in zip(scale, step["scale"], strict=True)]
            shift = shift and [a * float(b) for a, b in zip(shift, step["scale"], strict=True)]
        elif step["type"] == "translation":
            before = shift or [0.0] * number
            shift = [a + float(b) for a, b in zip(before, step["translation"], strict=True)]
    return scale, shift


def own(attributes: Mapping[str, Any], resolution: tuple[float, float] | None) -> tuple[str, bytes | None, Metadata]:
    """Model, profile and metadata as Inlay wrote them; empty where it did not."""
    said = attributes.get(_OWN)
    said = said if isinstance(said, dict) else {}
    profile = _decoded(said.get("profile"), unpacking.LARGEST_PROFILE)
    blocks = {name: _decoded(said.get(name), unpacking.LARGEST_TEXT) for name in _BYTES}
    texts = said.get("texts")
    texts = {str(key): str(text) for key, text in texts.items()} if isinstance(texts, dict) else {}
    return str(said.get("model", "")), profile or None, Metadata(resolution=resolution, texts=texts, **blocks)


def written(picture: NewPicture, levels: int) -> dict[str, Any]:
    """The attributes of a group with so many levels."""
    metadata = picture.metadata
    unit = {"unit": _UNIT} if metadata.resolution else {}
    across, down = (_INCH[_UNIT] / dots for dots in metadata.resolution) if metadata.resolution else (1.0, 1.0)
    x, y = picture.position or (0.0, 0.0)
    datasets = []
    for number in range(levels):
        factor = 2.0**number
        # Places are those of the middles of pixels, and the middle of 2 x 2 lies between theirs.
        behind = (factor - 1) / 2
        steps = [
            {"type": "scale", "scale": [1.0, down * factor, across * factor]},
            {"type": "translation", "translation": [0.0, (y + behind) * down, (x + behind) * across]},
        ]
        datasets.append({"path": str(number), "coordinateTransformations": steps})
    multiscale = {
        "version": VERSION,
        "name": picture.path.name.partition(".")[0],
        "axes": [
            {"name": "c", "type": "channel"},
            {"name": "y", "type": "space", **unit},
            {"name": "x", "type": "space", **unit},
        ],
        "datasets": datasets,
        "type": "mean",
    }
    return {"multiscales": [multiscale], "omero": _shown(picture.space), _OWN: _own(picture.space, metadata)}


def _own(space: Space, metadata: Metadata) -> dict[str, Any]:
    said: dict[str, Any] = {"model": space.model, "texts": dict(metadata.texts)}
    blocks = {name: getattr(metadata, name) for name in _BYTES}
    if isinstance(space.profile, bytes) and space.model != "MASK":
        blocks["profile"] = space.profile
    return {**said, **{name: base64.b64encode(block).decode("ascii") for name, block in blocks.items() if block}}


def _shown(space: Space) -> dict[str, Any]:
    """How a viewer shows the channels; opacity it does not."""
    model = space.model.removesuffix("A").replace("MASK", "GRAY")
    window = {"min": 0.0, "start": 0.0, "max": space.white, "end": space.white}
    colours = [*_COLOURS[model], *(["FFFFFF"] if space.model.endswith("A") else [])]
    channels = [
        {"color": colour, "active": number < len(_COLOURS[model]), "window": window, "label": label}
        for number, (colour, label) in enumerate(zip(colours, _labels(space.model), strict=True))
    ]
    return {"version": VERSION, "channels": channels, "rdefs": {"model": "color" if len(channels) > 2 else "greyscale"}}


def _labels(model: str) -> list[str]:
    letters = {"GRAY": ["gray"], "MASK": ["coverage"], "RGB": ["red", "green", "blue"]}
    letters["CMYK"] = ["cyan", "magenta", "yellow", "black"]
    return [*letters[model.removesuffix("A")], *(["opacity"] if model.endswith("A") else [])]


def _decoded(text: Any, limit: int) -> bytes:
    if not isinstance(text, str) or len(text) > 2 * limit:
        return b""
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""
