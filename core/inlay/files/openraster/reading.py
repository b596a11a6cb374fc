"""Reading: the stack of layers, and the parts of the archive that it names."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np

from inlay.colour.blend_modes import MODES
from inlay.contract.boxes import Box
from inlay.contract.language import _
from inlay.errors import FileError, InlayWarning
from inlay.files import damage, png, unpacking
from inlay.files.archive import Archive
from inlay.files.document import Document, Group, Layer, Metadata, Node
from inlay.files.openraster import markup
from inlay.files.openraster.member import Member
from inlay.files.rendering import CLEARING
from inlay.files.words import AGAIN, shown
from inlay.picture import CHANNELS, Picture, Space

NAME = "OpenRaster"
#: Parts that are written anew.
OWN = frozenset({"mimetype", "stack.xml", "mergedimage.png", "Thumbnails/thumbnail.png"})
_KNOWN = {"name", "visibility", "opacity", "composite-op", "x", "y", "src", "isolation"}
_KNOWN_OF_IMAGE = {"w", "h", "version", "xres", "yres"}
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
#: Pixels from the corner of the canvas; editors count them in 32 bits.
_FARTHEST = 1 << 30
#: Dots an inch; a quarter of a wavelength of light is finer than any picture.
_HIGHEST_RESOLUTION = 1_000_000
#: Bytes that a composed pixel counts, and how often it does in a layer that shows another one's file.
_PIXEL_BYTES = 4
_SHOWN_AGAIN = 4


def read(content: bytes, path: Path) -> Document:
    """Read the stack of layers; their pixels are decoded when they are asked for.

    Raises
    ------
    FileError
        If the file is damaged, or asks for more than its bytes can hold.
    """
    with damage.as_file_error(path), Archive(content, path) as archive:
        image = markup.parse(archive.read("stack.xml", unpacking.LARGEST_STACK), path)
        return _Reader(archive, path).document(image, len(content))


class _Reader:
    """Turns the elements of a stack into layers and groups, and gathers what is to be said about them."""

    def __init__(self, archive: Archive, path: Path) -> None:
        self.archive = archive
        self.path = path
        # What the composed picture says before its pixels.
        self.merged = archive.start("mergedimage.png", unpacking.LARGEST_PROFILE)
        self.canvas = Box(0, 0, 0, 0)
        self.members: dict[str, Member] = {}
        self.named: dict[str, bytes] = {}
        self.composed = 0
        self.notes: list[InlayWarning] = []
        for name in archive.repeated():
            self.note(_("{path} has several parts named {name}; the last one is used.", path=path, name=shown(name)))

    def note(self, message: str) -> None:
        self.notes.append(InlayWarning("layers", message))

    def document(self, image: Element, length: int) -> Document:
        self.canvas = Box(0, 0, *self.size(image))
        stack, *others = image.findall("stack") or [Element("stack")]
        for element in [*others, *(child for child in image if child.tag != "stack")]:
            self.note(
                _(
                    "{path}: an element {tag} beside the stack of layers is left out.",
                    path=self.path,
                    tag=shown(element.tag),
                )
            )
        layers, _box = self.nodes(stack, *self.position(stack, 0, 0))
        if self.composed > max(unpacking.FEW_PIXELS, unpacking.LARGEST_RATIO_OF_LARGE * length):
            raise FileError(
                _(
                    "{path} is damaged: its {length} bytes cannot hold layers of {composed} pixels.",
                    path=self.path,
                    length=f"{length:,}",
                    composed=f"{self.composed:,}",
                ),
                AGAIN,
            )
        space = self.space()
        pixel_bytes = CHANNELS[space.model] * space.dtype.itemsize
        unpacking.check_picture(self.path, self.canvas.width, self.canvas.height, pixel_bytes, length)
        declarations = {name: value for name, value in stack.items() if name.startswith("xmlns:")}
        attributes = declarations | self.attributes(image, _KNOWN_OF_IMAGE)
        return Document(
            self.canvas.width,
            self.canvas.height,
            space,
            layers,
            self.metadata(image),
            NAME,
            True,
            self.path,
            attributes,
            self.notes,
            members=self.named,
        )

    def size(self, image: Element) -> tuple[int, int]:
        written = image.get("w", ""), image.get("h", "")
        width, height = (_positive(side, unpacking.LARGEST_SIDE) for side in written)
        if int(width) != width or int(height) != height or not (width and height):
            raise FileError(
                _(
                    "{path} has an impossible size, {width} x {height} pixels.",
                    path=self.path,
                    width=shown(written[0]),
                    height=shown(written[1]),
                ),
                AGAIN,
            )
        return int(width), int(height)

    def nodes(self, stack: Element, x: int, y: int) -> tuple[tuple[Node, ...], Box]:
        """The layers of a stack whose own corner lies at `x`, `y`, and the part of the canvas that they cover."""
        kinds: Mapping[str, Callable[..., tuple[Node, Box]]] = {"stack": self.group, "layer": self.layer}
        found: list[Node] = []
        covered = Box(0, 0, 0, 0)
        for element in reversed(stack):
            node, box = kinds.get(element.tag, self.other)(element, x, y)
            covered = covered.unite(box)
            found.append(node)
        return tuple(found), covered

    def group(self, element: Element, x: int, y: int) -> tuple[Group, Box]:
        """A group; not every program knows positions of groups, so that they are added to the layers' own."""
        children, box = self.nodes(element, *self.position(element, x, y))
        about = self.common(element)
        self.count(about["mode"], box)
        isolated = element.get("isolation", "isolate") != "auto"
        return Group(children=children, isolated=isolated, **about), box

    def layer(self, element: Element, x: int, y: int) -> tuple[Layer, Box]:
        x, y = self.position(element, x, y)
        about, source = self.common(element), element.get("src", "")
        again = source in self.members
        member = self.members[source] if again else Member.open(self.archive, source, about["name"], self.path)
        self.members[source] = member

        def decode() -> Picture:
            return replace(member.picture(), x=x, y=y, name=about["name"])

        layer = Layer(decode=decode, x=x, y=y, encoded=member.encoded, suffix=member.suffix, **about)
        box = Box(x, y, *member.size).intersect(self.canvas)
        self.count(about["mode"], box, _SHOWN_AGAIN if again else 1)
        return layer, box

    def count(self, mode: str, box: Box, weight: int = 1) -> None:
        """Count the pixels that composing a layer or group takes."""
        changed = self.canvas if mode in CLEARING else box
        self.composed += changed.width * changed.height * weight

    def other(self, element: Element, x: int, y: int) -> tuple[Layer, Box]:
        """Text, filters and what other programs put there are passed on, and not drawn."""
        name = element.get("name", element.tag)
        for inner in element.iter():
            for key in set(inner.attrib) - set(self.attributes(inner, set())):
                del inner.attrib[key]
        for axis, start in (("x", x), ("y", y)):
            value = _number(element.get(axis, "0"))
            if start and value is not None:
                element.set(axis, f"{start + value:.12g}")

        def decode() -> Picture:
            raise FileError(
                _(
                    "{path}: the layer {name} is of a kind, {tag}, that Inlay does not draw.",
                    path=self.path,
                    name=shown(name),
                    tag=shown(element.tag),
                ),
                _("Turn it into pixels in the editor."),
            )

        return Layer(name, decode, self.is_visible(element, name), element=element), Box(0, 0, 0, 0)

    def common(self, element: Element) -> dict[str, Any]:
        """What layers and groups have in common."""
        name, mode = element.get("name", ""), element.get("composite-op") or "svg:src-over"
        if mode not in MODES:
            self.note(
                _(
                    "{path}: {name} blends by {mode}, which is shown as normal.",
                    path=self.path,
                    name=shown(name),
                    mode=shown(mode),
                )
            )
        return {
            "name": name,
            "visible": self.is_visible(element, name),
            "opacity": self.opacity(element, name),
            "mode": mode,
            "attributes": self.attributes(element, _KNOWN),
        }

    def is_visible(self, element: Element, name: str) -> bool:
        written = element.get("visibility") or "visible"
        if written.strip().lower() not in ("visible", "hidden"):
            self.note(
                _(
                    "{path}: {name} has a visibility of {written} and is shown.",
                    path=self.path,
                    name=shown(name),
                    written=shown(written),
                )
            )
        return written.strip().lower() != "hidden"

    def opacity(self, element: Element, name: str) -> float:
        written = (element.get("opacity") or "1").strip()
        percent = written.endswith("%")
        value = _number(written.removesuffix("%"))
        opacity = 1.0 if value is None else min(max(value / 100 if percent else value, 0.0), 1.0)
        if value is None or opacity != (value / 100 if percent else value):
            self.note(
                _(
                    "{path}: {name} has an opacity of {written}, which is read as {opacity}.",
                    path=self.path,
                    name=shown(name),
                    written=shown(written),
                    opacity=f"{opacity:.0%}",
                )
            )
        return opacity

    def position(self, element: Element, x: int, y: int) -> tuple[int, int]:
        """The position of an element on the canvas, in a stack that lies at `x`, `y`."""
        return self.place(element, "x", x), self.place(element, "y", y)

    def place(self, element: Element, axis: str, start: int) -> int:
        written = element.get(axis) or "0"
        value = _number(written)
        about = _("{path}: the position of {get}", path=self.path, get=shown(element.get("name", "")))
        if value is None:
            raise FileError(
                _("{about} is not a number: {axis} is {written}.", about=about, axis=axis, written=shown(written)),
                AGAIN,
            )
        if abs(start + value) > _FARTHEST:
            raise FileError(
                _("{about} is impossible: {axis} is {written}.", about=about, axis=axis, written=shown(written)), AGAIN
            )
        if value != round(value):
            self.note(
                _(
                    "{about} is rounded to whole pixels: {axis} is {written}.",
                    about=about,
                    axis=axis,
                    written=shown(written),
                )
            )
        return start + round(value)

    def attributes(self, element: Element, known: Iterable[str]) -> dict[str, str]:
        """What Inlay does not know about an element, and keeps with the parts of the archive that it names."""
        found = {key: value for key, value in element.items() if key not in known}
        for key, value in list(found.items()):
            if value not in self.archive or value in OWN:
                continue
            try:
                self.named[value] = self.archive.read(value)
            except FileError as error:
                self.note(
                    _("{message} It is left out, and {key}, which names it.", message=error.message, key=shown(key))
                )
                del found[key]
        return found

    def metadata(self, image: Element) -> Metadata:
        """What the composed picture says, and the stack's own resolution."""
        return replace(png.metadata(self.merged, self.path), resolution=self.resolution(image))

    def resolution(self, image: Element) -> tuple[float, float] | None:
        if "xres" not in image.attrib and "yres" not in image.attrib:
            return None
        across = image.get("xres") or image.get("yres") or ""
        down = image.get("yres") or across
        found = _positive(across, _HIGHEST_RESOLUTION), _positive(down, _HIGHEST_RESOLUTION)
        if all(found):
            return found
        self.note(
            _(
                "{path} has an impossible resolution, {across} x {down}; it is left out.",
                path=self.path,
                across=shown(across),
                down=shown(down),
            )
        )
        return None

    def space(self) -> Space:
        """The depth of the deepest layer, gray if all are; the profile of the composed picture, or of any layer."""
        headers = [member.header for member in self.members.values() if member.header]
        deep = any(header.depth == 16 for header in headers)
        model = "GRAYA" if headers and all(header.is_gray for header in headers) else "RGBA"
        encoded = [self.merged, *(member.encoded for member in self.members.values())]
        profile = next((found for found in (png.profile(each, model) for each in encoded) if found), None)
        return Space(model, np.dtype(np.uint16 if deep else np.uint8), profile=profile)


def _number(text: str) -> float | None:
    """A number as XML has them, if it is one and not infinite."""
    text = text.strip()
    value = float(text) if _NUMBER.fullmatch(text) else math.inf
    return value if math.isfinite(value) else None


def _positive(text: str, largest: float) -> float:
    """A positive number that is not too large, else 0."""
    value = _number(text)
    return value if value is not None and 0 < value <= largest else 0.0
