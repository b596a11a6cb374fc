"""What the checks share: documents with known pixels, and what is in them afterwards."""

import random
import struct

from inlay.krita import layers

import inlay
from inlay.contract.errors import InlayError
from krita import Krita, Selection

DEPTHS = ("U8", "U16", "F16", "F32")
BYTES = {"U8": 1, "U16": 2, "F16": 2, "F32": 4}
CODES = {"U8": "B", "U16": "H", "F16": "e", "F32": "f"}
CHANNELS = {"RGBA": 4, "GRAYA": 2, "CMYKA": 5, "LABA": 4}
WIDTH, HEIGHT = 90, 70


def new_document(model="RGBA", depth="U8", profile="", size=(WIDTH, HEIGHT)):
    return Krita.instance().createDocument(*size, "Checks", model, depth, profile, 72.0)


def pixel_bytes(document):
    return CHANNELS[document.colorModel()] * BYTES[document.colorDepth()]


def noise(document, width, height, seed=1, opacity=None):
    """Random samples, nearly all of the range; opacity random above 0 or as given from 0 to 1."""
    chance = random.Random(seed)
    channels, depth = CHANNELS[document.colorModel()], document.colorDepth()
    white = {"U8": 255, "U16": 65535}.get(depth, 1.0)
    values = []
    for _ in range(width * height):
        pixel = [chance.uniform(0.05, 0.95) for _ in range(channels - 1)]
        pixel.append(chance.uniform(0.1, 1) if opacity is None else opacity)
        values += [value * white for value in pixel]
    if depth in ("U8", "U16"):
        values = [round(value) for value in values]
    return struct.pack(f"={len(values)}{CODES[depth]}", *values)


def add_layer(document, name, box, data=None, parent=None, seed=1, opacity=None):
    x, y, width, height = box
    layer = document.createNode(name, "paintlayer")
    layer.setPixelData(noise(document, width, height, seed, opacity) if data is None else data, x, y, width, height)
    (parent or document.rootNode()).addChildNode(layer, None)
    return layer


def refresh(document):
    document.refreshProjection()
    document.waitForDone()


def select(document, box, value=255):
    selection = Selection()
    selection.select(*box, value)
    document.setSelection(selection)
    return selection


def select_bytes(document, box, data):
    selection = Selection()
    selection.setPixelData(data, *box)
    document.setSelection(selection)


def pixels(node, box):
    return bytes(node.pixelData(*box))


def box_of(node):
    bounds = node.bounds()
    return bounds.x(), bounds.y(), bounds.width(), bounds.height()


def tree(document):
    """All that a document holds, in a form that compares: kinds, names, places, pixels."""
    canvas = (-20, -20, document.width() + 40, document.height() + 40)
    selection = document.selection()
    state = [
        (
            depth,
            node.name(),
            node.type(),
            node.visible(),
            node.opacity(),
            node.blendingMode(),
            node.locked(),
            pixels(node, canvas),
        )
        for node, depth in layers.walk(document.rootNode())
    ]
    return state, selection and bytes(selection.pixelData(*canvas)), document.width(), document.height()


def names(node):
    """Children, bottom to top."""
    return [child.name() for child in node.childNodes()]


def refused(*arguments, **options):
    """The error that a run ends with."""
    try:
        inlay.run(*arguments, **options)
    except InlayError as error:
        return error
    raise AssertionError("it went through")
