"""Every way to select, on what `test_selecting.py` has written; leaves what Krita then holds for it to compare."""

import json
import os
import struct

import toolbox

import inlay
from krita import Krita

PICTURES = os.path.join(os.environ["INLAY_FOLDER"], "selecting")


def _read(name):
    with open(os.path.join(PICTURES, name), "rb") as file:
        return file.read()


def _open():
    document = Krita.instance().openDocument(os.path.join(PICTURES, "image.png"))
    document.setBatchmode(True)
    document.waitForDone()
    fox = next(node for node in document.rootNode().childNodes() if node.type() == "paintlayer")
    canvas = 0, 0, document.width(), document.height()
    # White and black strokes: the order of the colours is of no matter.
    strokes = toolbox.add_layer(document, "Strokes", canvas, _read("scribbles.rgba"))
    coverage = bytes(round(value * 255) for (value,) in struct.iter_unpack("f", _read("region.f32")))
    toolbox.select_bytes(document, canvas, coverage)
    return document, fox, strokes, canvas


def _keep(name, box, data):
    with open(os.path.join(PICTURES, f"{name}.held"), "wb") as file:
        file.write(struct.pack("II", *box[2:]) + bytes(data))


def check_every_way_to_select():
    for name, (operation, values) in json.loads(_read("runs.json")).items():
        document, fox, strokes, canvas = _open()
        before, selected = toolbox.names(document.rootNode()), bytes(document.selection().pixelData(*canvas))
        items = {"scribbles": strokes} if operation == "select-scribbles" else {}
        node = inlay.run(operation, document, fox, values, items)
        result = values.get("result", "posterised" if operation == "select-clusters" else "replace")
        if result in ("replace", "add", "subtract", "intersect"):
            assert toolbox.names(document.rootNode()) == before, name
            # Beside a selection that is there already the new one is a selection mask of the layer.
            _keep(name, canvas, node.pixelData(*canvas))
        else:
            assert bytes(document.selection().pixelData(*canvas)) == selected, name
            if result == "layer-mask":
                (mask,) = fox.childNodes()
                _keep(name, canvas, mask.pixelData(*canvas))
            else:
                names = toolbox.names(document.rootNode())
                assert len(names) == len(before) + 1, name
                # Krita tells a layer's bounds without its transparent margin.
                box = canvas if result == "trimap" else json.loads(_read("box.json"))
                _keep(name, box, toolbox.pixels(node, box))
        document.close()


def check_what_is_refused():
    document, fox, _, _ = _open()
    before = toolbox.tree(document)
    values = {"method": "range", "low": 100.0, "result": "intersect"}
    error = toolbox.refused("select-threshold", document, fox, values)
    assert "found nothing" in str(error), error
    assert toolbox.tree(document) == before
