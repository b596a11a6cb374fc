"""Healing in the window: the ground goes on along a line that the artist draws."""

from inlay.krita import layers
from inlay.krita.qt import QtWidgets

from . import toolbox, workspace
from .workspace import SIZE

#: The selection, and where sky ends above the ground on its left and on its right.
HOLE, LEFT, RIGHT = (250, 140, 140, 220), 200, 300
SKY, GROUND = (220, 140, 90, 255), (60, 90, 120, 255)


def _sky_ends(x):
    """How far down the sky reaches: the way of the line, in the selection and around."""
    share = min(max((x - 230) / 180, 0), 1)
    return LEFT + share * (RIGHT - LEFT)


def _document():
    """Generator: a document of sky and ground with a little grain."""
    document = yield from workspace.new_document()
    width, height = SIZE
    grain = [bytes((x * x * 7 + x * y * 13 + y * y * 5) % 9 for x in range(width)) for y in range(height)]
    pixels = bytearray()
    for y in range(height):
        for x in range(width):
            colour = SKY if y < _sky_ends(x) else GROUND
            pixels += bytes((colour[0] + grain[y][x], colour[1] + grain[y][x], colour[2] + grain[y][x], 255))
    layer = toolbox.add_layer(document, "Coast", bytes(pixels), (0, 0, *SIZE))
    yield from workspace.show(document, layer)
    return document


def check_a_line_goes_on():
    """What is drawn by the tool for lines is the edge along which the result goes; it is taken back as a stroke is."""
    document = yield from _document()
    toolbox.select(document, *HOLE)
    yield 200
    before = workspace.everything(document)
    dialog = yield from workspace.open_dialog("heal-selection", **{"lines-go-on": False})
    dialog.move(0, 0)
    yield 200
    toolbox.photograph("heal-before-the-line")
    (tool,) = (each for each in dialog.findChildren(QtWidgets.QToolButton) if each.text().replace("&", "") == "Line")
    tool.click()
    yield 100
    yield from toolbox.drag(*(workspace.place(dialog, x, round(_sky_ends(x))) for x in range(190, 450, 10)))
    strokes = dialog._live.view.strokes
    assert [stroke.label for stroke in strokes.present] == [4]
    toolbox.photograph("heal-line")
    yield from workspace.finished(dialog, 60)
    toolbox.photograph("heal-along-the-line")
    assert workspace.everything(document) == before, "the document is not as it was"
    dialog.accept()
    yield from toolbox.until(lambda: toolbox.state(document) != before[0], "a result", 60)
    yield 500
    toolbox.photograph("healed")
    layer = next(node for node, _ in layers.walk(document.rootNode()) if node.type() == "paintlayer")
    for x in range(260, 380, 20):
        middle = round(_sky_ends(x))
        above, below = (bytes(layer.pixelData(x, middle + step, 1, 1)) for step in (-14, 14))
        assert above[0] > 180 and below[0] < 100, (x, above, below)
    yield from workspace.undo(document, before[0])
    document.setModified(False)
    document.close()
    yield 300
