"""OpenRaster files made of nested lists or of the text of a stack; how they are written, and what is said of them."""

import warnings
import zlib
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from tests.files.drawn import png_bytes

from inlay.files import openraster, rendering


def archive(stack, parts, kind="image/openraster", packing=ZIP_STORED):
    """The bytes of a file of these parts, by their names; without a stack if it is None."""
    output = BytesIO()
    with ZipFile(output, "w") as made:
        made.writestr(ZipInfo("mimetype"), kind, packing)
        for name, content in (parts if stack is None else {"stack.xml": stack, **parts}).items():
            made.writestr(ZipInfo(name), content, packing)
    return output.getvalue()


def image(layers, size=(8, 8), attributes=""):
    """The text of a stack."""
    return f'<image w="{size[0]}" h="{size[1]}" {attributes}><stack>{layers}</stack></image>'


def ora(path, size, stack, **attributes):
    """Write an OpenRaster file from nested lists, bottom to top.

    A layer is a dict with ``pixels`` (or ``png``) and attributes; a group has ``children``.
    """
    width, height = size
    root = ElementTree.Element("image", {"w": str(width), "h": str(height), **attributes})
    parts = {}
    _fill(ElementTree.SubElement(root, "stack"), stack, parts)
    Path(path).write_bytes(archive(ElementTree.tostring(root), parts))
    return path


def _fill(parent, nodes, parts):
    for node in reversed(nodes):
        about = {name: str(value) for name, value in node.items() if name not in ("pixels", "png", "children")}
        if "children" in node:
            _fill(ElementTree.SubElement(parent, "stack", about), node["children"], parts)
            continue
        content = node["png"] if "png" in node else png_bytes(node["pixels"])
        name = f"data/{zlib.crc32(content):08x}-{len(parts)}.png"
        parts[name] = content
        ElementTree.SubElement(parent, "layer", {**about, "src": name})


def packed(path, stack, size=(30, 20), declared="", **parts):
    """Write an OpenRaster file from the text of its layers; parts are named by keywords, in ``data/``."""
    named = {"data/" + name.replace("_", "."): content for name, content in parts.items()}
    path.write_bytes(archive(image(stack, size, declared), named))
    return path


def stack_of(path):
    """The XML of an OpenRaster file as nested lists ``(tag, attributes, children)``, bottom to top."""
    with ZipFile(path) as opened:
        return _nested(ElementTree.fromstring(opened.read("stack.xml")).find("stack"))


def _nested(element):
    return [(child.tag, dict(child.attrib), _nested(child)) for child in reversed(element)]


def written(document, path):
    path.write_bytes(openraster.encode(document, rendering.visible(document)))
    return path


def written_quietly(document, path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return written(document, path)


def said_by(document):
    """What is said when a document is composed."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        rendering.visible(document)
    return [str(warning.message) for warning in caught]
