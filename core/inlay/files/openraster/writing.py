"""Writing: every layer in a file of its own, the stack that names them, and the picture that they make."""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import numpy as np

from inlay.arrays.warning import warn
from inlay.colour import convert, convert_samples
from inlay.contract.language import _
from inlay.errors import FileError, InlayWarning
from inlay.files import png
from inlay.files.document import Document, Group, Layer, Node
from inlay.files.metadata import writable_resolution
from inlay.files.openraster import markup
from inlay.files.openraster.reading import OWN
from inlay.picture import CHANNELS, Picture, Space, with_alpha

_MIMETYPE = b"image/openraster"
_VERSION = "0.0.6"
_THUMBNAIL = 256
#: Dots an inch: whole ones in the stack, and what PNG can say, which counts by the metre in 32 bits.
_LOWEST_RESOLUTION, _HIGHEST_RESOLUTION = 0.5, 100_000_000


def encode(document: Document, merged: Picture) -> bytes:
    """Write a document with all its layers and groups.

    Parameters
    ----------
    document : Document
        Layers that were read from an OpenRaster file are passed on byte for byte, the others become PNG, of 16 bits
        where they have more. So are parts that attributes name.
    merged : Picture
        All of it composed, as large as the canvas.
    """
    resolution = writable_resolution(document.metadata, _LOWEST_RESOLUTION, _HIGHEST_RESOLUTION)
    document = replace(document, metadata=replace(document.metadata, resolution=resolution))
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        # Readers tell the format by this part, which must be the first.
        archive.writestr(_entry("mimetype"), _MIMETYPE)
        image = _Writer(archive, document).image()
        merged = convert(merged, space_for(merged.space))
        archive.writestr(_entry("mergedimage.png"), png.encode(merged, document.metadata))
        archive.writestr(_entry("Thumbnails/thumbnail.png"), _thumbnail(merged))
        text = ElementTree.tostring(image, encoding="UTF-8", xml_declaration=True)
        archive.writestr(_entry("stack.xml"), text, zipfile.ZIP_DEFLATED)
    return output.getvalue()


def space_for(space: Space) -> Space:
    """The space in which OpenRaster keeps pictures of `space`: gray or RGB of 8 or 16 bits."""
    dtype = np.dtype(np.uint8 if space.dtype == np.uint8 else np.uint16)
    if space.model.removesuffix("A") in ("GRAY", "RGB"):
        return replace(space, dtype=dtype)
    return Space(with_alpha("RGB") if space.model.endswith("A") else "RGB", dtype)


class _Writer:
    """Puts layers into an archive, each file once, and builds the stack."""

    def __init__(self, archive: zipfile.ZipFile, document: Document) -> None:
        self.archive = archive
        self.document = document
        self.numbers = itertools.count()
        self.passed_on: dict[int, str] = {}
        self.named: set[str] = set()

    def image(self) -> Element:
        document = self.document
        about = {"version": _VERSION, "w": str(document.width), "h": str(document.height)}
        if document.metadata.resolution:
            across, down = (str(max(1, round(value))) for value in document.metadata.resolution)
            about |= {"xres": across, "yres": down}
        return _element("image", {**self.attributes(document.attributes), **about}, self.stack(document.layers, {}))

    def stack(self, nodes: Sequence[Node], about: Mapping[str, str]) -> Element:
        elements = [self.element(node) for node in reversed(nodes)]
        return _element("stack", about, *(element for element in elements if element is not None))

    def element(self, node: Node) -> Element | None:
        if isinstance(node, Layer) and node.element is not None:
            return self.other(node)
        about = {
            **self.attributes(node.attributes),
            "name": node.name,
            "visibility": "visible" if node.visible else "hidden",
            "opacity": f"{node.opacity:.6g}",
            "composite-op": node.mode,
        }
        if isinstance(node, Group):
            return self.stack(node.children, {**about, "isolation": "isolate" if node.isolated else "auto"})
        return self.layer(node, about)

    def layer(self, node: Layer, about: Mapping[str, str]) -> Element | None:
        x, y = node.x, node.y
        if not node.encoded:
            try:
                picture = _with_pixels(node.picture)
            except FileError as error:
                warn(InlayWarning("layers", _("{message} It is not written.", message=error.message)))
                return None
            x, y = picture.x, picture.y
            source = self.file(png.encode(convert(picture, space_for(picture.space))), ".png")
        else:
            # Layers that share a file go on sharing it.
            source = self.passed_on.get(id(node.encoded), "") or self.file(node.encoded, _suffix(node))
            self.passed_on[id(node.encoded)] = source
        return _element("layer", {**about, "src": source, "x": str(x), "y": str(y)})

    def other(self, node: Layer) -> Element:
        """What was no layer when it was read."""
        element: Element = deepcopy(node.element)
        element.tail = "\n"
        if "visibility" in element.attrib or not node.visible:
            element.set("visibility", "visible" if node.visible else "hidden")
        for inner in element.iter():
            self.attributes(inner.attrib)
        return element

    def file(self, encoded: bytes, suffix: str) -> str:
        """Write a layer's file under a name that no other part has."""
        names = (f"data/{number:03}{suffix}" for number in self.numbers)
        name = next(name for name in names if name not in self.document.members)
        self.archive.writestr(_entry(name), encoded)
        return name

    def attributes(self, given: Mapping[str, str]) -> Mapping[str, str]:
        """The same attributes; parts of the archive that they name are written under their names."""
        for name in given.values():
            if name in self.document.members and name not in self.named | OWN:
                self.named.add(name)
                self.archive.writestr(_entry(name), self.document.members[name])
        return given


def _element(tag: str, about: Mapping[str, str], *children: Element) -> Element:
    """An element on a line of its own."""
    element = Element(tag, {name: markup.clean(value) for name, value in about.items()})
    element.extend(children)
    element.text = "\n" if children else None
    element.tail = "\n"
    return element


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = 0o644 << 16
    return entry


def _suffix(node: Layer) -> str:
    """The kind of a file that is passed on: editors give up a whole document for one PNG that they cannot decode."""
    try:
        if node.visible and node.suffix == ".png":
            _ = node.picture
    except FileError:
        return ".damaged"
    return node.suffix


def _with_pixels(picture: Picture) -> Picture:
    """The picture; one transparent pixel for one that is empty, which no file can be."""
    if picture.width and picture.height:
        return picture
    space = replace(picture.space, model=with_alpha(picture.space.model))
    return Picture(np.zeros((1, 1, CHANNELS[space.model]), space.dtype), space=space, name=picture.name)


def _thumbnail(merged: Picture) -> bytes:
    """At most 256 x 256, 8 bits, sRGB."""
    from PIL import Image

    step = max(1, max(merged.width, merged.height) // (4 * _THUMBNAIL))
    small = replace(merged, pixels=merged.pixels[::step, ::step])
    small = convert(small, Space(with_alpha("RGB"), np.dtype(np.uint8)))
    image = Image.fromarray(np.ascontiguousarray(convert_samples(small.pixels, np.dtype(np.uint8))))
    image.thumbnail((_THUMBNAIL, _THUMBNAIL))
    output = BytesIO()
    image.save(output, "PNG")
    return output.getvalue()
