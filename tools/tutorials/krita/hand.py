"""An artist's hand in Krita's window: mouse, keys, and the pictures that are taken on the way.

What takes time is a generator of milliseconds that Krita is to go on by itself.
"""

import json
import os
import subprocess
import time
from itertools import pairwise

from inlay.krita import canvas
from inlay.krita.dialog import Dialog
from inlay.krita.qt import QtCore, QtGui, QtWidgets

from krita import Krita

from .album import Album

with open(os.environ["INLAY_OPERATIONS"], encoding="utf-8") as table:
    OPERATIONS = json.load(table)["operations"]
#: Where the pointer rests: nothing says anything about itself there.
ASIDE = 1, 798
PATIENCE = 300.0


def mouse(*words):
    """Generator: what xdotool is told, while Krita serves events."""
    running = subprocess.Popen(["xdotool", *map(str, words)])
    while running.poll() is None:
        yield 20


def until(condition, what, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        yield 60
    yield 100


class Studio(Album):
    """Krita with a document, and a place for the pictures.

    Attributes
    ----------
    document : krita.Document
    dialog : inlay.krita.dialog.Dialog
        The open one of an operation.
    """

    def __init__(self):
        super().__init__()
        self._photographs = os.environ["INLAY_PHOTOGRAPHS"]
        self.document = self.dialog = None

    @property
    def window(self):
        return Krita.instance().activeWindow()

    def open(self, name):
        """Generator: a photograph in Krita's window, as large as the screen allows."""
        self.document = Krita.instance().openDocument(os.path.join(self._photographs, name))
        self.window.addView(self.document)
        self.window.qwindow().showMaximized()
        yield 1200
        for docker in self.window.dockers():
            if docker.objectName() in CLOSED:
                docker.close()
        layer = self.document.topLevelNodes()[0]
        layer.setName(os.path.splitext(name)[0].capitalize())
        self.document.setModified(False)
        yield from self.fit()

    def open_as_layer(self, name, at=(0, 0)):
        """Generator: a photograph as the topmost layer, which becomes the active one."""
        picture = QtGui.QImage(os.path.join(self._photographs, name)).convertToFormat(QtGui.QImage.Format.Format_RGB32)
        pixels = picture.constBits().asstring(picture.sizeInBytes())
        layer = self.document.createNode(os.path.splitext(name)[0].capitalize(), "paintlayer")
        layer.setPixelData(pixels, *at, picture.width(), picture.height())
        self.document.rootNode().addChildNode(layer, None)
        self.document.refreshProjection()
        self.document.waitForDone()
        yield 300
        self.document.setActiveNode(layer)
        yield 300

    def white_below(self):
        """Generator: a white layer below all others."""
        width, height = self.document.width(), self.document.height()
        white = self.document.createNode("White", "paintlayer")
        white.setPixelData(b"\xff" * (4 * width * height), 0, 0, width, height)
        self.document.rootNode().addChildNode(white, None)
        yield 300
        yield from self.activate("White")
        yield from self.lower(len(self.document.topLevelNodes()) - 1)

    def lower(self, times=1):
        """Generator: move the active layer down."""
        for _ in range(times):
            Krita.instance().action("move_layer_down").trigger()
            yield 600
        self.document.waitForDone()
        yield 300

    def row(self, number):
        """Where a layer is in the list of layers; the uppermost is 0."""
        tree = self.window.qwindow().findChild(QtWidgets.QDockWidget, "KisLayerBox").findChild(QtWidgets.QTreeView)
        rect = tree.visualRect(tree.model().index(number, 0))
        place = tree.viewport().mapToGlobal(rect.center())
        return place.x() + 20, place.y()

    def layer(self, name):
        return next(each for each in self.document.topLevelNodes() if each.name() == name)

    def activate(self, name):
        """Generator: a layer becomes the active one."""
        self.document.setActiveNode(self.layer(name))
        yield 300

    def fit(self):
        """Generator: the whole document in the window, and the pointer out of the way."""
        self.window.qwindow().activateWindow()
        Krita.instance().action("zoom_to_fit").trigger()
        yield from mouse("mousemove", *ASIDE)
        # Krita tells the zoom for a moment.
        yield 2500

    def at(self, x, y):
        """Where a place of the document is on the screen."""
        found = canvas.find(self.window, self.document)
        place = found.widget.mapToGlobal(found.placement.map(QtCore.QPointF(x, y)).toPoint())
        return place.x(), place.y()

    def lasso(self, *places):
        """Generator: draw around something with the freehand selection tool."""
        Krita.instance().action("KisToolSelectOutline").trigger()
        yield 400
        yield from mouse(*self._along([*places, places[0]], 1))
        yield from mouse("mousemove", *ASIDE)
        yield 500

    def stroke(self, *places, button=1):
        """Generator: draw on the canvas for the open dialog."""
        yield from mouse(*self._along(places, button))
        yield from mouse("mousemove", *ASIDE)
        yield from self.settle()

    def _along(self, places, button):
        words = ["mousemove", *self.at(*places[0]), "sleep", 0.2, "mousedown", button, "sleep", 0.1]
        for (x, y), (to_x, to_y) in pairwise(places):
            for step in range(1, 7):
                part = step / 6
                words += ["mousemove", *self.at(x + (to_x - x) * part, y + (to_y - y) * part), "sleep", 0.02]
        return [*words, "sleep", 0.2, "mouseup", button]

    def menu(self, name):
        """Generator: open *Filter > Inlay* by the mouse, with the pointer on an operation."""
        bar = self.window.qwindow().menuBar()
        menu = next(each["menu"] for each in OPERATIONS if each["name"] == name)
        opened = _entry(bar, "Filter")
        yield from self._point(bar, opened, click=True)
        for entry in ("Inlay", menu, name):
            above = opened.menu()
            yield from until(above.isVisible, f"the menu above {entry} does not open")
            opened = _entry(above, entry)
            yield from self._point(above, opened)

    def _point(self, menu, entry, click=False):
        place = menu.mapToGlobal(menu.actionGeometry(entry).center())
        yield from mouse("mousemove", place.x() - 4, place.y(), "sleep", 0.1, "mousemove", place.x(), place.y())
        if click:
            yield from mouse("click", 1)
        yield 100

    def choose(self):
        """Generator: click the entry under the pointer; the dialog, once its picture is finished."""
        yield from mouse("click", 1)
        yield from until(lambda: _dialogs(), "no dialog opens")
        self.dialog = _dialogs()[0]
        yield from mouse("mousemove", *ASIDE)
        yield from self.settle()

    def settle(self):
        """Generator: until the picture answers all that was set, exactly."""
        live = self.dialog._live

        def is_finished():
            view = live.view
            return view and not view.is_due and view.is_answered and view.frame is not None and view.frame.done == 1

        yield from until(is_finished, "the picture is not finished")
        yield 300

    def set(self, **values):
        """Generator: settings of the dialog."""
        self.dialog.set_values({name.replace("_", "-"): value for name, value in values.items()})
        yield from self.settle()

    def move_dialog(self):
        """Generator: the dialog to the right, where it hides least of the picture."""
        frame = self.dialog.frameGeometry()
        self.dialog.move(Krita.instance().activeWindow().qwindow().width() - frame.width(), 56)
        yield 300

    def ok(self):
        """Generator: press *OK* and wait for the layer that arrives."""
        before = len(self.document.topLevelNodes())
        yield from self.agree(lambda: len(self.document.topLevelNodes()) > before)

    def agree(self, has_arrived):
        """Generator: press *OK* and wait."""
        button = self.dialog.findChild(QtWidgets.QDialogButtonBox).button(QtWidgets.QDialogButtonBox.StandardButton.Ok)
        place = button.mapToGlobal(button.rect().center())
        yield from mouse("mousemove", place.x(), place.y(), "click", 1)
        yield from until(has_arrived, "OK brought nothing")
        yield 1500
        yield from self.fit()

    def export(self, name):
        """The document as it looks now, in a file."""
        return self.part(name, 0, 0, self.document.width(), self.document.height())

    def part(self, name, *box):
        """A part of the document as it looks now, in a file."""
        path = self.path(name)
        self.document.refreshProjection()
        self.document.waitForDone()
        self.document.projection(*box).save(path)
        return path


#: Dockers that have no part in a tutorial.
CLOSED = ("PresetDocker", "ColorSelectorNg", "sharedtooldocker", "StoryboardDocker", "TimelineDocker")


def _entry(menu, words):
    """The action of a menu by its words, of which a mnemonic and dots may be a part."""
    return next(each for each in menu.actions() if each.text().replace("&", "").rstrip(".…") == words)


def _dialogs():
    return [each for each in QtWidgets.QApplication.topLevelWidgets() if isinstance(each, Dialog) and each.isVisible()]
