"""OpenRaster files as Inlay writes them, and what an editor should see in them."""

from __future__ import annotations

import json
import warnings
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from inlay.files import formats, openraster, rendering
from inlay.files.document import Document, Group, Layer
from inlay.picture import Picture, Space

SCENES = ("group", "narrow", "names", "kept")


def write(folder: Path) -> None:
    """Write every scene: the file, its composed pixels and the names of what it holds."""
    folder.mkdir()
    for name in SCENES:
        document = globals()[f"_{name}"](folder)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            composed = rendering.visible(document)
            (folder / f"{name}.ora").write_bytes(openraster.encode(document, composed))
        (folder / f"{name}.rgba").write_bytes(composed.pixels.tobytes())
        about = {"size": [document.width, document.height], "names": [node.name for _, node in document.walk()]}
        (folder / f"{name}.json").write_text(json.dumps(about))


def _layer(name: str, width: int, height: int, x: int = 0, y: int = 0) -> Layer:
    """Random colours; pixels are clear or opaque, as editors differ in the light in which they mix the others."""
    pixels = np.random.default_rng(len(name)).integers(0, 256, (height, width, 4), np.uint8)
    pixels[..., 3] = np.where((x, y) == (0, 0), 255, (pixels[..., 3] > 99) * 255)
    picture = Picture(pixels, x, y)
    return Layer(name, lambda: picture)


def _document(width: int, height: int, *layers: Layer | Group) -> Document:
    return Document(width, height, Space(), layers, layered=True)


def _group(_: Path) -> Document:
    group = Group("Animals", (_layer("Fox", 20, 10, 5, 7), _layer("Elk", 9, 30, -3, -4)))
    return _document(50, 40, _layer("Snow", 50, 40), group, Group("Nobody", ()))


def _narrow(_: Path) -> Document:
    return _document(1, 300, _layer("Line", 1, 300))


def _names(_: Path) -> Document:
    empty = Layer("Empty", lambda: Picture(np.zeros((0, 0, 4), np.uint8), 0, 1_660_944_384))
    odd = [_layer(name, 9, 9, 3, 4) for name in ("a&<>\"'b", "Füchsin 🦊", "]]>")]
    return _document(50, 40, _layer("Snow", 50, 40), *odd, empty)


def _kept(folder: Path) -> Document:
    """Positions of groups, a drawing, a damaged picture, text, and parts that attributes name."""
    stack = (
        '<image w="50" h="40" xmlns:mypaint="http://mypaint.org/ns/openraster" mypaint:json-settings="data/000.png">'
        '<stack><text>Once</text><layer name="Drawing" src="a.svg"/><layer name="Torn" src="torn.png"/>'
        '<stack name="Animals" x="4" y="-5"><layer name="Fox" src="fox.png" mypaint:strokemap="map" x="1"/></stack>'
        '<layer name="Snow" src="snow.png"/></stack></image>'
    )
    with zipfile.ZipFile(folder / "source.zip", "w") as archive:
        archive.writestr("mimetype", "image/openraster")
        archive.writestr("stack.xml", stack)
        archive.writestr("data/000.png", "{}")
        archive.writestr("map", "strokes")
        archive.writestr("a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="50" height="40"/>')
        archive.writestr("snow.png", _png(50, 40))
        archive.writestr("fox.png", _png(9, 9))
        archive.writestr("torn.png", _png(9, 9)[:200])
    return formats.read(folder / "source.zip")


def _png(width: int, height: int) -> bytes:
    output = BytesIO()
    Image.fromarray(_layer("", width, height).picture.pixels).save(output, "PNG")
    return output.getvalue()
