"""The picture in a dialog: a document to work on, where its places are on the screen, and how it was before."""

from inlay.krita import layers
from inlay.krita.qt import QtCore

from krita import Krita

from . import toolbox

SIZE = (640, 480)


def new_document():
    """Generator: an empty document of `SIZE` in a view of its own."""
    document = Krita.instance().createDocument(*SIZE, "Checks", "RGBA", "U8", "", 72.0)
    Krita.instance().activeWindow().addView(document)
    toolbox.focus()
    yield 400
    return document


def show(document, layer):
    """Generator: the document at 100 %, with a layer that is active and nothing to save."""
    document.refreshProjection()
    document.waitForDone()
    # Before Krita has made its shape, a layer cannot become the active one.
    yield 200
    document.setActiveNode(layer)
    toolbox.trigger("zoom_to_100pct")
    yield 300
    document.setModified(False)


def open_dialog(operation, **settings):
    """Generator: the dialog of an operation, once its picture is there and finished."""
    Krita.instance().writeSetting("inlay", operation, "{}")
    toolbox.ask(operation)
    yield from toolbox.until(toolbox.dialog)
    dialog = toolbox.dialog()
    dialog.set_values(settings)
    # The first picture of an installation waits for its kernels to be compiled.
    yield from finished(dialog, seconds=120)
    return dialog


def finished(dialog, seconds=toolbox.PATIENCE):
    """Generator: until the picture answers all that was set, exactly."""
    live = dialog._live

    def is_finished():
        view = live.view
        return view and not view.is_due and view.is_answered and view.frame is not None and view.frame.done == 1

    yield from toolbox.until(is_finished, "a finished picture", seconds)
    yield 100


def place(dialog, x, y):
    """Where a place of the document is on the screen."""
    surface = dialog._surface
    return surface.mapToGlobal(surface.placement.map(QtCore.QPointF(x, y)).toPoint())


def opacity(document, x, y):
    """Of the topmost paint layer."""
    layer = next(node for node, _ in layers.walk(document.rootNode()) if node.type() == "paintlayer")
    return bytes(layer.pixelData(x, y, 1, 1))[3]


def undo(document, before):
    """Generator: what was inserted goes, and what was hidden with it comes back, which is a step of its own."""
    for _ in range(2):
        state = toolbox.state(document)
        toolbox.press("ctrl+z")
        yield from toolbox.until(lambda state=state: toolbox.state(document) != state, "Ctrl+Z undoes nothing")
        yield 500
        if toolbox.state(document) == before:
            return
    raise AssertionError("not as before")


def everything(document):
    """What must be as before while a dialog stands open."""
    return toolbox.state(document), toolbox.undo_text(), document.modified()
