"""OpenRaster: a ZIP of PNG layers and an XML stack (openraster.org, version 0.0.6)."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from inlay.colour import convert, convert_samples
from inlay.errors import FileError, InlayWarning
from inlay.files import png
from inlay.files.blending import MODES
from inlay.files.document import Document, Group, Layer, Metadata, Node
from inlay.picture import Picture, Space, with_alpha

NAME = "OpenRaster"
MIMETYPE = b"image/openraster"
_VERSION = "0.0.6"
_THUMBNAIL = 256
_KNOWN = {"name", "visibility", "opacity", "composite-op", "x", "y", "src", "isolation"}
_MAXIMUM_SIDE = 1_000_000
_MAXIMUM_MEMBER = 1 << 32


def read(content: bytes, path: Path) -> Document:
    """Read the stack of layers; their pixels are decoded when they are asked for.

    Raises
    ------
    FileError
        If the file is damaged.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            image = _parse(_member(archive, "stack.xml", path), path)
            width, height = int(image.get("w", "")), int(image.get("h", ""))
            if not (0 < width <= _MAXIMUM_SIDE and 0 < height <= _MAXIMUM_SIDE):
                raise FileError(f"{path} has an impossible size, {width} x {height}.", "Save it again.")
            root = image.find("stack")
            notes: list[InlayWarning] = []
            layers = tuple(_nodes(root, archive, path, notes)) if root is not None else ()
            names = set(archive.namelist())
            merged = _member(archive, "mergedimage.png", path) if "mergedimage.png" in names else b""
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, struct.error, RuntimeError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"{path} is damaged or cut off.", "Save it again from the program that made it.") from error
    resolution = _resolution(image)
    attributes = {name: value for name, value in image.attrib.items() if name not in ("w", "h", "version")}
    space = _space(layers, merged, path)
    return Document(width, height, space, layers, Metadata(b"", resolution), NAME, True, path, attributes, notes)


def _member(archive: zipfile.ZipFile, name: str, path: Path) -> bytes:
    try:
        information = archive.getinfo(name)
    except KeyError:
        raise FileError(f"{path} lacks its part {name}.", "Save it again from the program that made it.") from None
    if information.file_size > _MAXIMUM_MEMBER:
        raise FileError(f"{path}: its part {name} is too large.", "Save it again from the program that made it.")
    return archive.read(information)


def _parse(text: bytes, path: Path) -> ElementTree.Element:
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise FileError(f"{path} declares XML entities, which no OpenRaster file needs.", "Save it again.")
    try:
        return ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise FileError(f"{path}: its stack of layers is damaged.", "Save it again.") from error


def _nodes(stack: ElementTree.Element, archive: zipfile.ZipFile, path: Path, notes: list[InlayWarning]) -> list[Node]:
    nodes: list[Node] = []
    for element in reversed(stack):
        mode = element.get("composite-op", "svg:src-over")
        visible = element.get("visibility", "visible") != "hidden"
        opacity = min(max(float(element.get("opacity", "1")), 0.0), 1.0)
        attributes = {name: value for name, value in element.attrib.items() if name not in _KNOWN}
        name = element.get("name", "")
        if mode not in MODES:
            notes.append(InlayWarning("layers", f"{path}: “{name}” blends by “{mode}”, which is shown as normal."))
        if element.tag == "stack":
            isolated = element.get("isolation", "isolate") != "auto"
            children = tuple(_nodes(element, archive, path, notes))
            nodes.append(Group(name, children, visible, opacity, mode, isolated, attributes))
        elif element.tag == "layer":
            source = element.get("src", "")
            encoded = _member(archive, source, path)
            x, y = round(float(element.get("x", "0"))), round(float(element.get("y", "0")))
            decode = _Decode(encoded, name, x, y, path, Path(source).suffix.lower())
            nodes.append(
                Layer(name, decode, visible, opacity, mode, x, y, encoded, Path(source).suffix.lower(), attributes)
            )
        else:
            notes.append(InlayWarning("layers", f"{path}: an element <{element.tag}> is left out."))
    return nodes


class _Decode:
    """Decodes one layer when it is asked for."""

    def __init__(self, encoded: bytes, name: str, x: int, y: int, path: Path, suffix: str) -> None:
        self._of = encoded, name, x, y, path, suffix

    def __call__(self) -> Picture:
        encoded, name, x, y, path, suffix = self._of
        if suffix != ".png":
            raise FileError(f"{path}: the layer “{name}” is no PNG picture.", "Turn it into pixels in the editor.")
        picture, _ = png.decode(encoded, Path(f"{path}#{name}"))
        return replace(picture, x=x, y=y, name=name)


def _resolution(image: ElementTree.Element) -> tuple[float, float] | None:
    try:
        return float(image.attrib["xres"]), float(image.attrib.get("yres", image.attrib["xres"]))
    except (KeyError, ValueError):
        return None


def _space(layers: Sequence[Node], merged: bytes, path: Path) -> Space:
    """The depth of the deepest layer, gray if all are; the profile of the composed picture, or of the lowest layer."""
    files = [encoded for encoded in _encoded(layers) if encoded.startswith(png.SIGNATURE) and len(encoded) > 26]
    deep = any(encoded[24] == 16 for encoded in files)
    gray = bool(files) and all(encoded[25] in (0, 4) for encoded in files)
    model = "GRAYA" if gray else "RGBA"
    profile = next((found for found in (png.profile(data, model) for data in [merged, *files]) if found), None)
    return Space(model, np.dtype(np.uint16 if deep else np.uint8), profile=profile)


def _encoded(nodes: Sequence[Node]) -> list[bytes]:
    found: list[bytes] = []
    for node in nodes:
        found += _encoded(node.children) if isinstance(node, Group) else [node.encoded]
    return found


def encode(document: Document, merged: Picture) -> bytes:
    """Write a document with all its layers and groups.

    Parameters
    ----------
    document : Document
        Layers that were read from an OpenRaster file are passed on byte for byte, the others become PNG, of 16 bits
        where they have more.
    merged : Picture
        All of it composed, as large as the canvas.
    """
    image = ElementTree.Element("image", {"version": _VERSION, "w": str(document.width), "h": str(document.height)})
    image.attrib |= document.attributes
    if document.metadata.resolution:
        across, down = document.metadata.resolution
        image.attrib |= {"xres": str(round(across)), "yres": str(round(down))}
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_entry("mimetype"), MIMETYPE)
        stack = ElementTree.SubElement(image, "stack")
        _write_nodes(document.layers, stack, archive, [0])
        merged = convert(merged, space_for(merged.space))
        archive.writestr(_entry("mergedimage.png"), png.encode(merged, document.metadata))
        archive.writestr(_entry("Thumbnails/thumbnail.png"), _thumbnail(merged))
        ElementTree.indent(image)
        text = ElementTree.tostring(image, encoding="UTF-8", xml_declaration=True)
        archive.writestr(_entry("stack.xml"), text, zipfile.ZIP_DEFLATED)
    return output.getvalue()


def space_for(space: Space) -> Space:
    """The space in which OpenRaster keeps pictures of `space`: gray or RGB of 8 or 16 bits."""
    dtype = np.dtype(np.uint8 if space.dtype == np.uint8 else np.uint16)
    if space.model.removesuffix("A") in ("GRAY", "RGB"):
        return replace(space, dtype=dtype)
    return Space(with_alpha("RGB") if space.model.endswith("A") else "RGB", dtype)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = 0o644 << 16
    return entry


def _write_nodes(nodes: Sequence[Node], stack: ElementTree.Element, archive: zipfile.ZipFile, count: list[int]) -> None:
    for node in reversed(nodes):
        about: Mapping[str, str] = {
            "name": node.name,
            "visibility": "visible" if node.visible else "hidden",
            "opacity": f"{node.opacity:.6g}",
            "composite-op": node.mode,
            **node.attributes,
        }
        if isinstance(node, Group):
            isolation = {"isolation": "isolate" if node.isolated else "auto"}
            _write_nodes(node.children, ElementTree.SubElement(stack, "stack", {**about, **isolation}), archive, count)
            continue
        name = f"data/{count[0]:03}{node.suffix}"
        count[0] += 1
        x, y, encoded = node.x, node.y, node.encoded
        if not encoded:
            picture = convert(node.picture, space_for(node.picture.space))
            x, y, encoded = picture.x, picture.y, png.encode(picture)
        ElementTree.SubElement(stack, "layer", {**about, "src": name, "x": str(x), "y": str(y)})
        archive.writestr(_entry(name), encoded)


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
