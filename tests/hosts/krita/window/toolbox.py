"""What the checks in the window share."""

import os
import subprocess
import time

from inlay.krita import layers
from inlay.krita.dialog import Dialog
from inlay.krita.qt import QtCore, QtWidgets

import inlay
from krita import Krita, Selection

BOX = (40, 30, 60, 50)
SIZE = (200, 150)
#: Seconds until what does not happen is a failure: many times what it takes, for busy machines.
PATIENCE = 60


def document():
    """A document in the window, with two layers, the upper one active."""
    made = Krita.instance().createDocument(*SIZE, "Checks", "RGBA", "U8", "", 72.0)
    Krita.instance().activeWindow().addView(made)
    return made


def fill(document):
    """Generator: the layers, once the view is there."""
    yield 400
    lower = document.createNode("Snow", "paintlayer")
    lower.setPixelData(bytes([200, 180, 120, 255]) * 200 * 150, 0, 0, *SIZE)
    document.rootNode().addChildNode(lower, None)
    upper = document.createNode("Fox", "paintlayer")
    upper.setPixelData(bytes(range(40, 240)) * 60, *BOX)
    document.rootNode().addChildNode(upper, None)
    document.refreshProjection()
    document.waitForDone()
    yield 300
    document.setActiveNode(upper)
    yield 200


def add_layer(document, name, pixels, box):
    """A paint layer at the top."""
    layer = document.createNode(name, "paintlayer")
    layer.setPixelData(pixels, *box)
    document.rootNode().addChildNode(layer, None)
    return layer


def trimap(document):
    """Generator: a trimap of the fox above it; the fox is active afterwards."""
    _, _, width, height = BOX
    made = document.createNode("Trimap", "paintlayer")
    row = [0 if column < 15 else 255 if column > 40 else 128 for column in range(width)]
    made.setPixelData(bytes(value for level in row for value in (level, level, level, 255)) * height, *BOX)
    document.rootNode().addChildNode(made, None)
    document.refreshProjection()
    document.waitForDone()
    yield 300
    document.setActiveNode(fox(document))
    yield 200


def fox(document):
    return named(document, "Fox")


def named(document, name):
    return next(node for node, _ in layers.walk(document.rootNode()) if node.name() == name)


def visible(document):
    """The names of the layers that are seen, the topmost first."""
    return [node.name() for node, _ in layers.walk(document.rootNode()) if node.visible()]


def has_fox(document):
    return any(node.name() == "Fox" for node, _ in layers.walk(document.rootNode()))


def state(document):
    """All layers with their pixels, and the selection, in a form that compares."""
    document.waitForDone()
    canvas = (0, 0, *SIZE)
    nodes = [
        (depth, node.name(), node.type(), node.visible(), bytes(node.pixelData(*canvas)))
        for node, depth in layers.walk(document.rootNode())
    ]
    selection = document.selection()
    return nodes, selection and bytes(selection.pixelData(*canvas))


def select(document, *box, value=255):
    selection = Selection()
    selection.select(*box, value)
    document.setSelection(selection)


def undo_text():
    return Krita.instance().action("edit_undo").text()


def trigger(name):
    Krita.instance().action(name).trigger()


def press(keys):
    """A shortcut, as from the keyboard, to Krita's window."""
    subprocess.run(["xdotool", "key", "--clearmodifiers", keys], check=True)


def point_away():
    """The pointer leaves the canvas: Krita draws the brush at it."""
    subprocess.run(["xdotool", "mousemove", "2", "2"], check=True)


def drag(*places, button=1):
    """Generator: the mouse from place to place with a button held; Krita serves events meanwhile."""
    words = []
    for step, place in enumerate(places):
        words += ["mousemove", str(place.x()), str(place.y()), "sleep", "0.03"]
        words += ["mousedown", str(button), "sleep", "0.03"] if step == 0 else []
    mouse = subprocess.Popen(["xdotool", *words, "mouseup", str(button)])
    while mouse.poll() is None:
        yield 20
    yield 100


def pixels(widget):
    """What the screen shows in place of a widget."""
    corner = widget.mapToGlobal(QtCore.QPoint(0, 0))
    screen = QtWidgets.QApplication.primaryScreen()
    return screen.grabWindow(0, corner.x(), corner.y(), widget.width(), widget.height()).toImage()


def hold(key, down):
    """A key goes down, or up."""
    subprocess.run(["xdotool", "keydown" if down else "keyup", key], check=True)


def wheel(place, steps):
    """Turn the mouse's wheel away from the hand, towards it below zero."""
    words = ["mousemove", str(place.x()), str(place.y())]
    subprocess.run(["xdotool", *words, *(["click", "4" if steps > 0 else "5"] * abs(steps))], check=True)


def focus():
    window = Krita.instance().activeWindow().qwindow()
    window.showMaximized()
    window.activateWindow()
    window.raise_()


def photograph(name):
    """A picture of the whole screen, kept with the results."""
    path = os.path.join(os.environ["INLAY_FOLDER"], f"{name}.png")
    subprocess.run(["import", "-window", "root", path], check=True)


def ask(operation):
    """Choose an operation in the menu; its dialog stays open."""
    QtCore.QTimer.singleShot(0, Krita.instance().action(f"inlay_{operation}").trigger)


def dialog():
    """The operation's dialog that is open, if one is."""
    return next(iter(shown(Dialog)), None)


def shown(kind):
    return [each for each in QtWidgets.QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]


def until(condition, what="", seconds=PATIENCE):
    """Generator: wait until the condition holds. Krita undoes, redoes and draws in the background."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"it does not happen: {what}"
        yield 50
    yield 100


def run(document, operation, **values):
    """Generator: run an operation on the fox, and give Krita the time to draw the result."""
    inlay.run(operation, document, fox(document), values)
    yield 600


def step(document, name, expected, what=""):
    """Generator: one undo or redo, after which the document is as expected and stays so."""
    trigger(name) if "+" not in name else press(name)
    yield from until(lambda: state(document) == expected, f"{name} {what}")
    yield 200
    assert state(document) == expected, f"{name} {what}"
