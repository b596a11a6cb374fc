"""Every filter on the picture that `test_filtering.py` has written; leaves what Krita then holds for it to compare."""

import json
import os
import struct

import toolbox

import inlay
from krita import Krita

PICTURES = os.path.join(os.environ["INLAY_FOLDER"], "filters")


def _opened(name):
    document = Krita.instance().openDocument(os.path.join(PICTURES, name))
    document.setBatchmode(True)
    document.waitForDone()
    return document


def _open():
    document = _opened("image.png")
    fox = next(node for node in document.rootNode().childNodes() if node.type() == "paintlayer")
    fox.setName("Fox")
    size = document.width(), document.height()
    with open(os.path.join(PICTURES, "region.f32"), "rb") as file:
        coverage = bytes(round(value * 255) for (value,) in struct.iter_unpack("f", file.read()))
    toolbox.select_bytes(document, (0, 0, *size), coverage)
    return document, fox


def check_every_filter():
    with open(os.path.join(PICTURES, "filters.json"), encoding="utf-8") as file:
        filters = json.load(file)
    document, fox = _open()
    before = toolbox.tree(document)
    for name, values in filters.items():
        node = inlay.run(name, document, fox, values)
        layers = [child.name() for child in document.rootNode().childNodes() if child.type() == "paintlayer"]
        assert layers[-2:] == ["Fox", node.name()], (name, layers)
        box = toolbox.box_of(node)
        with open(os.path.join(PICTURES, f"{name}.held"), "wb") as file:
            file.write(struct.pack("II", *box[2:]) + toolbox.pixels(node, box))
        assert not fox.visible(), "it would show through"
        node.remove()
        fox.setVisible(True)
        toolbox.refresh(document)
        assert toolbox.tree(document) == before, name


def check_steps_are_a_group_or_an_animation():
    document, fox = _open()
    group = inlay.run("rotate-colours", document, fox, {"steps": 3, "angle": 270.0})
    assert (group.name(), group.type()) == ("Fox (Rotate Colours)", "grouplayer")
    assert toolbox.names(group) == ["Fox (90°)", "Fox (180°)", "Fox (270°)"]
    count = len(document.rootNode().childNodes())
    path = os.path.join(PICTURES, "turning.gif")
    values = {"steps": 3, "into": "animation", "animation": path}
    assert inlay.run("rotate-colours", document, fox, values) is None
    assert len(document.rootNode().childNodes()) == count
    with open(path, "rb") as file:
        assert file.read(6) == b"GIF89a"


def check_channels_add_up_to_the_picture():
    for depth in ("U8", "U16"):
        document = toolbox.new_document(depth=depth)
        size = document.width(), document.height()
        fox = toolbox.add_layer(document, "Fox", (0, 0, *size), opacity=1)
        group = inlay.run("show-channels", document, fox)
        assert toolbox.names(group) == ["Blue", "Green", "Red"]
        for node in document.rootNode().childNodes():
            node.setVisible(node.name() == group.name())
        toolbox.refresh(document)
        assert bytes(document.pixelData(0, 0, *size)) == bytes(fox.pixelData(0, 0, *size)), depth


def check_what_a_filter_refuses():
    document, fox = _open()
    before = toolbox.tree(document)
    error = toolbox.refused("convolve", document, fox, {"matrix": "1 2; 3 4"})
    assert "odd number" in str(error), error
    assert toolbox.tree(document) == before
