"""Every gradient edit on the layers that `test_gradient_edits.py` has written; leaves what Krita then holds."""

import json
import os
import struct

import toolbox

import inlay
from inlay.contract.errors import InlayError

PICTURES = os.path.join(os.environ["INLAY_FOLDER"], "edits")
PROFILE = "sRGB-elle-V2-srgbtrc.icc"
#: Krita keeps 8 bits as blue, green, red.
ORDER = {"u8": (2, 1, 0, 3), "f32": (0, 1, 2, 3)}
BYTES = {"u8": 1, "f32": 4}

with open(os.path.join(PICTURES, "edits.json"), encoding="utf-8") as file:
    TOLD = json.load(file)


def _reordered(samples, depth):
    """Pixels from red, green, blue to Krita's order, or back."""
    size = BYTES[depth]
    found = bytearray(samples)
    for to, place in enumerate(ORDER[depth]):
        for byte in range(size):
            found[to * size + byte :: 4 * size] = samples[place * size + byte :: 4 * size]
    return bytes(found)


def _open(depth):
    """The document with its layers, by name."""
    document = toolbox.new_document("RGBA", depth.upper(), PROFILE, TOLD["size"])
    document.setBatchmode(True)
    for node in document.rootNode().childNodes():
        node.remove()
    layers = {}
    for name, box in TOLD["places"].items():
        with open(os.path.join(PICTURES, depth, f"{name}.raw"), "rb") as samples:
            layers[name] = toolbox.add_layer(document, name, box, _reordered(samples.read(), depth))
    toolbox.refresh(document)
    return document, layers


def _coverage():
    with open(os.path.join(PICTURES, "region.f32"), "rb") as samples:
        return bytes(round(value * 255) for (value,) in struct.iter_unpack("f", samples.read()))


def _arguments(edit, layers):
    """The active layer, and how the other roles are filled."""
    active, ways = None, {}
    for role, given in edit["layers"].items():
        if isinstance(given, list):
            ways[role] = [layers[name] for name in given]
            active = active or ways[role][-1]
        elif active is None:
            active = layers[given]
        elif not (edit["below"] and role == "destination"):
            ways[role] = layers[given]
    return active, {**ways, **dict.fromkeys(edit["without"], "none")}


def _leaves(node):
    """Layers from the bottom, those in groups in their places."""
    if node.type() != "grouplayer":
        return [node]
    return [leaf for child in node.childNodes() for leaf in _leaves(child)]


def _keep(depth, name, node):
    layers = _leaves(node)
    boxes = [toolbox.box_of(layer) for layer in layers]
    place = os.path.join(PICTURES, depth, f"{name}.krita")
    with open(f"{place}.raw", "wb") as file:
        for layer, box in zip(layers, boxes, strict=True):
            file.write(_reordered(toolbox.pixels(layer, box), depth))
    with open(f"{place}.json", "w", encoding="utf-8") as file:
        json.dump([{"name": layer.name(), "box": box} for layer, box in zip(layers, boxes, strict=True)], file)


def _all_in(depth):
    document, layers = _open(depth)
    failures = []
    for name in [name for name, wanted in TOLD["runs"] if wanted == depth]:
        edit = TOLD["edits"][name]
        if edit["region"]:
            toolbox.select_bytes(document, (0, 0, *TOLD["size"]), _coverage())
        else:
            document.setSelection(None)
        active, ways = _arguments(edit, layers)
        before, count = toolbox.tree(document), len(document.rootNode().childNodes())
        shown = [layer for layer in document.rootNode().childNodes() if layer.visible()]
        try:
            node = inlay.run(edit["operation"], document, active, edit["values"], ways)
        except InlayError as error:
            failures.append(f"{name}: {error}")
            continue
        assert len(document.rootNode().childNodes()) == count + 1, (name, "arrived at once")
        _keep(depth, name, node)
        node.remove()
        for layer in shown:
            layer.setVisible(True)
        toolbox.refresh(document)
        assert toolbox.tree(document) == before, name
    assert not failures, failures


def check_every_edit_in_8_bits():
    _all_in("u8")


def check_every_edit_in_floating_point():
    _all_in("f32")
